import { assertEquals } from "@std/assert";
import * as shape from "../../src/capture/shape.ts";

Deno.test("A shape is plain data that says what was asked for, and no more", () => {
  const { number, nullish, object, oneOf, optional, otherwise, record, ruled, text, whole } = shape;
  assertEquals<unknown>(
    [shape.anything, text, shape.flag, whole(), whole(1), whole(1, 2), number(0, 1)],
    [
      { type: "any", absent: true },
      { type: "string" },
      { type: "boolean" },
      { type: "integer" },
      { type: "integer", least: 1 },
      { type: "integer", least: 1, most: 2 },
      { type: "number", least: 0, most: 1 },
    ],
  );
  const rule = { holds: () => true, words: "it is not right", schema: {} };
  assertEquals<unknown>([ruled(rule), oneOf(["a", "b"])], [
    { type: "string", rule },
    { type: "string", oneOf: ["a", "b"] },
  ]);
  assertEquals<unknown>(
    [shape.list(text), object({ a: text }), record(text), record(text, /^a/)],
    [
      { type: "array", items: text },
      { type: "object", fields: { a: text } },
      { type: "record", values: text },
      { type: "record", values: text, names: /^a/ },
    ],
  );
  assertEquals<unknown>(
    [optional(text), nullish(text), otherwise(text, "a")],
    [
      { type: "string", absent: true },
      { type: "string", absent: true, null: true },
      { type: "string", absent: true, default: "a" },
    ],
  );
});
