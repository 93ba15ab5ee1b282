import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { DigestTable } from "../../src/capture/digest_table.ts";

const key = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 52 }).map(String),
  fc.uuid(),
  fc.constantFrom("", "0", "-1", "01", "1.5", "__proto__"),
);
const digest = fc.integer({ min: 1, max: 2 ** 48 - 1 });

Deno.test("what the table says is what was put in last, and while it may grow it forgets nothing", () => {
  const steps = fc.array(fc.tuple(key, fc.option(digest, { freq: 5 })), { maxLength: 400, size: "max" });
  fc.assert(fc.property(steps, (steps) => {
    const table = new DigestTable();
    const truth = new Map<string, number>();
    for (const [key, digest] of steps) {
      if (digest === null) {
        table.delete(key);
        truth.delete(key);
      } else {
        table.set(key, digest);
        truth.set(key, digest);
      }
    }
    for (const [key] of steps) assertEquals(table.get(key), truth.get(key), key);
    assertEquals(table.size, truth.size);
  }));
});

Deno.test("a table that is full gives rows up for new ones, and never says anything wrong", () => {
  const table = new DigestTable(16, 1);
  const of = (i: number) => (i * 2_654_435_761) % 2 ** 48;
  for (let i = 1; i <= 5000; i++) table.set(String(3_000_000_000 + i * 37), of(i));
  let known = 0;
  for (let i = 1; i <= 5000; i++) {
    const found = table.get(String(3_000_000_000 + i * 37));
    if (found === undefined) continue;
    assertEquals(found, of(i));
    known++;
  }
  assertLessOrEqual(known, 128);
  assertGreater(known, 90);
  assert(table.get(String(3_000_000_000 + 5000 * 37)) !== undefined, "the last is always known");
});

Deno.test("400,000 rows are known nearly all, and no more than 2^19 ever", () => {
  const table = new DigestTable();
  const keyOf = (i: number) => String(3_100_000_000 + i * 41_003);
  for (let i = 1; i < 400_000; i++) table.set(keyOf(i), i);
  let known = 0;
  for (let i = 1; i < 400_000; i += 50) if (table.get(keyOf(i)) === i) known++;
  assertGreater(known, 7200);
  for (let i = 400_000; i < 700_000; i++) table.set(keyOf(i), i);
  assertLessOrEqual(table.size, 2 ** 19);
});

Deno.test("a table that grows knows all that it knew, and counts each row once", () => {
  const table = new DigestTable();
  const of = (i: number) => 2 ** 48 - 1 - i * 7_654_321;
  const keyOf = (i: number) => i % 3 ? String(i * 977) : `key ${i}`;
  for (let i = 1; i <= 20_000; i++) {
    table.set(keyOf(i), of(i));
    if (i % 1000 === 0) assertEquals(table.size, i);
  }
  for (let i = 1; i <= 20_000; i++) assertEquals(table.get(keyOf(i)), of(i));
  for (let i = 1; i <= 20_000; i++) table.delete(keyOf(i));
  assertEquals(table.size, 0);
  for (let i = 1; i <= 20_000; i++) assertEquals(table.get(keyOf(i)), undefined);
});

Deno.test("a table of one bucket holds eight rows, gives one up for the ninth, and forgets whichever it is told to", () => {
  const table = new DigestTable(1, 1);
  const keys = ["1", "2", "3", "4", "5", "6", "7", "8"];
  for (const key of keys) table.set(key, Number(key));
  assertEquals(keys.map((key) => table.get(key)), [1, 2, 3, 4, 5, 6, 7, 8]);
  for (const key of keys) table.set(key, Number(key));
  assertEquals(table.size, 8, "none is in it twice");
  table.set("9", 9);
  assertEquals(table.size, 8);
  assertEquals([...keys, "9"].filter((key) => table.get(key) !== undefined).length, 8);
  assertEquals(table.get("9"), 9);
  // one after the other gives way, not always the same
  const later = Array.from({ length: 8 }, (_, i) => `${i + 10}`);
  for (const key of later) table.set(key, Number(key));
  assertEquals(later.map((key) => table.get(key)), later.map(Number));
  assertEquals(table.get("9"), undefined);
  for (const key of [...keys, "9", ...later]) {
    table.delete(key);
    assertEquals(table.get(key), undefined);
  }
  assertEquals(table.size, 0);
});

Deno.test("keys that are not the same are not taken for one another, however alike they are as numbers", () => {
  const table = new DigestTable();
  const keys = ["5", "05", "5.0", "+5", " 5", "5e0", "-5", "0x5", "five", "0", "", "-0"];
  for (const [i, key] of keys.entries()) table.set(key, 1000 + i);
  assertEquals(keys.map((key) => table.get(key)), keys.map((_, i) => 1000 + i));
  assertEquals(table.size, keys.length);
});

Deno.test("keys whose hashes are alike by half are two keys", () => {
  for (const [one, other] of [["85932", "97974"], ["14634", "129283"]] as const) {
    const table = new DigestTable(1, 1);
    table.set(one, 1);
    assertEquals(table.get(other), undefined);
    table.set(other, 2);
    assertEquals([table.get(one), table.get(other)], [1, 2]);
  }
});
