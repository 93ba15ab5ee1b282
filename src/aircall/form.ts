import type { ObjectShape, Shape } from "../capture/shape.ts";
import type { Schema } from "./schema.ts";

/** What a form says of its fields, by their names, in the order in which it shows them. */
export type Words = Record<string, Schema>;

/**
 * A configuration's schema as the platform's form wants it, open to further keys.
 *
 * @param words what it says of each field; `fields` holds those of an object's own fields
 */
export function formSchema(shape: Pick<ObjectShape, "fields">, words: Words): Schema {
  const silent = Object.keys(shape.fields).find((name) => !Object.hasOwn(words, name));
  if (silent !== undefined) throw new Error(`nothing is said of ${silent}`);
  const fields = Object.entries(words).map(([name, { fields, ...said }], order): [string, Schema] => {
    const field = shape.fields[name];
    if (!field) throw new Error(`there is no field ${name}`);
    const type = field.type === "object" && isWords(fields) ? formSchema(field, fields) : typeOf(field);
    return [name, {
      ...type,
      ...("default" in field ? { default: field.default } : {}),
      ...said,
      order,
    }];
  });
  const required = Object.keys(shape.fields).filter((name) => !shape.fields[name]?.absent);
  return {
    type: "object",
    properties: Object.fromEntries(fields),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: true,
  };
}

/** What JSON Schema can say of a field that is no object. */
function typeOf(shape: Shape): Schema {
  const { type } = shape;
  switch (type) {
    case "string":
      return { type, ...(shape.oneOf ? { enum: shape.oneOf } : {}), ...shape.rule?.schema };
    case "integer":
    case "number":
      return { type, minimum: shape.least, maximum: shape.most };
    case "array":
      return { type, items: typeOf(shape.items) };
    default:
      throw new Error(`no form has a field of type ${type}`);
  }
}

function isWords(value: unknown): value is Words {
  return typeof value === "object" && value !== null;
}
