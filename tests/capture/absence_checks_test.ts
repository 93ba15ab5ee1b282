import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { cellsWithIds } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import type { Work } from "../../src/capture/source.ts";
import { Counted, keyless, row } from "./counted.ts";

/** Three full cells of ten seconds with two rows each. */
function cells(): Counted {
  return new Counted({ full: 2 })
    .cell(0, 10, row(1, 2), row(2, 4)).cell(10, 20, row(3, 12), row(4, 14)).cell(
      20,
      30,
      row(5, 22),
      row(6, 24),
    );
}

Deno.test("a stretch that holds what is known costs its reading, and nothing comes out", async () => {
  const one = cells();
  assertEquals(await one.check([[10, 20]]), true);
  assertEquals(one.batches, [{ documents: [], patch: {} }]);
  assertEquals([one.windows(), one.statuses, one.log.lines], [[[10, 20]], [], []]);
});

Deno.test("what has changed, come and gone in a stretch comes out, a deletion with its key alone", async () => {
  const one = cells();
  one.remove(3, 4);
  one.add(row(4, 14, 2), row(7, 15));
  assertEquals(await one.check([[10, 20]]), true);
  assertEquals(one.batches.flatMap(({ documents }) => documents), [
    { op: "u", row: row(4, 14, 2) },
    { op: "c", row: row(7, 15) },
    { op: "d", row: { id: 3 } },
  ]);
  assertEquals(one.ledger.cells.all.map(({ ids }) => ids?.keys().toSorted().join()), ["1,2", "4,7", "5,6"]);
  const texts = one.state["cells"] as Record<string, string>;
  assertEquals(new Cells(cellsWithIds, { full: 2, most: 9 }, texts).rows, 6, "and the state knows");
  assertEquals([one.taken().length, await one.check([[0, 30]]), one.taken()], [3, true, []]);
});

Deno.test("a stretch is read as far as its cells reach by then, at both ends", async () => {
  const one = cells();
  for (
    const { asked, read } of [
      { asked: [10, 20], read: [10, 20] },
      { asked: [9, 20], read: [0, 20] },
      { asked: [10, 21], read: [10, 30] },
      { asked: [12, 15], read: [10, 20] },
      { asked: [5, 25], read: [0, 30] },
      { asked: [30, 40], read: [30, 40] },
      { asked: [29, 40], read: [20, 40] },
    ] as const
  ) {
    assertEquals(await one.check([[...asked]]), true);
    assertEquals(one.windows().at(-1), [...read]);
  }
  one.remove(3);
  assertEquals([await one.check([[12, 15]]), one.taken()], [true, ["d 3"]]);
});

Deno.test("one stretch that cannot be read completely is told, and does not hold up another", async () => {
  const one = cells();
  one.remove(1, 3, 5);
  // listed twice, so that it is counted once more than can be read
  one.add(row(4, 14));
  assertEquals(await one.check([[0, 10], [10, 20], [20, 30]]), false);
  assertEquals(one.taken(), ["d 1", "d 5"]);
  assertEquals(await one.check([[0, 10], [20, 30]]), true);
});

Deno.test("requests are made in the class of work that the reading is of, in that of polls where nothing else is said", async () => {
  for (const { work, of } of [{ work: undefined, of: "tail" }, { work: "reread", of: "reread" }] as const) {
    const one = cells();
    one.remove(3);
    one.status = () => 404;
    await one.check([[10, 20]], work);
    assertEquals(one.taken(), ["d 3"]);
    const works: Work[] = [...one.asked, ...one.statuses].map(({ work }) => work);
    assertEquals([...new Set(works)], [of]);
    assertGreater(one.statuses.length, 1);
    assertEquals(one.asked.length, 2);
  }
  const one = cells();
  one.remove(3);
  await one.compare(100, "1");
  assertEquals(new Set([...one.asked, ...one.statuses].map(({ work }) => work)), new Set(["tail"]));
});

Deno.test("the address of a row that was read vouches for the others', and where none was read, that of one listed at the poll", async () => {
  const one = cells();
  one.remove(3);
  await one.check([[10, 20]]);
  assertEquals(one.statuses.map(({ path }) => path), ["/4", "/3"]);
  const other = cells();
  other.remove(3, 4);
  assertEquals(await other.compare(100, "6"), ["d 3", "d 4"]);
  assertEquals(other.statuses.map(({ path }) => path), ["/6", "/3", "/4"]);
  assertEquals(other.clock.now(), new Counted().clock.now(), "at once");
});

Deno.test("where no address can be relied on, what a second reading after five seconds holds is not gone, the rest is", async () => {
  const one = cells();
  const began = one.clock.now();
  one.remove(3, 4);
  one.status = () => 404;
  one.list.lie = (page, _ask, asked) => {
    if (asked === 1) one.add(row(4, 14));
    return page;
  };
  assertEquals(await one.check([[10, 20]]), true);
  assertEquals(one.taken(), ["d 3"]);
  assertEquals(one.clock.now() - began, 5000);
  assertEquals(one.windows(), [[10, 20], [10, 20]]);
  assertEquals(
    one.statuses.map(({ path }) => path),
    ["/3"],
    "only those that both readings miss are asked for",
  );
});

Deno.test("where the second reading cannot be completed nothing is gone", async () => {
  const one = cells();
  one.remove(3);
  one.status = () => 404;
  one.list.lie = (page, _ask, asked) => {
    if (asked === 1) one.add(row(4, 14));
    return page;
  };
  assertEquals(await one.check([[10, 20]]), true);
  assertEquals(one.taken(), []);
});

Deno.test("rows that two readings miss while one of their addresses answers are not gone, and it is said how many", async () => {
  const one = new Counted({ full: 2 });
  for (let i = 0; i < 15; i++) {
    one.cell(10 * i, 10 * i + 10, row(2 * i + 1, 10 * i + 1), row(2 * i + 2, 10 * i + 2));
  }
  one.remove(...Array.from({ length: 26 }, (_, i) => i + 1));
  one.status = (path) => path === "/7" ? 200 : 404;
  assertEquals([await one.check([[0, 150]]), one.taken()], [true, []]);
  assertEquals(one.log.lines, [
    "warn: contacts: the list misses 26 rows, but their own addresses still answer; nothing is taken for deleted",
  ]);
  one.status = () => 404;
  assertEquals([await one.check([[0, 150]]), one.taken().length], [true, 26]);
});

Deno.test("the wait for a second reading ends when the run does", async () => {
  const one = cells();
  one.remove(3);
  one.status = () => 404;
  const began = one.clock.now();
  one.list.lie = (page) => {
    one.clock.sleep(1000).then(() => one.stop.abort(new Error("it is over")));
    return page;
  };
  await assertRejects(() => one.check([[10, 20]]), Error, "it is over");
  assertEquals(one.clock.now() - began, 1000);
});

Deno.test("a row that something else has found gone meanwhile is not let go once more", async () => {
  const one = cells();
  one.remove(3, 4);
  one.status = (path) => {
    const [, cell] = one.ledger.cells.all;
    if (path === "/1" && cell) one.ledger.gone("3", cell);
    return path === "/1" ? 200 : 404;
  };
  assertEquals(await one.compare(100, "1"), ["d 4"]);
});

Deno.test("a row without a key is said, and the others of its stretch are read all the same", async () => {
  const one = cells().add(keyless(13));
  one.remove(3);
  assertEquals([await one.check([[10, 20]]), one.taken()], [true, ["d 3"]]);
  assertEquals([...one.progress.gaps.keys()], ["key"]);
  assertEquals(one.log.lines.filter((line) => line.startsWith("error")), [
    'error: contacts: a row came without a usable "id" and cannot be captured',
  ]);
});

Deno.test("what something else has let out before a page was asked for does not hold up what the page shows", async () => {
  const one = cells();
  one.list.lie = (page, _ask, asked) => {
    if (asked > 1) return page;
    const { ledger } = one;
    const digest = ledger.digester.lasting(row(3, 12, 2));
    ledger.emitted({ key: "3", second: Number(row(3, 12)["at"]), digest, before: ledger.table.get("3") });
    one.remove(3);
    one.add(row(3, 12, 3));
    // so it is read again
    return { ...page, total: page.total + 1 };
  };
  assertEquals([await one.check([[10, 20]]), one.taken()], [true, ["u 3"]]);
});

Deno.test("of a stretch that ends with a second of more rows than a leg has it comes out what has changed since a restart", async () => {
  const one = new Counted({ full: 6000 });
  const rows = Array.from({ length: 5300 }, (_, i) => row(i + 1, 10));
  one.cell(0, 10, ...rows);
  for (const { id } of rows) one.ledger.table.delete(String(id));
  one.list.rows = rows.with(7, row(8, 10, 2));
  assertEquals(await one.check([[0, 10]]), true);
  assertEquals(one.taken().filter((text) => text === "u 8"), ["u 8"]);
  assertEquals(one.ledger.cells.all.map(({ count }) => count), [5300]);
  // from then on all of them are known
  one.list.rows = rows;
  await one.check([[0, 10]]);
  assertEquals(one.taken(), ["u 8"]);
});
