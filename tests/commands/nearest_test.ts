import { assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import fc from "fast-check";
import { nearest } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/mod.ts";

/** The words one edit away from another. */
function edits(word: string): fc.Arbitrary<string> {
  const place = (most: number) => fc.nat({ max: Math.max(most, 0) });
  const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0-");
  const cut = (at: number, drop: number, add: string) => word.slice(0, at) + add + word.slice(at + drop);
  return fc.oneof(
    fc.tuple(place(word.length), letter).map(([at, add]) => cut(at, 0, add)),
    fc.tuple(place(word.length - 1), letter).map(([at, add]) => cut(at, 1, add)),
    place(word.length - 1).map((at) => cut(at, 1, "")),
    place(word.length - 2).map((at) => cut(at, 2, [...word.slice(at, at + 2)].reverse().join(""))),
  );
}

/** How far one word is from another by its definition, with swapped letters as one edit. */
function far(from: string, to: string, known = new Map<string, number>()): number {
  if (from === "" || to === "") return from.length + to.length;
  const key = `${from} ${to}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [a, b] = [from.slice(1), to.slice(1)];
  const swapped = from.length > 1 && to.length > 1 && from[0] === to[1] && from[1] === to[0];
  const edits = Math.min(
    far(a, b, known) + (from[0] === to[0] ? 0 : 1),
    far(a, to, known) + 1,
    far(from, b, known) + 1,
    swapped ? far(from.slice(2), to.slice(2), known) + 1 : Infinity,
  );
  known.set(key, edits);
  return edits;
}

Deno.test("of the options that there are, the nearest is named for whatever is within two edits of one", async () => {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const names = [...new Set(all.flatMap(({ options }) => options.map(({ name }) => name)))];
  assertGreaterOrEqual(names.length, 10);
  const slips = fc.constantFrom(...names).chain(edits).chain((once) =>
    once.length < 2 ? fc.constant(once) : fc.oneof(fc.constant(once), edits(once))
  );
  let near = 0;
  fc.assert(fc.property(slips, (given) => {
    const least = Math.min(...names.map((name) => far(given, name)));
    if (least > 2 || given.length < 3) return;
    near++;
    const found = nearest(given, names);
    assertEquals(found && far(given, found), least);
  }));
  assertGreater(near, 30);
});

Deno.test("no name is nearer than the one that is named", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 5 });
  fc.assert(fc.property(word, fc.uniqueArray(word, { minLength: 1, maxLength: 6 }), (given, names) => {
    const found = nearest(given, names);
    if (found === undefined || found.startsWith(given)) return;
    assertEquals(far(given, found), Math.min(...names.map((name) => far(given, name))));
  }));
});

Deno.test("the only name that begins with what was given is meant, and nothing where no letter is shared", () => {
  assertEquals(nearest("rep", ["report", "against"]), "report");
  assertEquals(nearest("lim", ["limits", "limited-to"]), undefined);
  assertEquals(nearest("x", ["to"]), undefined);
  assertEquals(nearest("prot", ["to", "part-of", "port"]), "port");
  assertEquals(nearest("STREAMS", ["streams"]), "streams");
  assertEquals(nearest("", ["a"]), undefined);
  assertEquals(nearest("anything", []), undefined);
});
