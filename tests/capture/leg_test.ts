import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Leg } from "../../src/capture/leg.ts";

const FIELDS = { key: "id", time: "started_at" };
const legOf = (at = 100) => new Leg(at, FIELDS);
const row = (id: number, started_at: number) => ({ id, started_at });

Deno.test("A page's rows are fresh once, and its least and greatest second are told", () => {
  const leg = legOf();
  assertEquals(leg.add([row(1, 103), row(2, 101), row(3, 102)], 1), {
    fresh: [row(1, 103), row(2, 101), row(3, 102)],
    least: 101,
    greatest: 103,
  });
  assertEquals(leg.add([row(3, 102), row(4, 104)], 2).fresh, [row(4, 104)]);
  assertEquals([101, 102, 103, 104].map((second) => leg.keys.of(second)), [["2"], ["3"], ["1"], ["4"]]);
});

Deno.test("The first second is the least of the first page whose rows say one", () => {
  const leg = legOf();
  assertEquals(leg.first, Infinity);
  leg.add([{ id: 1 }], 1);
  assertEquals(leg.first, Infinity);
  leg.add([row(2, 105), row(3, 104)], 2);
  leg.add([row(4, 101)], 3);
  assertEquals(leg.first, 104);
});

Deno.test("What is read counts once the anchor has passed it", () => {
  const leg = legOf();
  leg.add([row(1, 101), row(2, 102), row(3, 102), row(4, 103)], 1);
  assertEquals([leg.at, leg.read], [100, 0]);
  leg.move(102);
  assertEquals([leg.at, leg.read], [102, 3]);
  leg.move(103);
  assertEquals([leg.at, leg.read], [103, 4]);
});

Deno.test("The anchor never moves back, nor to a second that is none, and what was counted stays counted", () => {
  const leg = legOf();
  leg.add([row(1, 101), row(2, 105)], 1);
  leg.move(103);
  for (const second of [101, 103, -Infinity, NaN, Infinity]) {
    leg.move(second);
    assertEquals([leg.at, leg.read], [103, 1]);
  }
});

Deno.test("Rows without a key are rows of their own, told apart by page and place", () => {
  const leg = legOf();
  assertEquals(leg.add([{ started_at: 101 }, { id: null, started_at: 101 }], 1).fresh.length, 2);
  assertEquals(leg.add([{ started_at: 101 }], 2).fresh.length, 1);
  assertEquals(leg.keys.size, 3);
});

Deno.test("Rows without a time are read and counted with the anchor", () => {
  const leg = legOf();
  assertEquals(leg.add([{ id: 1 }, row(2, 105)], 1), {
    fresh: [{ id: 1 }, row(2, 105)],
    least: 105,
    greatest: 105,
  });
  leg.move(101);
  assertEquals(leg.read, 1);
});

Deno.test("The keys of one second are told in the list's order, and no other's", () => {
  const leg = legOf();
  leg.add([row(5, 102), row(1, 101), row(3, 102)], 1);
  leg.add([row(2, 102), row(3, 102), row(9, 103)], 2);
  assertEquals(leg.keys.of(102), ["5", "3", "2"]);
  assertEquals(leg.keys.of(104), []);
});

Deno.test("However pages overlap, as many are read as there are distinct rows up to the anchor", () => {
  const rows = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 101, max: 120 })), { maxLength: 30 });
  const steps = fc.array(fc.record({ rows, to: fc.integer({ min: 90, max: 130 }) }), { maxLength: 6 });
  fc.assert(fc.property(steps, (steps) => {
    const leg = legOf();
    const first = new Map<number, number>();
    for (const [i, { rows, to }] of steps.entries()) {
      for (const [id, at] of rows) if (!first.has(id)) first.set(id, at);
      const { fresh } = leg.add(rows.map(([id, at]) => row(id, at)), i + 1);
      assertLessOrEqual(fresh.length, rows.length);
      leg.move(to);
    }
    assertEquals(leg.keys.size, first.size);
    assertEquals(leg.at, Math.max(100, ...steps.map(({ to }) => to)));
    assertLessOrEqual(leg.read, first.size);
    const beyond = [...first.values()].filter((at) => at > leg.at).length;
    assertEquals(leg.read, first.size - beyond);
  }));
});

Deno.test("Where all rows came in order, everything before the greatest second was read; else, twice as far before it as one came late", () => {
  const leg = legOf();
  leg.add([row(1, 101), row(2, 105), row(3, 105)], 1);
  assertEquals(leg.orderly, 104);
  leg.add([row(4, 110)], 2);
  assertEquals(leg.orderly, 109);
  leg.add([row(5, 107), row(6, 120), { id: 7 }], 3);
  assertEquals(leg.orderly, 119 - 2 * 3);
});
