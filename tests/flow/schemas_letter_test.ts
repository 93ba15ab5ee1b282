import { assertEquals, assertThrows } from "@std/assert";
import {
  anything,
  flag,
  list,
  nullish,
  number,
  object,
  oneOf,
  optional,
  otherwise,
  record,
  ruled,
  text,
  whole,
} from "../../src/capture/shape.ts";
import type { Stream } from "../../src/capture/stream.ts";
import { formSchema } from "../../src/aircall/form.ts";
import { documentSchema, sourcedSchema } from "../../src/flow/schemas.ts";
import { discoveredBinding } from "../../src/flow/discovered.ts";

const streamOf = (document: Stream["document"]): Stream => ({
  name: "things",
  key: ["/id"],
  document,
  endpoint: { path: "/v1/things", envelope: "things" },
  stateFault: () => undefined,
  tasks: () => [],
});

const things = streamOf(object({
  id: whole(1),
  name: { ...text, null: true },
  flag: optional(flag),
  list: { ...list(whole()), null: true },
  deep: nullish(object({ id: whole() })),
  parts: list(object({ id: whole() })),
  bare: list(anything),
  rest: object({}),
  one: anything,
  some: record(text),
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
  assertEquals(documentSchema(streamOf(object({ id: text }))), whole("string"));
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
      flag: { type: "boolean" },
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
      one: {},
      some: {},
      _meta: {
        type: "object",
        additionalProperties: false,
        properties: { op: { type: "string", enum: ["c", "u", "d"] } },
      },
    },
  });
});

Deno.test("a form is open at every depth, says what its shape and its words say, and asks for what has no default", () => {
  const lower = {
    holds: (text: string) => text === text.toLowerCase(),
    words: "",
    schema: { pattern: "^[^A-Z]*$" },
  };
  const shape = object({
    word: ruled(lower),
    // a default is a value, though it may look like a schema
    like: otherwise(object({ type: otherwise(number(0, 2), 1) }), { type: 2 }),
    some: otherwise(list(oneOf(["a", "b"])), ["b"]),
  });
  const words = {
    word: { title: "Word", default: "proposed" },
    like: { title: "Like", fields: { type: { title: "Type" } } },
    some: { title: "Some", description: "Some of two." },
  };
  assertEquals(formSchema(shape, words), {
    type: "object",
    required: ["word"],
    additionalProperties: true,
    properties: {
      word: { type: "string", pattern: "^[^A-Z]*$", title: "Word", default: "proposed", order: 0 },
      like: {
        type: "object",
        default: { type: 2 },
        title: "Like",
        properties: { type: { type: "number", minimum: 0, maximum: 2, default: 1, title: "Type", order: 0 } },
        additionalProperties: true,
        order: 1,
      },
      some: {
        type: "array",
        items: { type: "string", enum: ["a", "b"] },
        default: ["b"],
        title: "Some",
        description: "Some of two.",
        order: 2,
      },
    },
  });
});

Deno.test("a form has each field of its shape and no other, of types that a form can have", () => {
  assertThrows(() => formSchema(object({}), { b: {} }), Error, "there is no field b");
  assertThrows(() => formSchema(object({ a: text, b: text }), { a: {} }), Error, "nothing is said of b");
  assertThrows(() => formSchema(object({ a: flag }), { a: {} }), Error, "type boolean");
});
