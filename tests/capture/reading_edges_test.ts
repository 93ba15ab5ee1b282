import { assertEquals } from "@std/assert";
import { plus } from "../../src/capture/cell.ts";
import { dailyCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import type { Row, Window } from "../../src/capture/source.ts";
import { BASE, row, Tested } from "./tested_ledger.ts";

/** A ledger whose table knows these rows as they are. */
function knowing(one: Tested, ...rows: Row[]): Tested {
  for (const row of rows) one.ledger.table.set(String(row["id"]), one.digest(row));
  return one;
}

Deno.test("a known row that comes out may have moved by two seconds: a cell that near is not trusted any more", () => {
  for (const [second, trusted] of [[7, true], [8, true], [9, false], [10, false]] as const) {
    const one = knowing(
      new Tested({ full: 1 }).cell(0, 10, row(1, second)).cell(10, 20, row(2, 15)),
      row(1, second),
    );
    assertEquals(one.read(0, 10).take(10, [row(1, second, 2)]), ["u 1 v2"]);
    assertEquals(one.cells, ["0-10:1", `10-20:1${trusted ? "" : "?"}`], `${second}`);
  }
});

Deno.test("a row that was not known has moved from nowhere: the cells beside it stay trusted", () => {
  for (const second of [1, 9, 10]) {
    const one = new Tested({ full: 1 }).cell(-10, 0, row(3, -5)).cell(10, 20, row(2, 15));
    assertEquals(one.read(0, 10).take(10, [row(1, second)]), ["u 1 v1"]);
    assertEquals(one.sums().map((sum) => sum > 0), [true, true, true], `${second}`);
  }
});

Deno.test("a reading hears of what another task lets out in its window and two seconds around it", () => {
  for (
    const [there, let_out, heard] of [
      [11, 9, true],
      [11, 8, false],
      [20, 22, true],
      [20, 23, false],
    ] as const
  ) {
    const one = new Tested();
    const { take } = one.read(10, 20);
    const asked = one.ledger.stamp();
    one.emit(row(1, let_out, 2));
    assertEquals(take(20, [row(1, there)], asked), heard ? [] : ["u 1 v1"], `${let_out}`);
  }
});

Deno.test("a row that was read already is heard of wherever it has gone, and not let out as it was", () => {
  const one = new Tested({ full: 9 }).cell(0, 10, row(1, 3), row(2, 6));
  const { take } = one.read(0, 10);
  assertEquals(take(4, [row(1, 3)]), []);
  one.emit(row(1, 500, 2));
  assertEquals(take(10, [row(2, 6, 2)]), ["u 2 v2"]);
  assertEquals(one.cells, ["0-10:2?"]);
});

Deno.test("a page that is older than what another task let out makes no cell trusted, wherever the row has moved", () => {
  for (const forgotten of [true, false]) {
    const one = new Tested({ full: 1 }).cell(0, 6, row(1, 5)).cell(6, 12, row(2, 10));
    const { take } = one.read(0, 12);
    const asked = one.ledger.stamp();
    one.emit(row(1, 7, 2));
    if (forgotten) one.ledger.table.delete("1");
    assertEquals(take(12, [row(1, 5), row(2, 10)], asked), ["u 2 v1"]);
    assertEquals(one.cells, ["0-6:1?", "6-12:1?"]);
  }
});

Deno.test("what another task lets out of a later cell is remembered until that cell is read", () => {
  const one = new Tested().cell(0, 10, row(1, 5)).cell(10, 20, row(2, 15), row(3, 16));
  const { take } = one.read(0, 20);
  const asked = one.ledger.stamp();
  one.emit(row(2, 15, 2));
  assertEquals(take(10, [row(1, 5)]), []);
  assertEquals(take(20, [row(3, 16)], asked), ["u 3 v1"]);
  assertEquals(one.cells, ["0-10:1", "10-20:1?"]);
});

Deno.test("where another task lets something out of a stretch without a cell, the cell that is made there is not trusted", () => {
  const one = new Tested({ full: 9 });
  const { take } = one.read(0, 20);
  const asked = one.ledger.stamp();
  one.emit(row(1, 5, 2));
  assertEquals(take(20, [row(1, 5), row(2, 9)], asked), ["u 2 v1"]);
  assertEquals(one.cells, ["0-9:2?"]);
});

Deno.test("where keys are kept they are kept of what came out, before its stretch was read to its end", () => {
  const one = new Tested({ ids: 99, full: 1 });
  const { take, end } = one.read(0, 30);
  assertEquals(take(8, [row(1, 3), row(2, 25), row(3, 12)]), ["u 1 v1", "u 2 v1", "u 3 v1"]);
  end();
  assertEquals(one.cells, ["0-3:1 1", "3-12:1 3", "12-25:1 2"]);
  assertEquals(one.read(0, 30).take(30, [row(1, 3), row(3, 12), row(2, 25)]), []);
  const without = new Tested({ full: 1 });
  assertEquals(without.read(0, 30).take(8, [row(1, 3), row(2, 25)]), ["u 1 v1", "u 2 v1"]);
  assertEquals(without.cells, ["0-3:1"]);
});

Deno.test("rows that their cell does not know come out at once in the list's order, and it knows them from then on", () => {
  const one = new Tested({ ids: 99, full: 9 }).cell(0, 10, row(1, 3));
  const { take } = one.read(0, 10);
  assertEquals(take(5, [row(7, 4), row(8, 5), row(9, 5)]), ["c 7 v1", "c 8 v1", "c 9 v1"]);
  assertEquals(one.cells, ["0-10:4 1,7,8,9"]);
  assertEquals(one.ledger.table.get("8"), one.digest(row(8, 5)));
});

Deno.test("a row that is known without its cell knowing it is known to its cell once that was read", () => {
  const one = knowing(new Tested({ ids: 99 }).cell(0, 10, row(1, 3)), row(5, 4));
  assertEquals(one.read(0, 10).take(10, [row(1, 3), row(5, 4)]), ["u 1 v1"]);
  assertEquals(one.cells, ["0-10:2 1,5"]);
});

Deno.test("from as many rows on as keys may be kept of, cells lose theirs as they are read, and nothing is missed any more", () => {
  const told: Window[] = [];
  const one = new Tested({ ids: 3 }).cell(0, 10, row(1, 3), row(2, 5), row(3, 7));
  const { take } = one.read(0, 10, { missing: (cell) => void told.push(cell) });
  assertEquals(take(10, [row(1, 3), row(2, 5)]), ["u 1 v1", "u 2 v1"]);
  assertEquals([told, one.cells], [[], ["0-10:2"]]);
});

Deno.test("a cell that is not trusted is counted anew all the same", () => {
  const one = new Tested({ full: 9 }).cell(0, 10, row(1, 3), row(2, 5));
  one.emit(row(1, 3, 2));
  assertEquals(one.cells, ["0-10:2?"]);
  const { take } = one.read(0, 10);
  const asked = one.ledger.stamp();
  one.emit(row(2, 5, 2));
  take(10, [row(1, 3, 2), row(2, 5, 2), row(3, 8)], asked);
  assertEquals(one.cells, ["0-10:3?"]);
});

Deno.test("a row of a cell's first or last second is held with its cell, and with no other", () => {
  const rows = [row(1, 1), row(2, 10), row(3, 11), row(4, 20)];
  const held = () => new Tested().cell(0, 10, ...rows.slice(0, 2)).cell(10, 20, ...rows.slice(2));
  const same = held();
  assertEquals(same.read(0, 20).take(20, rows), []);
  assertEquals(rows.map(({ id }) => same.ledger.table.get(String(id))), rows.map((row) => same.digest(row)));
  const other = held();
  assertEquals(other.read(0, 20).take(20, [row(1, 1), row(2, 10), row(3, 11), row(4, 20, 2)]), [
    "u 3 v1",
    "u 4 v2",
  ]);
});

Deno.test("rows that are held come out, once, if their cell is forgotten meanwhile", () => {
  const one = new Tested().cell(0, 10, row(1, 4), row(2, 10)).cell(10, 20, row(3, 15));
  const { take } = one.read(0, 20);
  assertEquals(take(9, [row(1, 4), row(2, 10)]), []);
  assertEquals(take(9, [row(3, 15)]), []);
  one.ledger.cells.forgetUpTo(BASE + 10);
  assertEquals(take(12, []), ["u 1 v1", "u 2 v1"]);
  assertEquals(take(20, []), []);
});

Deno.test("a walk that goes back a stretch takes back nothing that was decided", () => {
  const rows = [row(1, 4), row(2, 8), row(3, 15)];
  const one = new Tested({ full: 1 }).cell(0, 5, row(1, 4)).cell(5, 10, row(2, 8)).cell(10, 20, row(3, 15));
  const { take } = one.read(0, 20);
  assertEquals(take(10, rows.slice(0, 2)), []);
  assertEquals(take(5, []), []);
  assertEquals(take(20, rows.slice(2)), []);
  assertEquals(one.cells, ["0-5:1", "5-10:1", "10-20:1"]);
  const sums = rows.map((row) => one.digest(row));
  assertEquals(one.sums(), sums);
});

Deno.test("of a cell that begins or ends a second beside the window's beginning nothing is gathered anew", () => {
  const one = new Tested().cell(9, 20, row(1, 12), row(2, 18));
  one.read(10, 30).take(30, [row(1, 12), row(2, 18), row(3, 25)]);
  assertEquals(one.cells, ["9-20:2?", "20-25:1"]);
  const other = new Tested().cell(5, 11, row(1, 7), row(2, 11));
  other.read(10, 30).take(30, [row(2, 11), row(3, 25)]);
  assertEquals(other.cells, ["5-11:2?", "11-25:1"]);
});

Deno.test("rows between two cells get a cell of their own, from where the one before ends", () => {
  const rows = [row(1, 3), row(2, 5), row(3, 15), row(4, 16)];
  const one = new Tested({ full: 1 }).cell(0, 4, row(1, 3)).cell(10, 15, row(3, 15)).cell(15, 16, row(4, 16));
  assertEquals(one.read(0, 20).take(20, rows), ["u 2 v1"]);
  assertEquals(one.cells, ["0-4:1", "4-5:1", "5-15:1", "15-16:1"]);
  const before = new Tested({ full: 1 }).cell(5, 6, row(2, 6));
  assertEquals(before.read(0, 20).take(20, [row(1, 5), row(2, 6)]), ["u 1 v1"]);
  assertEquals(before.cells, ["0-5:1", "5-6:1"]);
});

Deno.test("where a cell spans no two days, one that is made of what was read begins with its own", () => {
  const one = new Tested();
  one.read(-500, 20).take(20, [row(1, 5)]);
  assertEquals(one.cells, ["-1-5:1"]);
  const keyed = new Tested({ ids: 99 });
  keyed.read(-500, 20).take(20, [row(1, 5)]);
  assertEquals(keyed.cells, ["-500-5:1 1"]);
});

Deno.test("a row that is listed earlier, when that was decided, and later again, counts once", () => {
  const one = new Tested({ full: 9 });
  const { take } = one.read(0, 20);
  take(10, [row(1, 15), row(2, 14)]);
  take(12, [row(1, 5)]);
  take(20, [row(1, 16)]);
  const digests = [row(2, 14), row(1, 16)].map((row) => one.digest(row));
  assertEquals(one.sums(), [digests.reduce(plus, 0)]);
});

Deno.test("a row with a name for its key that is late is no new one of its cell", () => {
  for (const second of [4, 10]) {
    const one = new Tested({ ids: 99 }).cell(0, 10, row(1, 3));
    const { take } = one.read(0, 20);
    assertEquals(take(10, [row(1, 3)]), []);
    assertEquals(take(20, [{ ...row(0, second), id: "a name" }]), ["u a name v1"]);
  }
});

Deno.test("a cell holds the rows that it is made of, though the clock is set back while it is made", () => {
  const times = [BASE + 5000, BASE + 1000];
  const now = () => times.shift() ?? BASE + 1000;
  const cells = new Cells(dailyCells, { full: 9, most: 99, fine: { span: 1000, slot: 100 } });
  const ledger = new Ledger(cells, new Digester(), { key: "id", time: "at" }, {}, 0, now);
  const reading = ledger.read({ from: BASE + 10, to: BASE + 300 }, { keyless: () => {} });
  reading.take([row(1, 50), row(2, 250)], BASE + 300, ledger.stamp());
  assertEquals(cells.all.map(({ from, to, count }) => [from - BASE, to - BASE, count]), [[10, 250, 2]]);
});

Deno.test("a row that another task let out elsewhere adds nothing to a decided cell as an older page lists it there", () => {
  const one = new Tested({ full: 1 }).cell(0, 10, row(1, 5)).cell(10, 20, row(2, 15));
  const { take, end } = one.read(0, 20);
  take(10, [row(1, 5)]);
  const asked = one.ledger.stamp();
  one.emit(row(9, 15, 2));
  assertEquals(take(20, [row(9, 8), row(2, 15)], asked), ["u 2 v1"]);
  end();
  const restarted = () => {
    const other = new Tested({ full: 1 });
    for (const cell of one.ledger.cells.all) other.ledger.cells.add({ ...cell });
    return other.read(0, 20);
  };
  const moved = [row(1, 5), row(9, 15, 2), row(2, 15)];
  assertEquals(restarted().take(20, moved), ["u 9 v2", "u 2 v1"]);
  const movedBack = [row(1, 5), row(9, 8), row(2, 15)];
  assertEquals(restarted().take(20, movedBack), ["u 2 v1", "u 1 v1", "u 9 v1"]);
});

Deno.test("rows of a page of which it is not known when it was asked for come out, but for those that another task let out", () => {
  const one = new Tested();
  const { take } = one.read(0, 10);
  one.emit(row(1, 3, 2));
  assertEquals(take(10, [row(1, 3), row(2, 5)], 0), ["u 2 v1"]);
});
