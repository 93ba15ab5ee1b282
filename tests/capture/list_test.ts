import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { List } from "../../src/capture/list.ts";
import { noProgress } from "../../src/capture/progress.ts";
import type { Endpoint, PageAsk, Source, Work } from "../../src/capture/source.ts";

const endpoint: Endpoint = { path: "/v1/things", envelope: "things" };

/** A list of 95 rows on pages of ten, of which it gives out 75; what it is asked for is kept. */
function listed(stamp?: () => number) {
  const progress = noProgress();
  const stop = new AbortController();
  const asked: { of: Endpoint; ask: PageAsk; work: Work; signal: AbortSignal }[] = [];
  const source: Source = {
    pageSize: 10,
    reach: 75,
    ahead: 2,
    page: (of, ask, work, signal) => {
      asked.push({ of, ask, work, signal });
      signal.throwIfAborted();
      return Promise.resolve({ rows: [{ id: ask.page }], total: 95 });
    },
    status: () => Promise.resolve(200),
    settled: () => Promise.resolve(0),
  };
  const list = new List({ source, progress }, endpoint, "reread", stop.signal, ...(stamp ? [stamp] : []));
  return { list, progress, asked, stop };
}

Deno.test("A page is asked for as it is wanted, for the list's work, and counted once it is there", async () => {
  const { list, progress, asked, stop } = listed();
  const ask = { page: 3, order: "desc", window: { from: 1, to: 2 } } as const;
  const page = list.page(ask);
  assertEquals(progress.pages, 0);
  assertEquals(await page, { rows: [{ id: 3 }], total: 95, asked: 0 });
  assertEquals(progress.pages, 1);
  assertEquals([asked[0]?.of, asked[0]?.ask, asked[0]?.work], [endpoint, ask, "reread"]);
  assertStrictEquals(asked[0]?.signal, stop.signal);
});

Deno.test("A page is stamped when it is asked for, not when it comes", async () => {
  let now = 5;
  const { list } = listed(() => now);
  const page = list.page({ page: 1 });
  now = 6;
  assertEquals((await page).asked, 5);
});

Deno.test("Pages that are read ahead are asked for with the same window and order, and end with the list's signal", async () => {
  const { list, asked, stop } = listed();
  const numbers: number[] = [];
  const ask = { window: { from: 1, to: 2 }, order: "asc" } as const;
  for await (const page of list.pages(ask, 2, 5)) {
    if (numbers.push(page.number) === 1) assertEquals(asked.length, 2);
  }
  assertEquals(asked.map(({ signal }) => signal.aborted), [true, true, true, true], "nobody needs them now");
  assertEquals(numbers, [2, 3, 4, 5]);
  assertEquals(asked.map(({ ask }) => ask), numbers.map((page) => ({ ...ask, page })));
  stop.abort(new Error("over"));
  await assertRejects(() => list.pages(ask, 1, 2).next(), Error, "over");
});

Deno.test("Where a loop may end with any page one is asked for at first", async () => {
  const { list, asked } = listed();
  const pages = list.pages({}, 1, 5, true);
  await pages.next();
  assertEquals(asked.length, 1);
  await pages.return();
});

Deno.test("The last page is the last that a list gives out whole, and each page has to hold what the count leaves for it", () => {
  const { list } = listed();
  assertEquals([list.pageSize, list.lastPage], [10, 7]);
  assertEquals([1, 9, 10, 11, 12].map((page) => list.fill(page, 95)), [10, 10, 5, 0, 0]);
  assertEquals([0, 1, 10].map((total) => list.fill(1, total)), [0, 1, 10]);
});
