import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { edgeOf, edgeText } from "../../src/capture/edge.ts";

const rows = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(2 ** 48)), {
  selector: ([key]) => key,
  maxLength: 50,
});

Deno.test("Rows beside the cursor are read back as they were kept, and their order makes no other text", () => {
  fc.assert(fc.property(rows, (rows) => {
    assertEquals(edgeOf(edgeText(new Map(rows))), new Map(rows));
    assertEquals(edgeText(new Map(rows)), edgeText(new Map(rows.toReversed())));
  }));
});

Deno.test("Of more than 600 rows beside the cursor none is kept", () => {
  const many = (count: number) =>
    new Map(Array.from({ length: count }, (_, i): [string, number] => [`${i}`, i]));
  assertEquals(edgeOf(edgeText(many(600))).size, 600);
  assertEquals(edgeText(many(601)), "");
});

Deno.test("A text that is no list of rows tells of none, whatever it is", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    for (const [key, digest] of edgeOf(text)) assertEquals([typeof key, typeof digest], ["string", "number"]);
  }));
  assertEquals(edgeOf('{"a":1}'), new Map());
  assertEquals(edgeOf('["a",'), new Map());
});
