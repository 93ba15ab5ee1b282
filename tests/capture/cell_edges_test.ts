import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { toDigits } from "../../src/capture/base64.ts";
import { ADOPT, type Cell, minus, plus, UNKNOWN } from "../../src/capture/cell.ts";
import { areCells, cellsWithIds, dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import type { JsonObject } from "../../src/capture/stream.ts";

const DAY = 86_400;
/** The first second of a day. */
const START = 20_000 * DAY;

/** A cell of one day, by seconds of it. */
function cell(from: number, to: number, count = 1, sum = 7): Cell {
  return { from: START + from, to: START + to, sum, count };
}

function daily(...all: Cell[]): Cells {
  const cells = new Cells(dailyCells, { full: 10, most: 99 });
  for (const one of all) cells.add(one);
  return cells;
}

const ends = (cells: readonly Readonly<Cell>[]) => cells.map(({ to }) => to - START);

Deno.test("sums are of 48 bits, so that they fit into eight characters, and the greatest is no sum", () => {
  assertEquals(ADOPT, 2 ** 48 - 1);
  assertEquals(plus(2 ** 48 - 2, 1), UNKNOWN);
  assertEquals(plus(2 ** 48 - 2, 3), 2);
  assertEquals(minus(2, 3), 2 ** 48 - 2);
  assertEquals(minus(5, ADOPT), 5);
});

Deno.test("a day's text has thirteen characters a cell, and as many for each stretch without one between them", () => {
  const length = (...all: Cell[]) => dailyCells.write(all).length / 13;
  assertEquals(length(cell(-1, 10)), 1, "from the day's first second");
  assertEquals(length(cell(0, 10)), 2);
  assertEquals(length(cell(-1, 10), cell(10, 20), cell(20, 86_399)), 3);
  assertEquals(length(cell(-1, 10), cell(11, 20), cell(20, 30)), 4);
});

Deno.test("a count beyond two characters is kept as the greatest that they hold", () => {
  for (
    const [count, kept] of [[4094, 4094], [4095, 4095], [4096, 4095], [4097, 4095], [100_000, 4095]] as const
  ) {
    const texts = { "20000": dailyCells.write([cell(-1, 10, count)]) };
    assertEquals(readCells(dailyCells, texts)?.map(({ count }) => count), [kept]);
  }
});

Deno.test("cells come back in order, whatever order their texts are in", () => {
  const all = [cell(-1, 10), cell(10, 20), cell(30, 40), cell(40, 86_399)];
  assertEquals(dailyCells.read("20000", dailyCells.write(all)), all);
  const places = [30, 10, 40, 20].map((to) => cell(to - 10, to, 3));
  const texts = Object.fromEntries(places.map((one) => [cellsWithIds.place(one), cellsWithIds.write([one])]));
  assertEquals(ends(readCells(cellsWithIds, texts) ?? []), [10, 20, 30, 40]);
});

Deno.test("a text whose cells do not follow one another within its day is none, and a state that holds it is refused", () => {
  const entry = (end: number, count: number) => toDigits(end, 3) + toDigits(7, 8) + toDigits(count, 2);
  for (
    const { text, good } of [
      { text: entry(1, 1) + entry(2, 0) + entry(DAY, 1), good: true },
      { text: entry(0, 1), good: false },
      { text: entry(5, 1) + entry(5, 1), good: false },
      { text: entry(5, 0) + entry(5, 0), good: false },
      { text: entry(5, 1) + entry(4, 1), good: false },
      { text: entry(DAY + 1, 1), good: false },
    ]
  ) {
    assertEquals(areCells(dailyCells, { "20000": text }), good, text);
    assertEquals(dailyCells.read("20000", text) !== undefined, good);
  }
});

Deno.test("a cell that spans no second is none", () => {
  const empty = dailyCells.write([cell(-1, 10), { ...cell(10, 10) }]);
  assertEquals(dailyCells.read("20000", empty), undefined);
  const keyed = cellsWithIds.write([{ ...cell(10, 10), ids: KnownIds.of(["1"]) }]);
  assertEquals(cellsWithIds.read((START + 10).toString(36), keyed), undefined);
  assertEquals(cellsWithIds.read((START + 10).toString(36), keyed.replace("0:", "1:"))?.length, 1);
});

Deno.test("cells within a stretch lie in it wholly, those over it hold any second of it", () => {
  const cells = daily(cell(0, 10), cell(10, 20), cell(30, 40), cell(40, 50));
  assertEquals(ends(cells.within(START + 5, START + 45)), [20, 40]);
  assertEquals(ends(cells.within(START, START + 50)), [10, 20, 40, 50]);
  assertEquals(ends(cells.within(START + 1, START + 49)), [20, 40]);
  assertEquals(ends(cells.overlapping(START + 9, START + 41)), [10, 20, 40, 50]);
  assertEquals(ends(cells.overlapping(START + 10, START + 40)), [20, 40]);
  assertEquals(ends(cells.overlapping(START + 20, START + 30)), []);
  assertEquals(cells.endBefore(START + 10), START + 10);
  assertEquals(cells.endBefore(START + 39), START + 20);
  assertEquals(cells.endBefore(START + 9), -Infinity);
});

Deno.test("rows are counted as cells come, change and go; one that holds none is gone", () => {
  const cells = daily(cell(0, 10, 4), cell(10, 20, 5));
  const [first, second] = cells.all;
  assertEquals(cells.rows, 9);
  if (first) cells.change(first, { count: 7 });
  assertEquals(cells.rows, 12);
  if (first) cells.change(first, { count: 2 });
  assertEquals(cells.rows, 7);
  if (second) cells.remove(second);
  assertEquals([cells.rows, ...ends(cells.all)], [2, 10]);
  if (second) cells.change(second, { count: 8 });
  assertEquals(cells.rows, 2, "what is not there is not changed");
  cells.add(cell(10, 20, 3));
  cells.forgetUpTo(START + 10);
  assertEquals([cells.rows, ...ends(cells.all)], [3, 20]);
  cells.forgetUpTo(START + 19);
  assertEquals(cells.rows, 3);
});

Deno.test("seconds are cut where a cell would be more than full, where a day ends, and where a slot does", () => {
  const seconds = (...all: [second: number, count: number][]) =>
    all.flatMap(([second, count]) => Array.from({ length: count }, () => ({ second: START + second })));
  const cuts = (cells: Cells, all: { second: number }[], now = START + 9 * DAY) =>
    cells.cuts(all, now).map((second) => second - START);
  assertEquals(cuts(daily(), seconds([1, 4], [2, 6], [3, 1], [4, 9], [5, 1])), [2, 4, 5]);
  assertEquals(cuts(daily(), seconds([1, 25], [2, 1], [3, 2])), [1, 3], "one second is never cut");
  assertEquals(cuts(daily(), seconds([86_398, 1], [86_399, 1], [86_400, 1], [86_401, 1])), [86_399, 86_401]);
  const fine = new Cells(dailyCells, { full: 10, most: 99, fine: { span: 100, slot: 10 } });
  const all = seconds([1, 1], [99, 1], [100, 1], [101, 1], [109, 1], [110, 1], [115, 1], [120, 1]);
  assertEquals(cuts(fine, all, START + 200), [100, 109, 115, 120]);
  assertEquals(cuts(daily(), []), []);
});

Deno.test("a cell begins no earlier than its day, nor than its slot where those are fine", () => {
  const sizes = { full: 10, most: 99, fine: { span: 100, slot: 10 } };
  const fine = new Cells(dailyCells, sizes);
  const now = START + 200;
  assertEquals(fine.begin(START + 155, now), START + 149);
  assertEquals(fine.begin(START + 150, now), START + 149);
  assertEquals(fine.begin(START + 100, now), START - 1, "no finer before the span");
  assertEquals(fine.begin(START + 101, now), START + 99);
  assertEquals(fine.begin(START + 5, START + 20), START - 1);
  assertEquals(daily().begin(START + 155, now), START - 1);
  assertEquals(new Cells(cellsWithIds, sizes).begin(START + 50, now), -Infinity);
  assertEquals(new Cells(cellsWithIds, sizes).begin(START + 155, now), START + 149);
});

Deno.test("with more cells than there may be neighbours are joined, and rows, sums, keys and days stay", () => {
  const parts = fc.array(
    fc.record({
      gap: fc.constantFrom(0, 0, 0, 5),
      length: fc.integer({ min: 1, max: 3000 }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 120, size: "max" },
  );
  for (const store of [dailyCells, cellsWithIds]) {
    fc.assert(
      fc.property(parts, fc.nat(), (parts, place) => {
        const most = 20;
        const cells = new Cells(store, { full: 3, most });
        let end = START - 1;
        let key = 0;
        for (const [i, { gap, length, count }] of parts.entries()) {
          const from = end + gap;
          end = Math.min(from + length, (Math.floor((from + 1) / DAY) + 1) * DAY - 1);
          const ids = store === cellsWithIds
            ? { ids: KnownIds.of(Array.from({ length: count }, () => String(++key))) }
            : {};
          const sum = i === place % 200 ? UNKNOWN : i === place % 150 ? ADOPT : 1000 + i;
          cells.add({ from, to: end, sum, count, ...ids });
        }
        const before = cells.all.map((one) => ({ ...one }));
        const special = before.filter(({ sum }) => sum === UNKNOWN || sum === ADOPT);
        const gaps = before.filter(({ from }, i) => from !== before[i - 1]?.to).length;
        const state: JsonObject = {};
        mergePatch(state, cells.patch(START + 99 * DAY) ?? {});
        const after = cells.all;
        // where nothing parts them, they are few enough
        const days = new Set(before.map(({ to }) => Math.floor(to / DAY))).size;
        if (before.length > most) assertLessOrEqual(after.length, most + gaps + 2 * special.length + days);
        else assertEquals(after, before);
        const sum = (all: readonly Readonly<Cell>[]) => all.map(({ sum }) => sum).reduce(plus, 0);
        assertEquals(sum(after), sum(before));
        assertEquals(cells.rows, before.reduce((rows, { count }) => rows + count, 0));
        assertEquals(after.reduce((rows, { count }) => rows + count, 0), cells.rows);
        for (const one of special) {
          assertEquals(after.filter(({ to }) => to === one.to).map(({ from, sum }) => [from, sum]), [[
            one.from,
            one.sum,
          ]]);
        }
        for (const one of after) {
          if (store === dailyCells) assertEquals(Math.floor((one.from + 1) / DAY), Math.floor(one.to / DAY));
          const parts = before.filter(({ from, to }) => from >= one.from && to <= one.to);
          assertEquals([parts[0]?.from, parts.at(-1)?.to], [one.from, one.to]);
          if (one.ids) {
            const keys = parts.flatMap(({ ids }) => ids?.keys() ?? []);
            assertEquals(one.ids.keys().toSorted(), keys.toSorted());
          }
        }
        const texts = Object.fromEntries(Object.entries(state).map(([name, text]) => [name, String(text)]));
        const kept = readCells(store, texts)?.map(({ from, to, sum, count }) => ({ from, to, sum, count }));
        assertEquals(kept, after.map(({ from, to, sum, count }) => ({ from, to, sum, count })));
      }),
      { numRuns: 150, seed: 3 },
    );
  }
});

Deno.test("only whole numbers from 0 are kept as keys, each once, and it is said whether one was new or there", () => {
  const known = KnownIds.of(["5", "0", "5", "abc", "-1", "1.5", "1e300"]);
  assertEquals([known.size, known.keys().toSorted()], [2, ["0", "5"]]);
  assertEquals([known.add("5"), known.add("7"), known.add("x"), known.add("-7"), known.add("0")], [
    false,
    true,
    false,
    false,
    false,
  ]);
  const text = known.text();
  assertEquals([known.delete("9"), known.text()], [false, text]);
  assertEquals([known.has("7"), known.delete("7"), known.has("7"), known.size], [true, true, false, 2]);
  assertEquals(KnownIds.read(known.text())?.keys().toSorted(), ["0", "5"]);
  assertEquals([known.add("6"), KnownIds.read(known.text())?.keys().toSorted()], [true, ["0", "5", "6"]]);
});
