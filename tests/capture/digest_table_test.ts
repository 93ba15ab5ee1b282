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
  const table = new DigestTable(1);
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

Deno.test("100,000 rows are known, each of them, and no more than 174,720 ever", () => {
  const table = new DigestTable();
  const keyOf = (i: number) => String(3_100_000_000 + i * 41_003);
  for (let i = 1; i <= 100_000; i++) table.set(keyOf(i), i);
  assertEquals(table.size, 100_000);
  for (let i = 1; i <= 100_000; i++) if (table.get(keyOf(i)) !== i) throw new Error(`row ${i} is not known`);
  for (let i = 100_001; i < 400_000; i++) table.set(keyOf(i), i);
  assertLessOrEqual(table.size, 174_720);
  assertGreater(table.size, 160_000);
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

Deno.test("a table that may not grow gives up one row for each new one once there is no room, and forgets whichever it is told to", () => {
  const table = new DigestTable(1);
  const keys = Array.from({ length: 500 }, (_, i) => `${i + 1}`);
  for (const key of keys) {
    const before = table.size;
    table.set(key, Number(key));
    const after = table.size;
    assert(after === before || after === before + 1);
    table.set(key, Number(key));
    assertEquals(table.size, after, "none is in it twice");
    assertEquals(table.get(key), Number(key), "the last is always known");
    assertEquals(keys.filter((key) => table.get(key) !== undefined).length, after);
  }
  assertEquals(table.size, 128);
  for (const key of keys) {
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
    const table = new DigestTable(1);
    table.set(one, 1);
    assertEquals(table.get(other), undefined);
    table.set(other, 2);
    assertEquals([table.get(one), table.get(other)], [1, 2]);
  }
});

Deno.test("a table has room for 64 rows of each 128 before it gives up the first", () => {
  for (const most of [1, 16, 512]) {
    const table = new DigestTable(most);
    let i = 0;
    do table.set(`${++i * 7919}`, i); while (table.size === i);
    assertGreater(i, 64 * most, `${most} segments`);
  }
});
