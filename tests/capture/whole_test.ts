import { assertEquals } from "@std/assert";
import type { PageAsk, Row } from "../../src/capture/source.ts";
import { whole, type WholeAsk } from "../../src/capture/whole.ts";
import { type Lie, ScriptedList } from "../support/scripted.ts";

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: i + 1 }));

async function readAll(rows: Row[], ask: Partial<WholeAsk> = {}, lie?: Lie) {
  const scripted = new ScriptedList(rows, undefined, lie);
  const keys = new Set<string>();
  const reading = whole(scripted.list(), { key: "id", keys, ...ask });
  const came: Row[] = [];
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) came.push(...next.value);
  return { came, end: next.value, keys, asks: scripted.asks };
}

/** Which pages were asked for, from which end. */
const pagesOf = (asks: PageAsk[]) => asks.map(({ order, page }) => `${order ?? ""}${page}`);

Deno.test("A list is read to its end and no page further, without an order of its own", async () => {
  for (const [count, pages] of [[0, 1], [1, 1], [50, 1], [51, 2], [120, 3]] as const) {
    const { came, end, asks, keys } = await readAll(rowsOf(count));
    assertEquals([came.length, keys.size, end], [count, count, {
      total: count,
      capped: false,
      complete: true,
    }]);
    assertEquals(pagesOf(asks), Array.from({ length: pages }, (_, i) => `${i + 1}`));
    assertEquals(asks.map(({ window }) => window), asks.map(() => undefined));
  }
});

Deno.test("Of a window only its rows are read, oldest first, from the page that is wanted", async () => {
  const window = { from: 10, to: 140 };
  const known = new Set(rowsOf(60).map(({ id }) => String(id)).slice(10));
  const { came, end, asks } = await readAll(rowsOf(500), { window, first: 2, keys: known });
  assertEquals(pagesOf(asks), ["asc2", "asc3"]);
  assertEquals(asks.map((ask) => ask.window), [window, window]);
  assertEquals(came.map(({ id }) => id), Array.from({ length: 80 }, (_, i) => i + 61));
  assertEquals(end, { total: 130, capped: false, complete: true });
});

Deno.test("A count that changes, a page that is short, and a row that comes twice are no complete reading", async () => {
  const changed = await readAll(
    rowsOf(120),
    {},
    (page, _, asked) => asked === 2 ? { ...page, total: 121 } : page,
  );
  assertEquals([changed.end, changed.came.length], [{ total: 120, capped: false, complete: false }, 50]);
  const short = await readAll(
    rowsOf(120),
    {},
    (page, _, asked) => asked === 2 ? { ...page, rows: page.rows.slice(1) } : page,
  );
  assertEquals([short.end, short.came.length], [{ total: 120, capped: false, complete: false }, 50]);
  const twice = await readAll([...rowsOf(119), { id: 1, started_at: 120 }]);
  assertEquals([twice.end.complete, twice.came.length], [false, 119]);
  const late = await readAll(
    rowsOf(10_030),
    {},
    (page, { order }) => order === "desc" ? { ...page, total: 10_031 } : page,
  );
  assertEquals([late.end, late.came.length], [{ total: 10_030, capped: false, complete: false }, 9950]);
});

Deno.test("A row without a key ends the reading, unless it is let pass: then each is a row of its own", async () => {
  const rows = [...rowsOf(98), { started_at: 99 }, { id: null, started_at: 100 }];
  assertEquals((await readAll(rows)).end, { total: 100, capped: false, complete: false });
  const { end, came, keys } = await readAll(rows, { keyless: true });
  assertEquals([end, came.length, keys.size], [{ total: 100, capped: false, complete: true }, 100, 100]);
});

Deno.test("A list longer than its reach is read from both ends, its last page only where it is needed", async () => {
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => `${i + 1}`);
  const edge = await readAll(rowsOf(9950));
  assertEquals([edge.end.complete, pagesOf(edge.asks)], [true, upTo(199)]);
  const both = await readAll(rowsOf(10_030));
  assertEquals([both.end.complete, both.came.length], [true, 10_030]);
  assertEquals(pagesOf(both.asks), [...upTo(199), "desc1", "desc2"]);
  const most = await readAll(rowsOf(20_000));
  assertEquals([most.end.complete, most.came.length], [true, 20_000]);
  assertEquals(pagesOf(most.asks).slice(-2), ["200", "desc200"]);
  const more = await readAll(rowsOf(20_001));
  assertEquals([more.end, more.came.length], [{ total: 20_001, capped: false, complete: false }, 20_000]);
});

Deno.test("A count of as many as a list gives out is believed once the end has met the beginning, and may stand for more", async () => {
  const capping: Lie = (page) => ({ ...page, total: Math.min(page.total, 10_000) });
  for (
    const [count, complete, asked] of [[10_000, true, 201], [10_001, true, 202], [19_850, true, 398]] as const
  ) {
    const { end, came, asks } = await readAll(rowsOf(count), {}, capping);
    assertEquals([end, came.length, asks.length], [{ total: 10_000, capped: true, complete }, count, asked]);
  }
  const { end, came } = await readAll(rowsOf(20_500), {}, capping);
  assertEquals([end, came.length], [{ total: 10_000, capped: true, complete: false }, 20_000]);
});

Deno.test("Where it has to be sure, a count is believed when the page after a full last one is empty and says the same", async () => {
  for (const [count, pages] of [[0, 1], [49, 1], [50, 2], [100, 3], [120, 3]] as const) {
    const { end, asks } = await readAll(rowsOf(count), { sure: true });
    assertEquals([end, asks.length], [{ total: count, capped: false, complete: true }, pages]);
  }
  const low: Lie = (page) => ({ ...page, total: page.total - 50 });
  assertEquals(
    (await readAll(rowsOf(100), {}, low)).end,
    { total: 50, capped: false, complete: true },
    "else it is believed",
  );
  assertEquals((await readAll(rowsOf(100), { sure: true }, low)).end, {
    total: 50,
    capped: false,
    complete: false,
  });
  const once = await readAll(
    rowsOf(100),
    { sure: true },
    (page, _, asked) => asked === 3 ? { ...page, total: 101 } : page,
  );
  assertEquals(once.end, { total: 100, capped: false, complete: false });
});
