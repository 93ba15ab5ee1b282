import { assertEquals } from "@std/assert";
import { z } from "zod";
import type { Stream } from "../../src/capture/stream.ts";
import { documentSchema, formSchema, sourcedSchema } from "../../src/flow/schemas.ts";
import { discoveredBinding } from "../../src/flow/discovered.ts";

const streamOf = (document: Stream["document"]): Stream => ({
  name: "things",
  key: ["/id"],
  document,
  state: z.looseObject({}),
  tasks: () => [],
});

const things = streamOf(z.looseObject({
  id: z.int().min(1),
  name: z.string().nullable(),
  of: z.union([z.string(), z.int()]).optional(),
  three: z.union([z.string(), z.int(), z.null()]),
  list: z.array(z.int()).nullable(),
  deep: z.looseObject({ id: z.int() }).nullish(),
  parts: z.array(z.looseObject({ id: z.int() })),
  bare: z.array(z.unknown()),
  rest: z.looseObject({}),
}));

Deno.test("a document's schema asks for its key alone, and deletes where the op is d", () => {
  const op = {
    type: "string",
    enum: ["c", "u", "d"],
    default: "u",
    description: "c: first seen, u: seen before, d: gone",
  };
  const whole = (id: string) => ({
    type: "object",
    required: ["id"],
    properties: { id: { type: id }, _meta: { type: "object", properties: { op } } },
    additionalProperties: true,
    "x-infer-schema": true,
    if: {
      required: ["_meta"],
      properties: { _meta: { required: ["op"], properties: { op: { const: "d" } } } },
    },
    then: { reduce: { strategy: "merge", delete: true } },
  });
  assertEquals(documentSchema(things), whole("integer"));
  assertEquals(documentSchema(streamOf(z.looseObject({ id: z.string() }))), whole("string"));
});

Deno.test("a stream is found with every setting that a binding of it has", () => {
  assertEquals(discoveredBinding(things), {
    recommendedName: "things",
    resourceConfig: { stream: "things", syncMode: "incremental", interval: "PT5M" },
    documentSchema: documentSchema(things),
    key: ["/id"],
  });
});

Deno.test("a sourced schema holds every known field, closed at every depth, without bounds, and null beside one type", () => {
  assertEquals(sourcedSchema(things), {
    type: "object",
    required: ["id"],
    additionalProperties: false,
    properties: {
      id: { type: "integer" },
      name: { type: ["string", "null"] },
      of: { anyOf: [{ type: "string" }, { type: "integer" }] },
      three: { anyOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] },
      list: { type: ["array", "null"], items: { type: "integer" } },
      deep: {
        type: ["object", "null"],
        properties: { id: { type: "integer" } },
        additionalProperties: false,
      },
      parts: {
        type: "array",
        items: { type: "object", properties: { id: { type: "integer" } }, additionalProperties: false },
      },
      bare: { type: "array" },
      rest: { type: "object", properties: {}, additionalProperties: false },
      _meta: {
        type: "object",
        additionalProperties: false,
        properties: { op: { type: "string", enum: ["c", "u", "d"] } },
      },
    },
  });
});

Deno.test("a form is open at every depth, keeps its defaults as they are, and a pattern only where no format says it", () => {
  const form = formSchema(
    z.object({
      day: z.iso.date().default("2020-01-01"),
      word: z.string().regex(/^a+$/),
      deep: z.object({ type: z.boolean().default(true) }).default({ type: true }),
      // a default is a value, though it may look like a schema
      like: z.looseObject({}).default({ type: "object", properties: {} }),
    }).meta({ title: "Thing" }),
  );
  assertEquals(form, {
    title: "Thing",
    type: "object",
    required: ["word"],
    additionalProperties: true,
    properties: {
      day: { type: "string", format: "date", default: "2020-01-01" },
      word: { type: "string", pattern: "^a+$" },
      deep: {
        type: "object",
        default: { type: true },
        properties: { type: { type: "boolean", default: true } },
        additionalProperties: true,
      },
      like: {
        type: "object",
        default: { type: "object", properties: {} },
        properties: {},
        additionalProperties: true,
      },
    },
  });
});
