import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { fromDigits, fromDistances, toDigits, toDistances } from "../../src/capture/base64.ts";
import { ADOPT, type Cell, minus, plus, UNKNOWN } from "../../src/capture/cell.ts";
import { type CellStore, cellsWithIds, dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import type { JsonObject } from "../../src/capture/stream.ts";

const NOW = 1_793_609_998;
const DAY = 86_400;
const sum = fc.integer({ min: 0, max: ADOPT });

/** Cells that are apart, in order, and each within a day. */
const apart: fc.Arbitrary<Cell[]> = fc.array(
  fc.record({
    gap: fc.nat(90_000),
    length: fc.integer({ min: 1, max: 40_000 }),
    sum,
    count: fc.integer({ min: 1, max: 4000 }),
  }),
  { maxLength: 40, size: "max" },
).map((parts) => {
  let end = NOW - 100 * DAY;
  return parts.map(({ gap, length, ...cell }) => {
    const from = end + gap;
    const to = Math.min(from + length, (Math.floor((from + 1) / DAY) + 1) * DAY - 1);
    end = to;
    return { from, to, ...cell };
  });
});

/** The cells without their keys, as plain values. */
function plain(cells: readonly Cell[]): unknown[] {
  return cells.map(({ ids, ...cell }) => ({ ...cell, ...(ids ? { ids: ids.text() } : {}) }));
}

/** What a state keeps of cells, patch by patch. */
class Kept {
  readonly texts: Record<string, string> = {};

  take(cells: Cells): number {
    const patch = cells.patch(NOW) ?? {};
    const state: JsonObject = mergePatch({ ...this.texts }, patch);
    for (const name of Object.keys(this.texts)) delete this.texts[name];
    for (const [name, text] of Object.entries(state)) this.texts[name] = String(text);
    return Object.keys(patch).length;
  }

  read(store: CellStore): unknown[] {
    return plain(readCells(store, this.texts) ?? []);
  }
}

Deno.test("numbers come back out of their digits, and in order out of their distances", () => {
  fc.assert(fc.property(fc.maxSafeInteger().map(Math.abs), (value) => {
    assertEquals(fromDigits(toDigits(value, 9)), value);
  }));
  fc.assert(fc.property(fc.uniqueArray(fc.maxSafeInteger().map(Math.abs)), (values) => {
    const ascending = values.sort((a, b) => a - b);
    assertEquals(fromDistances(toDistances(ascending)), ascending);
  }));
  assert(Number.isNaN(fromDigits("A!")));
  assertEquals(fromDistances(toDistances([5_000]).slice(0, 2)), [NaN], "cut short");
});

Deno.test("a sum does not depend on the order, and what is taken out of it leaves no trace", () => {
  fc.assert(
    fc.property(fc.array(sum.filter((one) => one < ADOPT), { minLength: 1 }), ([first = 0, ...others]) => {
      const forth = [first, ...others].reduce(plus, 0);
      const back = [...others.toReversed(), first].reduce(plus, 0);
      assertEquals(forth, back);
      assertEquals(minus(forth, first), others.reduce(plus, 0));
      assertLess(forth, ADOPT);
    }),
  );
});

Deno.test("cells come back out of a state as they were, whatever was added, changed and taken away", () => {
  for (const store of [dailyCells, cellsWithIds]) {
    fc.assert(fc.property(apart, fc.array(fc.nat(), { maxLength: 10 }), sum, (all, places, other) => {
      const kept = new Kept();
      const cells = new Cells(store, { full: 1, most: 9999 });
      for (const cell of all) {
        cells.add(
          store === cellsWithIds ? { ...cell, count: 2, ids: KnownIds.of(["7", String(cell.to)]) } : cell,
        );
      }
      kept.take(cells);
      assertEquals(kept.read(store), plain(cells.all));
      for (const place of places) {
        const cell = cells.all[place % Math.max(1, cells.all.length)];
        if (!cell) break;
        if (place % 3 === 0) cells.remove(cell);
        else cells.change(cell, { sum: other });
        assertLessOrEqual(kept.take(cells), 1, "one text for one cell");
      }
      assertEquals(kept.read(store), plain(cells.all));
      assertEquals(plain(new Cells(store, { full: 1, most: 9999 }, kept.texts).all), plain(cells.all));
      cells.forgetUpTo(NOW);
      kept.take(cells);
      assertEquals(kept.texts, {});
    }));
  }
});

Deno.test("texts that were not written here are no cells", () => {
  const day = String(Math.floor(NOW / DAY));
  const good = dailyCells.write([{ from: NOW - 10, to: NOW, sum: 5, count: 3 }]);
  assertEquals(readCells(dailyCells, { [day]: good })?.length, 1);
  for (
    const texts of [
      { [day]: good.slice(1) },
      { [day]: good + good },
      { [day]: good.replace(/.$/, "!") },
      { x: good },
      { "-1": good },
      { [day]: `${toDigits(90_000, 3)}${good.slice(3)}` },
    ]
  ) assertEquals(readCells(dailyCells, texts), undefined, JSON.stringify(texts));
  const cell = { from: NOW - 10, to: NOW, sum: 5, count: 2, ids: KnownIds.of(["3", "9"]) };
  const text = cellsWithIds.write([cell]);
  const place = cellsWithIds.place(cell);
  assertEquals(readCells(cellsWithIds, { [place]: text })?.[0]?.count, 2);
  for (
    const texts of [
      { [place]: text.replace(":", "") },
      { [place]: `${text}g` },
      { [place.toUpperCase()]: text },
      { [place]: text, [(NOW - 5).toString(36)]: text },
      { [place]: `${text.slice(0, 10)}${toDistances([0, 0])}` },
    ]
  ) assertEquals(readCells(cellsWithIds, texts), undefined, JSON.stringify(texts));
});

Deno.test("cells without keys keep their count, so that a stream may give its keys up", () => {
  const cell = { from: NOW - 10, to: NOW, sum: 5, count: 77 };
  const texts = { [cellsWithIds.place(cell)]: cellsWithIds.write([cell]) };
  assertEquals(readCells(cellsWithIds, texts), [cell]);
});

Deno.test("a second is found in its cell alone, and cells are joined up to a full one, over nothing but what was read", () => {
  const cells = new Cells(dailyCells, { full: 10, most: 99, fine: { span: 100, slot: 10 } });
  const day = Math.floor(NOW / DAY) * DAY;
  const add = (from: number, to: number, count: number, sum = 1) =>
    cells.add({ from: day + from, to: day + to, sum, count });
  const ends = () => cells.all.map(({ to }) => to - day);
  const join = (second: number, since: number, now = NOW) => {
    const cell = cells.at(day + second);
    if (cell) cells.join(cell, now, day + since);
  };
  add(0, 10, 4);
  add(10, 20, 6);
  add(30, 40, 1);
  add(40, 50, 10);
  add(60, 70, 1, UNKNOWN);
  assertEquals(cells.at(day + 0), undefined);
  assertEquals(cells.at(day + 10)?.to, day + 10);
  assertEquals(cells.at(day + 11)?.to, day + 20);
  assertEquals(cells.at(day + 25), undefined);
  join(20, 0);
  assertEquals(ends(), [20, 40, 50, 70], "four and six are ten");
  join(40, 25);
  assertEquals(ends(), [20, 40, 50, 70], "what lies between 20 and 30 was not read");
  join(50, 0);
  join(70, 0);
  assertEquals(ends(), [20, 40, 50, 70], "too many, or not known");
  assertEquals(cells.rows, 22);
  const fine = new Cells(dailyCells, { full: 10, most: 99, fine: { span: 100, slot: 10 } });
  for (const [from, to] of [[NOW - 9, NOW - 8], [NOW - 8, NOW - 3]] as const) {
    fine.add({ from, to, sum: 1, count: 1 });
  }
  const last = fine.at(NOW - 3);
  if (last) fine.join(last, NOW, NOW - 50);
  assertEquals(fine.all.length, Math.floor((NOW - 8) / 10) === Math.floor((NOW - 3) / 10) ? 1 : 2);
});
