import { assertEquals, assertRejects } from "@std/assert";
import { ADOPT, plus } from "../../src/capture/cell.ts";
import type { Row } from "../../src/capture/source.ts";
import type { Batch } from "../../src/capture/stream.ts";
import { BASE, row, Tested } from "./tested_ledger.ts";

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

Deno.test("a cell that is not known already is not written again because one more row of it comes out", () => {
  const one = new Tested().cell(0, 10, row(1, 5), row(2, 6));
  const { cells } = one.ledger;
  one.emit(row(1, 5, 2));
  assertEquals(Object.keys(cells.patch(BASE) ?? {}).length, 1);
  one.emit(row(2, 6, 2));
  assertEquals(cells.patch(BASE), undefined);
});

Deno.test("a row that its cell does not know yet counts in it", () => {
  const one = new Tested().cell(0, 10, row(1, 5));
  one.ledger.came("2", BASE + 7, 1000);
  assertEquals([one.cells, one.sums()], [["0-10:2"], [plus(one.digest(row(1, 5)), 1000)]]);
  const keyed = new Tested({ ids: 99 }).cell(0, 10, row(1, 5));
  keyed.ledger.came("1", BASE + 7, 1000);
  assertEquals(keyed.cells, ["0-10:1 1"]);
  assertEquals(keyed.ledger.table.get("1"), 1000);
});

/** Lets a row out by itself, that was not known. */
function alone(one: Tested, of: Row, longer = false): boolean {
  const row = { key: String(of["id"]), second: Number(of["at"]), digest: one.digest(of), before: undefined };
  return one.ledger.emittedAlone(row, longer);
}

Deno.test("a row of which nothing says that it may have moved touches no cell beside its own", () => {
  for (const second of [10, 11]) {
    const one = new Tested().cell(0, 10, row(1, 10)).cell(10, 20, row(2, 11));
    const { ledger } = one;
    const of = row(second - 9, second, 2);
    ledger.emitted({
      key: `${second - 9}`,
      second: BASE + second,
      digest: one.digest(of),
      before: one.digest(row(second - 9, second)),
    });
    assertEquals(one.cells, ["0-10:1", "10-20:1"]);
  }
});

Deno.test("what comes out by itself, in a cell or beside all, is not let out once more by a page that was on its way", () => {
  for (const second of [8, 30]) {
    const one = new Tested({ ids: 99, full: 9 }).cell(0, 10, row(1, 5));
    const reading = one.read(0, 100);
    const asked = one.ledger.stamp();
    assertEquals(alone(one, row(2, second, 2)), true);
    one.ledger.table.set("1", one.digest(row(1, 5)));
    assertEquals(reading.take(100, [row(1, 5), row(2, second)], asked), [], `${second}`);
    assertEquals(one.read(0, 100).take(100, [row(1, 5), row(2, second, 2)]), []);
  }
});

Deno.test("a cell is made longer up to the present second and no further", () => {
  for (
    const { second, cells } of [
      { second: 999, cells: ["900-999:2 1,2"] },
      { second: 1000, cells: ["900-1000:2 1,2"] },
      { second: 1001, cells: ["900-950:1 1", "1000-1001:1 2"] },
    ]
  ) {
    const one = new Tested({ ids: 99, full: 9 }).cell(900, 950, row(1, 920));
    alone(one, row(2, second), true);
    assertEquals(one.cells, cells);
  }
});
