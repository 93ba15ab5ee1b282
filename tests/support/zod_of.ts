import { z } from "zod";
import type { Fields, Shape } from "../../src/capture/shape.ts";

/** The same shape as a schema of zod's, whose words for what is wrong are ours: it is what our own reading of shapes is held against. */
export function zodOf(shape: Shape): z.ZodType {
  let type = zodKind(shape);
  if (shape.null) type = type.nullable();
  return shape.absent ? type.optional() : type;
}

function zodKind(shape: Shape): z.ZodType {
  switch (shape.type) {
    case "any":
      return z.unknown();
    case "boolean":
      return z.boolean();
    case "string": {
      const { oneOf, rule } = shape;
      if (oneOf) return z.enum(oneOf);
      return rule ? z.string().refine((text) => rule.holds(text), { error: rule.words }) : z.string();
    }
    case "integer":
      return bounded(z.int(), shape);
    case "number":
      return bounded(z.number(), shape);
    case "array":
      return z.array(zodOf(shape.items));
    case "object":
      return z.looseObject(zodFields(shape.fields));
    case "record": {
      const { names, values } = shape;
      return z.record(names ? z.string().regex(names) : z.string(), zodOf(values));
    }
  }
}

function zodFields(fields: Fields): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, zodOf(shape)]));
}

function bounded(type: z.ZodNumber, { least, most }: { least?: number; most?: number }): z.ZodType {
  const from = least === undefined ? type : type.min(least);
  return most === undefined ? from : from.max(most);
}

/** What zod finds wrong with a value, the first at each place. */
export function zodFaults(schema: z.ZodType, value: unknown): { path: PropertyKey[]; words: string }[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues
    .map(({ path, message }) => ({ path, words: message.replace("Invalid input: ", "") }))
    .filter(({ path }, i, all) => all.findIndex((other) => String(other.path) === String(path)) === i);
}
