import { assertEquals } from "@std/assert";
import { Counted, row } from "./counted.ts";

/** So many cells of ten seconds, each with so many rows; the keys count up. */
function cells(count: number, rows: number): Counted {
  const one = new Counted();
  for (let i = 0; i < count; i++) {
    one.cell(
      10 * i,
      10 * i + 10,
      ...Array.from({ length: rows }, (_, j) => row(rows * i + j + 1, 10 * i + j + 1)),
    );
  }
  return one;
}

/** Whether it was asked that everything is read again, which is answered by doing so. */
function wholeAgain(one: Counted): boolean {
  const { again } = one.state;
  delete one.state["again"];
  return again === true;
}

Deno.test("however many cells there are, one that differs is found by counts of halves, and it alone is read", async () => {
  for (let count = 1; count <= 9; count++) {
    for (let place = 0; place < count; place++) {
      const one = cells(count, 3);
      one.remove(3 * place + 2);
      assertEquals(await one.compare(200, "1"), [`d ${3 * place + 2}`]);
      const halves: [number, number][] = [];
      // what comes after the last is one more
      let [first, last] = [0, count];
      while (first < last) {
        const middle = Math.floor((first + last) / 2);
        halves.push([10 * first, 10 * middle + 10]);
        if (place <= middle) last = middle;
        else first = middle + 1;
      }
      assertEquals(one.windows(), [...halves, [10 * place, 10 * place + 10]]);
      assertEquals(await one.compare(200, "1"), []);
      assertEquals(one.windows(), [], "nothing differs any more");
    }
  }
});

Deno.test("what has come after the last cell is found, up to the last second that is over or the one after the cell", async () => {
  for (const { to, end } of [{ to: 200, end: 200 }, { to: 30, end: 31 }, { to: 15, end: 31 }]) {
    const one = cells(3, 3).add(row(50, 31));
    assertEquals(await one.compare(to, "1"), ["u 50"]);
    assertEquals(one.windows().at(-1), [30, end]);
  }
});

Deno.test("nothing is counted while everything is read or is going to be, nor where no address tells what is gone", async () => {
  const one = cells(3, 3);
  one.remove(4);
  one.state["backfill"] = { at: 1, since: 1, read: 0, left: null, to: 10 };
  assertEquals([await one.compare(200, "1"), one.windows()], [[], []]);
  delete one.state["backfill"];
  one.state["again"] = true;
  assertEquals([await one.compare(200, "1"), one.windows()], [[], []]);
  delete one.state["again"];
  assertEquals(await one.compare(200, "1"), ["d 4"]);
  const without = new Counted({ confirms: false }).cell(0, 10, row(1, 5)).add(row(2, 6));
  assertEquals([await without.compare(200, "1"), without.windows()], [[], []]);
});

Deno.test("it is said that deletions are not looked for while there are too many rows, and no longer", async () => {
  const one = new Counted({ bound: 3 }).cell(0, 10, row(1, 5), row(2, 6)).cell(10, 20, row(3, 15));
  one.remove(1);
  assertEquals([await one.compare(200, "2"), one.windows()], [[], []]);
  assertEquals([...one.progress.notes.keys()], ["ids"]);
  const [, last] = one.ledger.cells.all;
  if (last) one.ledger.cells.remove(last);
  one.remove(3);
  assertEquals(await one.compare(200, "2"), ["d 1"]);
  assertEquals([...one.progress.notes.keys()], []);
});

Deno.test("up to eight counts are made, and one for two hundred rows or a part of them, before everything is read again instead", async () => {
  for (const [rows, counts] of [[20, 9], [200, 9], [201, 10], [400, 10], [401, 11]] as const) {
    // where all differ there is a count for each cell, and what comes after them differs too
    for (const { count, enough } of [{ count: counts, enough: true }, { count: counts + 1, enough: false }]) {
      const one = cells(count, 1);
      for (let i = count; i < rows; i++) one.add(row(1000 + i, 10 * Math.min(count, i - count) + 5));
      const documents = await one.compare(10 * count + 5, "1");
      const text = `${rows} rows, ${count} cells`;
      assertEquals(documents.length, enough ? rows - count : 0, text);
      if (!enough) assertEquals(one.asked.length, counts, text);
      assertEquals(wholeAgain(one), !enough, text);
      if (!enough) await one.shared.again.heard(one.stop.signal);
      const lines = one.log.lines.filter((line) => line.includes("everything is read again"));
      assertEquals(lines.map((line) => line.slice(0, 15)), enough ? [] : ["info: contacts:"]);
    }
  }
});

Deno.test("everything is not read again for an hour, and a fifth of a second more for each row, whatever goes on to differ", async () => {
  const one = cells(12, 1);
  for (let i = 0; i < 189; i++) one.add(row(1000 + i, 10 * Math.min(12, i) + 5));
  const began = one.clock.now();
  const after = async (seconds: number) => {
    one.clock.set(began + 1000 * seconds);
    await one.compare(200, "1");
    return wholeAgain(one);
  };
  assertEquals(one.list.rows.length, 201);
  assertEquals(await after(0), true);
  assertEquals([await after(1), await after(3600), await after(3640)], [false, false, false]);
  assertEquals(await after(3641), true);
  assertEquals([await after(3642), await after(7281), await after(7282)], [false, false, true]);
});

Deno.test("a count costs a first page, oldest rows first, of a window that begins with all time or where a cell ends", async () => {
  const one = cells(3, 3);
  one.remove(9);
  assertEquals(await one.compare(200, "1"), ["d 9"]);
  const [first, second] = one.list.asks;
  const end = Number(row(0, 20)["at"]);
  assertEquals(first, { window: { from: 0, to: end }, order: "asc", page: 1 });
  assertEquals(second, { window: { from: end, to: end + 10 }, order: "asc", page: 1 });
});
