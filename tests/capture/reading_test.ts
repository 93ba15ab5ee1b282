import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { ADOPT, plus, UNKNOWN } from "../../src/capture/cell.ts";
import { cellsWithIds, dailyCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import type { Look } from "../../src/capture/reading.ts";
import type { Row, Window } from "../../src/capture/source.ts";
import type { Batch, Document, JsonObject } from "../../src/capture/stream.ts";

/** The first second of a day; the tests count from it. */
const BASE = 20_000 * 86_400;

/** A ledger with small cells, and short ways to ask it. */
class Tested {
  readonly ledger: Ledger;

  constructor({ ids = 0, full = 3, news = {} }: { ids?: number; full?: number; news?: JsonObject } = {}) {
    const cells = new Cells(ids > 0 ? cellsWithIds : dailyCells, { full, most: 99 });
    const fields = { key: "id", time: "at" };
    this.ledger = new Ledger(cells, new Digester(), fields, news, ids, () => BASE + 1000);
  }

  /** A cell that holds these rows as they are now, as if a restart had come since. */
  cell(from: number, to: number, ...rows: Row[]): this {
    const ids = this.ledger.ids > 0 ? { ids: KnownIds.of(rows.map(({ id }) => String(id))) } : {};
    const sum = rows.map((row) => this.digest(row)).reduce(plus, 0);
    this.ledger.cells.add({ from: BASE + from, to: BASE + to, sum, count: rows.length, ...ids });
    return this;
  }

  digest(row: Row): number {
    return this.ledger.digester.lasting(row);
  }

  read(from: number, to: number, look: Partial<Look> = {}) {
    const reading = this.ledger.read({ from: BASE + from, to: BASE + to }, { keyless: () => {}, ...look });
    return {
      end: () => this.ledger.end(reading),
      /** @param asked when it was asked for. @default now */
      take: (at: number, rows: Row[], asked = this.ledger.stamp()) =>
        reading.take(rows, BASE + at, asked).map(brief),
    };
  }

  /** Cells as `from-to:rows`, with `?` where the sum is not known, and their keys where they are kept. */
  get cells(): string[] {
    return this.ledger.cells.all.map(({ from, to, sum, count, ids }) => {
      const keys = ids ? ` ${ids.keys().map(Number).sort((a, b) => a - b).join()}` : "";
      return `${from - BASE}-${to - BASE}:${count}${sum === UNKNOWN ? "?" : ""}${keys}`;
    });
  }

  sums(): number[] {
    return this.ledger.cells.all.map(({ sum }) => sum);
  }

  /** Another task lets a row out. */
  emit(row: Row, near = 0): void {
    const key = String(row["id"]);
    const before = this.ledger.table.get(key);
    this.ledger.emitted({ key, second: Number(row["at"]), digest: this.digest(row), before, near });
  }
}

const row = (id: number, at: number, version = 1): Row => ({ id, at: BASE + at, version });
const brief = ({ op, row }: Document) => `${op} ${row["id"]} v${row["version"]}`;

/** The next batch of a generator, if it comes without anything else happening. */
async function next(batches: AsyncGenerator<Batch, void, void>): Promise<Batch | undefined> {
  const { value } = await batches.next();
  return value ?? undefined;
}

Deno.test("a batch is made when the one before it was kept, also where that one failed", async () => {
  const { ledger } = new Tested();
  const made: string[] = [];
  const batch = (name: string) =>
    ledger.batch(() => {
      made.push(name);
      if (name === "b") throw new Error("no");
      return { documents: [], patch: { name } };
    });
  const [a, b, c] = [batch("a"), batch("b"), batch("c")];
  assertEquals(await next(a), { documents: [], patch: { name: "a" } });
  const second = assertRejects(() => b.next(), Error, "no");
  const third = next(c);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  assertEquals(made, ["a"]);
  assertEquals(await next(a), undefined);
  await second;
  assertEquals(await third, { documents: [], patch: { name: "c" } });
  assertEquals(made, ["a", "b", "c"]);
  await c.return();
});

Deno.test("what the state is told with the first cells is told until a batch of cells was kept, and no more", async () => {
  const one = new Tested({ news: { digests: 7 } });
  const batch = (rows: Row[]) => {
    const { take } = one.read(0, 900);
    return one.ledger.batch(() => {
      take(900, rows);
      return { documents: [], patch: { x: 1 } };
    });
  };
  const keys = async (batches: ReturnType<typeof batch>) => Object.keys((await next(batches))?.patch ?? {});
  const none = batch([]);
  assertEquals(await keys(none), ["x"]);
  await next(none);
  const dropped = batch([row(1, 5)]);
  assertEquals(await keys(dropped), ["x", "digests", "cells"]);
  await dropped.return();
  const kept = batch([row(1, 5), row(2, 6)]);
  assertEquals(await keys(kept), ["x", "digests", "cells"]);
  await next(kept);
  const later = batch([row(1, 5), row(2, 6), row(3, 7)]);
  assertEquals(await keys(later), ["x", "cells"]);
  await next(later);
  const rest = batch([row(1, 5), row(2, 6), row(3, 7)]);
  assertEquals(await keys(rest), ["x"]);
  await next(rest);
});

Deno.test("keys are kept while there are fewer rows than the bound", () => {
  const one = new Tested({ ids: 3 });
  one.cell(0, 10, row(1, 5), row(2, 6));
  assertEquals(one.ledger.keepsIds, true);
  one.cell(10, 20, row(3, 15));
  assertEquals(one.ledger.keepsIds, false);
});

Deno.test("a row that comes out changes its cell's sum by what it was and is; by itself alone the cell is not known any more", () => {
  const one = new Tested().cell(0, 10, row(1, 5), row(2, 6)).cell(10, 20, row(3, 15));
  one.ledger.table.set("1", one.digest(row(1, 5)));
  one.emit(row(1, 5, 2), 2);
  const [first, second] = one.sums();
  assertEquals(first, plus(one.digest(row(1, 5, 2)), one.digest(row(2, 6))));
  assertEquals(second, one.digest(row(3, 15)));
  assertEquals(one.ledger.table.get("1"), one.digest(row(1, 5, 2)));
  one.emit(row(2, 6, 2));
  assertEquals(one.cells, ["0-10:2?", "10-20:1"]);
  one.emit(row(1, 5, 3));
  assertEquals(one.cells, ["0-10:2?", "10-20:1"], "it stays so");
});

Deno.test("a row that may have moved over a cell's end makes the cell beside it unknown, on either side", () => {
  for (const [second, known] of [[8, false], [9, true], [10, true]] as const) {
    const one = new Tested().cell(0, 10, row(1, second)).cell(10, 20, row(3, 15));
    one.ledger.table.set("1", one.digest(row(1, second)));
    one.emit(row(1, second, 2), 2);
    assertEquals(one.cells, ["0-10:1", `10-20:1${known ? "?" : ""}`], `${second}`);
  }
  for (const [second, known] of [[11, true], [12, true], [13, false]] as const) {
    const one = new Tested().cell(0, 10, row(1, 5)).cell(10, 20, row(3, second));
    one.ledger.table.set("3", one.digest(row(3, second)));
    one.emit(row(3, second, 2), 2);
    assertEquals(one.cells, [`0-10:1${known ? "?" : ""}`, "10-20:1"], `${second}`);
  }
});

Deno.test("a cell of an older kind of digest stays so until it is read, whatever comes out", () => {
  const one = new Tested({ ids: 99 }).cell(0, 10, row(1, 5));
  one.ledger.cells.adopt();
  one.emit(row(1, 5, 2));
  one.ledger.came("2", BASE + 6, 77);
  assertEquals([one.sums(), one.cells], [[ADOPT], ["0-10:2 1,2"]]);
  assertEquals(one.read(0, 10).take(10, [row(1, 5, 2), row(2, 6)]), ["u 2 v1"]);
  assertEquals(one.sums(), [plus(one.digest(row(1, 5, 2)), one.digest(row(2, 6)))]);
});

Deno.test("a row that comes out by itself is known by its key from then on, and it is said whether it was new", () => {
  const one = new Tested({ ids: 99 }).cell(0, 10, row(1, 5));
  const alone = (of: Row, longer = false) =>
    one.ledger.emittedAlone({
      key: String(of["id"]),
      second: Number(of["at"]),
      digest: one.digest(of),
      before: one.ledger.table.get(String(of["id"])),
    }, longer);
  assertEquals([alone(row(1, 5, 2)), one.cells], [false, ["0-10:1? 1"]]);
  assertEquals([alone(row(2, 6)), one.cells], [true, ["0-10:2? 1,2"]]);
  assertEquals([alone(row(3, 20)), one.cells], [true, ["0-10:2? 1,2", "19-20:1 3"]]);
  assertEquals(one.sums()[1], one.digest(row(3, 20)));
  assertEquals([alone(row(4, 21)), one.cells], [true, ["0-10:2? 1,2", "19-20:1 3", "20-21:1 4"]]);
  assertEquals([alone(row(5, 25), true), one.cells.slice(1)], [true, ["19-20:1 3", "20-25:2 4,5"]]);
  assertEquals(one.ledger.table.get("5"), one.digest(row(5, 25)));
  assertEquals([alone(row(4, 21, 2)), one.cells.slice(2)], [false, ["20-25:2 4,5"]]);
  const without = new Tested().cell(0, 10, row(1, 5));
  assertEquals(
    without.ledger.emittedAlone({ key: "2", second: BASE + 50, digest: 5, before: undefined }, true),
    false,
  );
  assertEquals(without.cells, ["0-10:1"]);
});

Deno.test("a row that is gone leaves its cell and the table, once, and a reading at hand does not let it out", () => {
  const one = new Tested({ ids: 99, full: 9 }).cell(0, 10, row(1, 5), row(2, 6));
  one.ledger.table.set("1", 5);
  const reading = one.read(0, 10);
  const asked = one.ledger.stamp();
  const [cell] = one.ledger.cells.all;
  if (!cell) throw new Error("there is a cell");
  assertEquals([one.ledger.gone("1", cell), one.cells], [true, ["0-10:1 2"]]);
  assertEquals(one.ledger.table.get("1"), undefined);
  assertEquals(one.ledger.gone("1", cell), false);
  const documents = reading.take(10, [row(1, 5, 2), row(2, 6)], asked);
  assertEquals(documents, ["u 2 v1"], "its page was asked for before, and the cell is not trusted");
});

Deno.test("after a restart rows are held until their cell was read, and come out together where it differs", () => {
  const rows = [row(1, 2), row(2, 4), row(3, 14), row(4, 16)];
  const one = new Tested().cell(0, 10, ...rows.slice(0, 2)).cell(10, 20, ...rows.slice(2));
  const same = one.read(0, 20);
  assertEquals(same.take(3, rows.slice(0, 1)), []);
  assertEquals(one.ledger.table.get("1"), undefined, "it is not known yet");
  assertEquals(same.take(20, rows.slice(1)), []);
  assertEquals(one.ledger.table.get("1"), one.digest(row(1, 2)));
  const other = new Tested().cell(0, 10, ...rows.slice(0, 2)).cell(10, 20, ...rows.slice(2));
  const differs = other.read(0, 20);
  assertEquals(differs.take(3, rows.slice(0, 1)), []);
  assertEquals(differs.take(9, [row(2, 4, 2)]), [], "its cell goes on to the tenth second");
  assertEquals(differs.take(15, [row(3, 14)]), ["u 1 v1", "u 2 v2"]);
  assertEquals(differs.take(20, [row(4, 16)]), []);
  assertEquals(other.sums()[0], plus(one.digest(row(1, 2)), one.digest(row(2, 4, 2))));
  assertEquals(other.read(0, 20).take(20, [row(1, 2), row(2, 4, 2), row(3, 14), row(4, 16)]), []);
});

Deno.test("of a cell that is read in part, at either end of a window, nothing is held or decided", () => {
  const rows = [row(1, 2), row(2, 8), row(3, 14), row(4, 18)];
  const one = new Tested().cell(0, 10, ...rows.slice(0, 2)).cell(10, 20, ...rows.slice(2));
  assertEquals(one.read(5, 15).take(15, [row(2, 8), row(3, 14)]), ["u 2 v1", "u 3 v1"]);
  assertEquals(one.cells, ["0-10:2?", "10-20:2?"]);
  assertEquals(one.read(0, 20).take(20, rows), ["u 1 v1", "u 4 v1"]);
  assertEquals(one.cells, ["0-10:2", "10-20:2"]);
});

Deno.test("what something else decides comes out or not as it says, and only what is first is called so", () => {
  const rows = [row(1, 2), row(2, 4), row(3, 6)];
  const one = new Tested({ full: 9 });
  const first = (second: number) => second > BASE + 3;
  assertEquals(one.read(0, 10, { first }).take(10, rows), ["u 1 v1", "c 2 v1", "c 3 v1"]);
  const decide = (key: string) => ({ "1": true, "2": false })[key];
  assertEquals(one.read(0, 10, { decide, first }).take(10, [row(1, 2), row(2, 4, 2), row(3, 6)]), ["u 1 v1"]);
  assertEquals(one.ledger.table.get("2"), one.digest(row(2, 4, 2)));
  assertEquals(one.read(0, 10, { first }).take(10, [row(1, 2), row(2, 4, 2), row(3, 6, 2)]), ["u 3 v2"]);
});

Deno.test("each row without a key is told, and none of them is let out or counted", () => {
  let keyless = 0;
  const one = new Tested();
  const { take } = one.read(0, 10, { keyless: () => keyless++ });
  assertEquals(take(10, [{ at: BASE + 3 }, row(1, 4), { id: null, at: BASE + 4 }]), ["u 1 v1"]);
  assertEquals([keyless, one.cells], [2, ["0-4:1"]]);
});

Deno.test("a row that says no second, or one after the window, counts in the window's last", () => {
  const one = new Tested({ ids: 99 });
  assertEquals(one.read(0, 10).take(10, [{ id: 1 }, row(2, 50)].map((one) => ({ version: 1, ...one }))), [
    "u 1 v1",
    "u 2 v1",
  ]);
  assertEquals(one.cells, ["0-10:2 1,2"]);
});

Deno.test("what another task let out after a page was asked for is not let out by that page, but by one that was asked for later", () => {
  const one = new Tested({ full: 9 });
  one.read(0, 10).take(10, [row(1, 2), row(2, 4)]);
  const reading = one.read(0, 10);
  const before = one.ledger.stamp();
  one.emit(row(1, 2, 2));
  assertEquals(reading.take(3, [row(1, 2)], before), []);
  assertEquals(one.ledger.table.get("1"), one.digest(row(1, 2, 2)));
  assertEquals(reading.take(10, [row(2, 4)]), []);
  assertEquals(one.read(0, 10).take(10, [row(1, 2), row(2, 4)]), ["u 1 v1"], "it was taken back since");
});

Deno.test("a row that is held does not come out when another task has let it out meanwhile, and its cell is not trusted", () => {
  const one = new Tested({ full: 9 }).cell(0, 10, row(1, 2), row(2, 4), row(3, 8));
  const reading = one.read(0, 10);
  assertEquals(reading.take(3, [row(1, 2)]), []);
  one.emit(row(1, 2, 2));
  assertEquals(reading.take(10, [row(2, 4), row(3, 8, 2)]), ["u 2 v1", "u 3 v2"]);
  assertEquals(one.cells, ["0-10:3?"]);
  assertEquals(one.read(0, 10).take(10, [row(1, 2, 2), row(2, 4), row(3, 8, 2)]), []);
  assertEquals(one.cells, ["0-10:3"]);
});

Deno.test("a reading that has ended hears of nothing any more, and one over another stretch neither", () => {
  const one = new Tested({ full: 9 });
  const ended = one.read(0, 10);
  const beside = one.read(20, 30);
  const asked = one.ledger.stamp();
  ended.end();
  one.emit(row(1, 5));
  assertEquals(ended.take(10, [row(1, 5, 2)], asked), ["u 1 v2"]);
  assertEquals(beside.take(30, [row(2, 25)], asked), ["u 2 v1"]);
  assertGreater(one.sums()[1] ?? UNKNOWN, UNKNOWN);
});

Deno.test("where keys are kept missing rows are told by their cell, and stay known; new ones come out as such at once", () => {
  const told: Window[] = [];
  const missing = (cell: Window) => void told.push(cell);
  const one = new Tested({ ids: 99 }).cell(0, 10, row(1, 2), row(2, 4)).cell(10, 20, row(3, 14), row(4, 16));
  const { take } = one.read(0, 20, { missing });
  assertEquals(take(1, []), []);
  assertEquals(take(5, [row(1, 2), row(5, 3)]), ["c 5 v1"]);
  assertEquals(take(20, [row(3, 14), row(4, 16)]), ["u 1 v1"]);
  assertEquals(told, [{ from: BASE, to: BASE + 10 }]);
  assertEquals(one.cells, ["0-10:3 1,2,5", "10-20:2 3,4"]);
});

Deno.test("nothing is told to be missing where another task has let something out meanwhile", () => {
  const told: Window[] = [];
  const one = new Tested({ ids: 99 }).cell(0, 10, row(1, 2), row(2, 4));
  const { take } = one.read(0, 10, { missing: (cell) => void told.push(cell) });
  assertEquals(take(3, [row(1, 2)]), []);
  one.emit(row(2, 4, 2));
  assertEquals(take(10, []), ["u 1 v1"]);
  assertEquals([told, one.cells], [[], ["0-10:2? 1,2"]]);
});

Deno.test("a cell that has become far too large is made anew of smaller ones; one of a single second is not", () => {
  const rows = [1, 2, 3, 4, 5, 6, 7].map((id) => row(id, 2 * id));
  const one = new Tested().cell(0, 20, ...rows.slice(0, 2));
  one.read(0, 20).take(20, rows);
  assertEquals(one.cells, ["0-6:3", "6-12:3", "12-14:1"]);
  const whole = new Tested().cell(0, 20, ...rows.slice(0, 2));
  whole.read(0, 20).take(20, rows.slice(0, 6));
  assertEquals(whole.cells, ["0-20:6"], "twice what is full is not too large");
  const dense = new Tested().cell(0, 20, row(1, 5));
  dense.read(0, 20).take(20, rows.map(({ id }) => row(Number(id), 5)));
  assertEquals(dense.cells, ["0-20:7"]);
});

Deno.test("where there was no cell cells are made of what was read, full ones, from where the one before ends or the window begins", () => {
  const rows = [3, 5, 7, 9, 14].map((at, i) => row(i + 1, at));
  const one = new Tested();
  one.read(1, 12).take(12, rows.slice(0, 4));
  assertEquals(one.cells, ["1-7:3", "7-9:1"]);
  one.read(12, 20).take(20, rows.slice(4));
  assertEquals(one.cells, ["1-7:3", "7-9:1", "12-14:1"], "between 12 and 9 nothing is known");
  one.read(0, 20).take(20, rows);
  assertEquals(one.cells, ["1-7:3", "7-14:2"]);
});
