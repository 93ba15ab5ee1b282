import { assertEquals, assertGreater } from "@std/assert";
import { plus, UNKNOWN } from "../../src/capture/cell.ts";
import type { Window } from "../../src/capture/source.ts";
import { BASE, row, Tested } from "./tested_ledger.ts";

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

Deno.test("a page that was asked for after another task let a row out shows it as it is by now", () => {
  const one = new Tested({ full: 9 });
  one.read(0, 10).take(10, [row(1, 2), row(2, 8)]);
  const reading = one.read(0, 10);
  one.emit(row(2, 8, 2));
  assertEquals(reading.take(10, [row(1, 2), row(2, 8, 3)]), ["u 2 v3"]);
});

Deno.test("a row that is listed twice counts once, where and as it was last", () => {
  const one = new Tested({ full: 9 });
  const { take } = one.read(0, 20);
  assertEquals(take(1, [row(1, 5), row(2, 6)]), ["u 1 v1", "u 2 v1"]);
  assertEquals(take(20, [row(1, 5), row(2, 12, 2), row(3, 15)]), ["u 2 v2", "u 3 v1"]);
  const all = [row(1, 5), row(2, 12, 2), row(3, 15)];
  assertEquals(one.sums(), [all.map((row) => one.digest(row)).reduce(plus, 0)]);
  assertEquals(one.cells, ["0-15:3"]);
});

Deno.test("a row that is listed after its second was decided comes out, and counts in its cell", () => {
  for (const second of [5, 10]) {
    const one = new Tested({ full: 9 }).cell(0, 10, row(2, 3));
    const { take } = one.read(0, 20);
    assertEquals(take(10, [row(2, 3)]), []);
    assertEquals(take(20, [row(1, second)]), ["u 1 v1"]);
    assertEquals(one.cells, ["0-10:2?"]);
    assertEquals(one.read(0, 20).take(20, [row(2, 3), row(1, second)]), []);
    assertEquals(one.sums(), [plus(one.digest(row(2, 3)), one.digest(row(1, second)))]);
  }
});

Deno.test("where there is no cell a row that is late is known by its key alone, if keys are kept", () => {
  for (
    const { ids, cells } of [{ ids: 99, cells: ["4-5:1? 1", "5-15:1 2"] }, { ids: 0, cells: ["0-15:1"] }]
  ) {
    const one = new Tested({ ids });
    const { take } = one.read(0, 20);
    assertEquals(take(10, []), []);
    assertEquals(take(20, [row(1, 5), row(2, 15)]), ["u 1 v1", "u 2 v1"]);
    assertEquals(one.cells, cells);
  }
});

Deno.test("a row that moves over the end of its cell makes the cell it came from unknown", () => {
  const one = new Tested({ full: 1 }).cell(0, 10, row(1, 9)).cell(10, 20, row(2, 11));
  one.read(0, 20).take(20, [row(1, 9), row(2, 11)]);
  assertEquals(one.read(0, 10).take(10, [row(1, 9), row(2, 10)]), ["u 2 v1"]);
  assertEquals(one.cells, ["0-10:2", "10-20:1?"]);
});

Deno.test("rows of two seconds are parted where a cell has become far too large, and rows out of order are put in order", () => {
  const one = new Tested().cell(0, 20, row(1, 5));
  one.read(0, 20).take(20, [1, 2, 3, 4, 5, 6, 7].map((id) => row(id, id < 4 ? 5 : 9)));
  assertEquals(one.cells, ["0-5:3", "5-9:4"]);
  const other = new Tested({ full: 1 });
  other.read(0, 20).take(20, [row(1, 15), row(2, 2), row(3, 8)]);
  assertEquals(other.cells, ["0-2:1", "2-8:1", "8-15:1"]);
});

Deno.test("keys that are no whole numbers are not kept, and rows that have none else make no cell", () => {
  const one = new Tested({ ids: 99 });
  const named = { ...row(0, 5), id: "a name" };
  assertEquals(one.read(0, 10).take(10, [named]), ["u a name v1"]);
  assertEquals(one.cells, []);
  assertEquals(one.read(0, 10).take(10, [named, row(7, 6)]), ["u 7 v1"]);
  assertEquals(one.cells, ["0-6:1 7"]);
});

Deno.test("what another task lets out in the last second of a cell leaves the cell after it trusted, and its own not", () => {
  const one = new Tested().cell(0, 10, row(1, 10)).cell(10, 20, row(2, 15));
  const reading = one.read(0, 20);
  assertEquals(reading.take(9, []), []);
  one.emit(row(1, 10, 2));
  assertEquals(reading.take(20, [row(1, 10, 2), row(2, 15)], 1), []);
  assertEquals(one.cells, ["0-10:1?", "10-20:1"]);
});

Deno.test("what is held for a cell that another task joins with one behind the window comes out at the window's end", () => {
  const rows = [row(1, 2), row(2, 14)];
  const one = new Tested().cell(0, 10, row(1, 2)).cell(10, 20, row(2, 14));
  const first = one.read(0, 10);
  assertEquals(first.take(5, [row(1, 2, 2)]), []);
  assertEquals(one.read(10, 20).take(20, [row(2, 14)]), []);
  assertEquals(one.cells, ["0-20:2"], "they are one cell now");
  assertEquals(first.take(10, []), ["u 1 v2"]);
  assertEquals(one.read(0, 20).take(20, [row(1, 2, 2), ...rows.slice(1)]), []);
});
