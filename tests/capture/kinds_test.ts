import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Kinds } from "../../src/capture/kinds.ts";
import { RowReader } from "../../src/capture/raw_rows.ts";
import { PageBytes, RAW, type Strange } from "../../src/capture/source.ts";

Deno.test("what was learned is known, and nothing else, however much it is", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer().filter((pair) => pair !== 0), { maxLength: 3000, size: "max" }),
      (pairs) => {
        const [learned, others] = [pairs.filter((_, i) => i % 3), pairs.filter((_, i) => i % 3 === 0)];
        const kinds = new Kinds();
        kinds.learn(learned);
        kinds.learn(learned);
        for (const pair of learned) assertEquals(kinds.has(pair), true);
        for (const pair of others) assertEquals(kinds.has(pair), false);
      },
    ),
    { numRuns: 30 },
  );
});

/** What is strange about rows, one after the other, each accepted unless told otherwise. */
function reader() {
  const rows = new RowReader({ reads: [] });
  return (row: unknown): Strange | undefined => {
    const bytes = new TextEncoder().encode(JSON.stringify(row));
    return rows.next(rows.scanner(bytes), new PageBytes(bytes))[RAW]?.strange;
  };
}

Deno.test("a row is strange until its kinds of values were accepted, and then others like it are not", () => {
  const strange = reader();
  const first = strange({ id: 1, user: { id: 2, name: "Ada" }, tags: [{ id: 1 }] });
  assertEquals(strange({ id: 9 }) !== undefined, true, "nothing was accepted yet");
  first?.accept();
  for (const row of [{ id: 9 }, {}, { user: { name: "" } }, { tags: [] }, { tags: [{ id: 5 }, { id: 6 }] }]) {
    assertEquals(strange(row), undefined, JSON.stringify(row));
  }
});

const kinds = [1, "1", true, null, 1.5, 2 ** 60, [], {}, [1], { a: 1 }];

Deno.test("a value of another kind is strange, at every depth, and beside a name of its own", () => {
  for (const [i, one] of kinds.entries()) {
    for (const [j, other] of kinds.entries()) {
      const strange = reader();
      strange({ id: 1, x: { y: [one] } })?.accept();
      const same = i === j || (Array.isArray(one) && JSON.stringify(other) === "[]") ||
        (JSON.stringify(one) === '{"a":1}' && JSON.stringify(other) === "{}") ||
        (typeof one === "number" && typeof other === "number" && Number.isSafeInteger(one) &&
          Number.isSafeInteger(other)) ||
        (typeof one === "number" && typeof other === "number" && !Number.isSafeInteger(one) &&
          !Number.isSafeInteger(other));
      assertEquals(strange({ id: 1, x: { y: [other] } }) === undefined, same, JSON.stringify([one, other]));
      const alone = reader();
      alone({ id: 1, x: { y: one } })?.accept();
      // what was right once at a name is remembered with the name
      for (let i = 0; i < 3; i++) assertEquals(alone({ id: 1, x: { y: one } }), undefined);
      assertEquals(alone({ id: 1, x: { y: other } }) === undefined, same, JSON.stringify([one, other]));
    }
  }
  const strange = reader();
  strange({ a: { x: 1 }, b: { y: 1 } })?.accept();
  assertEquals(strange({ a: { y: 1 } }) !== undefined, true);
});
