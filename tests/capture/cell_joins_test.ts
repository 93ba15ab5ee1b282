import { assertEquals, assertLessOrEqual } from "@std/assert";
import { type Cell, UNKNOWN } from "../../src/capture/cell.ts";
import { type CellStore, cellsWithIds, dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { Cells, type CellSizes } from "../../src/capture/cells.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import type { JsonObject } from "../../src/capture/stream.ts";

const DAY = 86_400;
/** The first second of a day; the tests count from it. */
const START = 20_000 * DAY;
/** Long after. */
const NOW = START + 99 * DAY;

/** Cells of a state, and the state. */
class Joined {
  readonly cells: Cells;
  readonly texts: JsonObject = {};
  readonly #store: CellStore;
  #key = 0;

  constructor(store: CellStore, sizes: Partial<CellSizes> = {}) {
    this.#store = store;
    this.cells = new Cells(store, { full: 10, most: 99, ...sizes });
  }

  add(from: number, to: number, count: number, sum = 7): this {
    const keys = Array.from({ length: count }, () => String(++this.#key));
    const ids = this.#store === cellsWithIds ? { ids: KnownIds.of(keys) } : {};
    this.cells.add({ from: START + from, to: START + to, sum, count, ...ids });
    return this;
  }

  /** Joins the cell that ends there with the one before. @returns how many texts of the state change by that */
  join(to: number, since = 0, now = NOW): number {
    this.keep(now);
    const cell = this.cells.at(START + to);
    if (cell) this.cells.join(cell, now, START + since);
    return this.keep(now);
  }

  keep(now = NOW): number {
    const patch = this.cells.patch(now) ?? {};
    mergePatch(this.texts, patch);
    return Object.keys(patch).length;
  }

  /** Cells as `from-to:rows`, as the state has them; they are the same here. */
  get all(): string[] {
    const shown = ({ from, to, count }: Readonly<Cell>) => `${from - START}-${to - START}:${count}`;
    const texts = Object.fromEntries(Object.entries(this.texts).map(([name, text]) => [name, String(text)]));
    const kept = readCells(this.#store, texts)?.map(shown);
    assertEquals(kept, this.cells.all.map(shown));
    return this.cells.all.map(shown);
  }
}

for (const [store, what] of [[dailyCells, "without keys"], [cellsWithIds, "with keys"]] as const) {
  Deno.test(`a cell is joined with the one before where both are no more than full, and the state has one instead of both, ${what}`, () => {
    const one = new Joined(store).add(0, 10, 4).add(10, 20, 6).add(20, 30, 1);
    one.join(20);
    assertEquals(one.all, ["0-20:10", "20-30:1"]);
    assertEquals(one.cells.all[0]?.sum, 14);
    assertEquals(one.join(30), 0, "eleven are too many, and nothing is written");
    assertEquals(one.all, ["0-20:10", "20-30:1"]);
  });

  Deno.test(`over seconds of which nothing is known to be missing cells are joined, or begin where the one before ends, ${what}`, () => {
    for (const since of [0, 9, 10]) {
      const joined = new Joined(store).add(0, 10, 4).add(15, 20, 6);
      joined.join(20, since);
      assertEquals(joined.all, ["0-20:10"]);
      const longer = new Joined(store).add(0, 10, 4).add(15, 20, 7);
      assertEquals(longer.join(20, since), 1);
      assertEquals(longer.all, ["0-10:4", "10-20:7"]);
    }
    const unread = new Joined(store).add(0, 10, 4).add(15, 20, 6);
    assertEquals(unread.join(20, 11), 0);
    assertEquals(unread.all, ["0-10:4", "15-20:6"]);
    const beside = new Joined(store).add(0, 10, 4).add(10, 20, 6);
    beside.join(20, 11);
    assertEquals(beside.all, ["0-20:10"], "there are none between");
  });

  Deno.test(`a cell of which the sum is not known is joined with none, but may be made longer, ${what}`, () => {
    const one = new Joined(store).add(0, 10, 4).add(15, 20, 1, UNKNOWN);
    one.join(20);
    assertEquals([one.all, one.cells.all[1]?.sum], [["0-10:4", "10-20:1"], UNKNOWN]);
  });

  Deno.test(`in the recent past cells are neither joined nor made longer over the end of a slot, ${what}`, () => {
    const fine = { span: 100, slot: 10 };
    const now = START + 120;
    const old = new Joined(store, { fine }).add(0, 5, 1).add(7, 20, 1);
    old.join(20, 0, now);
    assertEquals(old.all, ["0-20:2"], "it ends before them");
    const slots = new Joined(store, { fine }).add(30, 35, 1).add(42, 45, 1).add(47, 48, 1);
    assertEquals(slots.join(45, 0, now), 0);
    assertEquals(slots.all, ["30-35:1", "42-45:1", "47-48:1"]);
    slots.join(48, 0, now);
    assertEquals(slots.all, ["30-35:1", "42-48:2"], "within one");
  });

  Deno.test(`a cell that is not there any more is not joined, nor its neighbours with each other, ${what}`, () => {
    const one = new Joined(store).add(0, 10, 1).add(10, 20, 1).add(20, 30, 1);
    const middle = one.cells.all[1];
    if (!middle) throw new Error("there is one");
    one.cells.remove(middle);
    one.cells.join(middle, NOW, START);
    one.keep();
    assertEquals(one.all, ["0-10:1", "20-30:1"]);
    const [first] = one.cells.all;
    if (first) one.cells.join(first, NOW, START);
    assertEquals(one.all, ["0-10:1", "20-30:1"], "and there is none before the first");
  });

  Deno.test(`cells may be put in and changed in any order, and each comes back with the rows of all, ${what}`, () => {
    const one = new Joined(store);
    for (const to of [30, 10, 50, 20, 40]) one.add(to - 10, to, to / 10);
    one.keep();
    assertEquals(one.all, ["0-10:1", "10-20:2", "20-30:3", "30-40:4", "40-50:5"]);
    const texts = Object.fromEntries(Object.entries(one.texts).map(([name, text]) => [name, String(text)]));
    assertEquals(new Cells(store, { full: 10, most: 99 }, texts).rows, 15);
    for (const to of [10, 50, 30]) {
      const cell = one.cells.at(START + to);
      if (cell) one.cells.change(cell, { sum: to });
      one.keep();
      assertEquals(one.all.length, 5);
    }
    assertEquals(readCells(store, texts)?.map(({ sum }) => sum), [7, 7, 7, 7, 7]);
    assertEquals(one.cells.all.map(({ sum }) => sum), [10, 7, 30, 7, 50]);
  });
}

Deno.test("a cell is not made longer over the end of a day, where a text is a day's", () => {
  const one = new Joined(dailyCells).add(DAY - 20, DAY - 10, 9).add(DAY + 5, DAY + 10, 9);
  assertEquals(one.join(DAY + 10), 0);
  assertEquals(one.all.length, 2);
  const keyed = new Joined(cellsWithIds).add(DAY - 20, DAY - 10, 9).add(DAY + 5, DAY + 10, 9);
  keyed.join(DAY + 10);
  assertEquals(keyed.all[1], `${DAY - 10}-${DAY + 10}:9`);
});

Deno.test("a full cell holds what is declared, or more where there would be too many cells", () => {
  const one = new Joined(dailyCells, { most: 20 }).add(0, 10, 170);
  assertEquals(one.cells.full, 10);
  one.add(10, 20, 1);
  assertEquals(one.cells.full, 11);
  one.add(20, 30, 17);
  assertEquals(one.cells.full, 12);
});

Deno.test("with more cells than there may be the oldest neighbours are joined, up to twice a full one, until there are few enough", () => {
  const counts = (one: Joined) => one.all.map((cell) => Number(cell.split(":")[1]));
  const cells = (...all: number[]) => {
    const one = new Joined(dailyCells, { most: 20 });
    for (const [i, count] of all.entries()) one.add(10 * i, 10 * i + 10, count);
    one.keep();
    return counts(one);
  };
  const ones = (length: number) => Array.from({ length }, () => 1);
  assertEquals(cells(...ones(20)), ones(20), "as many as there may be");
  assertEquals(cells(...ones(21)), [2, 2, 2, 2, ...ones(13)]);
  assertEquals(cells(11, 11, ...ones(19)), [11, 12, 2, 2, 2, ...ones(12)]);
  // where that does not do, up to twice as many, and so on
  const one = new Joined(dailyCells, { most: 20 });
  const pairs = [25, 15, 15, 15, 15];
  for (const [i, count] of pairs.entries()) {
    one.add(100 * i, 100 * i + 10, count).add(100 * i + 10, 100 * i + 20, count);
  }
  for (let i = 5; i < 16; i++) one.add(100 * i, 100 * i + 10, 1);
  one.keep();
  assertEquals(counts(one), [25, 25, 30, 30, 30, 30, ...ones(11)]);
});

Deno.test("cells that are joined because they are too many hold no keys open meanwhile, however many they are", () => {
  let open = 0;
  const store: CellStore = {
    ...cellsWithIds,
    write(written) {
      open = Math.max(open, cells.all.filter(({ ids }) => ids?.open).length);
      return cellsWithIds.write(written);
    },
  };
  const cells = new Cells(store, { full: 5, most: 400 });
  for (let i = 0; i < 400; i++) {
    const ids = KnownIds.of([`${7 * i}`, `${7 * i + 3}`]);
    cells.add({ from: 10 * i, to: 10 * i + 10, sum: 1, count: 2, ids });
    cells.patch(0);
  }
  open = 0;
  cells.add({ from: 5000, to: 5010, sum: 1, count: 1, ids: KnownIds.of(["9999"]) });
  cells.patch(0);
  assertEquals(cells.all.length, 340);
  // the one that was just added, and the last that was looked into
  assertLessOrEqual(open, 2);
});
