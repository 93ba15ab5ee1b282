import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { toDistances } from "../../src/capture/base64.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";

/** The keys of a text, in order. */
const keysOf = (text: string) => KnownIds.read(text)?.keys().map(Number).sort((a, b) => a - b);

Deno.test("a text of keys is read as they were, whatever their order was and whether 0 is one of them", () => {
  for (const keys of [[], [0], [1], [7, 3], [0, 1, 2], [1e15, 5, 900, 31, 32]]) {
    const text = KnownIds.of(keys.map(String)).text();
    assertEquals(keysOf(text), keys.toSorted((a, b) => a - b));
    assertEquals(KnownIds.read(text)?.size, keys.length);
    assertEquals(KnownIds.read(text)?.text(), text);
  }
});

Deno.test("a text with a key twice, at its beginning or later, or with one that is no safe integer, is none", () => {
  assertEquals(keysOf(toDistances([0, 0])), undefined);
  assertEquals(keysOf(toDistances([5, 5, 9])), undefined);
  assertEquals(keysOf(toDistances([5, 9, 9])), undefined);
  assertEquals(keysOf(toDistances([5, 2 ** 53 - 1])), [5, 2 ** 53 - 1]);
  assertEquals(keysOf(toDistances([5, 2 ** 53])), undefined);
  assertEquals(keysOf("F!"), undefined);
});

Deno.test("keys are known, added and taken out as well after their text was written", () => {
  const known = KnownIds.of(["5", "9"]);
  const written = () => {
    known.text();
    return known;
  };
  assertEquals([written().has("5"), written().has("6")], [true, false]);
  assertEquals(written().size, 2);
  assertEquals(written().keys().toSorted(), ["5", "9"]);
  assertEquals([written().add("9"), written().add("7"), written().size], [false, true, 3]);
  assertEquals([written().delete("8"), written().delete("5")], [false, true]);
  assertEquals(keysOf(written().text()), [7, 9]);
  assertEquals([known.delete("7"), known.add("1"), known.add("3")], [true, true, true]);
  assertEquals(keysOf(known.text()), [1, 3, 9]);
});

Deno.test("the keys of several cells, looked into in turns, are those of each, whatever comes, goes and is written between", () => {
  const step = fc.record({
    cell: fc.nat(2),
    what: fc.constantFrom("has", "add", "delete", "text", "size", "keys", "both"),
    key: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const cells = [0, 1, 2].map((i) => ({ known: KnownIds.of([String(i)]), truth: new Set([i]) }));
    for (const { cell, what, key } of steps) {
      const [one, other] = [cells[cell], cells[(cell + 1) % 3]];
      if (!one || !other) continue;
      const { known, truth } = one;
      if (what === "has") assertEquals(known.has(String(key)), truth.has(key));
      if (what === "add") assertEquals(known.add(String(key)), !truth.has(key));
      if (what === "add") truth.add(key);
      if (what === "delete") assertEquals(known.delete(String(key)), truth.delete(key));
      if (what === "size") assertEquals(known.size, truth.size);
      if (what === "keys") assertEquals(known.keys().map(Number).sort((a, b) => a - b), inOrder(truth));
      if (what === "text") assertEquals(known.text(), toDistances(inOrder(truth)));
      if (what === "both") {
        assertEquals(
          KnownIds.both(known, other.known).text(),
          toDistances(inOrder(truth.union(other.truth))),
        );
      }
    }
  }));
});

function inOrder(keys: Set<number>): number[] {
  return [...keys].sort((a, b) => a - b);
}
