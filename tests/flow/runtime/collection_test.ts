import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Collection } from "../../../src/flow/runtime/mod.ts";

const documents = fc.array(fc.record({
  id: fc.oneof(fc.nat(3), fc.constantFrom("0", "1", null)),
  part: fc.boolean(),
  value: fc.nat(),
  op: fc.constantFrom("c", "u", "d"),
}));

Deno.test("a collection holds the last document of each key, unless that was a deletion", () => {
  fc.assert(fc.property(documents, (documents) => {
    const collection = new Collection("acmeCo/rows", ["/id", "/at/part"]);
    const told = documents.map(({ id, part, value, op }) => ({ id, at: { part }, value, _meta: { op } }));
    for (const document of told) collection.combine(document);
    const last = new Map(told.map((document) => [JSON.stringify([document.id, document.at.part]), document]));
    const expected = [...last.values()].filter(({ _meta }) => _meta.op !== "d");
    assertEquals(collection.size, expected.length);
    for (const row of expected) assertEquals(collection.get(row.id, row.at.part), row);
    const ops = told.map(({ _meta }) => _meta.op);
    assertEquals(collection.counts, {
      documents: told.length,
      created: ops.filter((op) => op === "c").length,
      changes: ops.filter((op) => op === "u").length,
      deletions: ops.filter((op) => op === "d").length,
    });
  }));
});

Deno.test("a document without an op is kept, and counts as none of them", () => {
  const collection = new Collection("acmeCo/rows", ["/id"]);
  for (const document of [{ id: 1 }, { id: 2, _meta: null }, { id: 2, _meta: {} }]) {
    collection.combine(document);
  }
  assertEquals([...collection.rows()], [{ id: 1 }, { id: 2, _meta: {} }]);
  assertEquals(collection.counts, { documents: 3, created: 0, changes: 0, deletions: 0 });
  assertEquals(collection.get(3), undefined);
});
