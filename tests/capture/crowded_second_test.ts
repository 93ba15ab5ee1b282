import { assertEquals } from "@std/assert";
import { crowdedSecond } from "../../src/capture/crowded_second.ts";
import { Handed } from "../../src/capture/handed.ts";
import type { Row } from "../../src/capture/source.ts";
import type { Step } from "../../src/capture/walk_state.ts";
import { type Lie, ScriptedList } from "../support/scripted.ts";

const SECOND = 5000;
const STATE = { at: SECOND - 1, since: 1000, read: 70, left: 300 };

/** Rows of the one second, with a neighbour at either side that is none of it. */
function crowd(count: number): Row[] {
  const rows = Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: SECOND }));
  return [{ id: 90_001, started_at: SECOND - 1 }, ...rows, { id: 90_002, started_at: SECOND + 1 }];
}

/** Reads the second, of which the first `known` rows are known and the first `before` were handed over. */
async function read(
  rows: Row[],
  { known = 0, before = known, last = false, lie }: {
    known?: number;
    before?: number;
    last?: boolean;
    lie?: Lie;
  } = {},
) {
  const scripted = new ScriptedList(rows, undefined, lie);
  const keys = Array.from({ length: known }, (_, i) => `${i + 1}`);
  const handed = new Handed();
  handed.begin(new Set(Array.from({ length: before }, (_, i) => `${i + 1}`)));
  const reading = crowdedSecond(scripted.list(), {
    second: SECOND,
    known: keys,
    key: "id",
    handed,
    state: STATE,
    last,
  });
  const steps: Step[] = [];
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) steps.push(next.value);
  const ids = steps.flatMap((step) => step.rows.map((row) => Number(row["id"])));
  const gaps = steps.flatMap(({ gap }) => gap ?? []);
  const noted = rows.filter(({ id, started_at }) => started_at === SECOND && handed.has(`${id}`)).length;
  return { ids, gaps, steps, noted, count: next.value?.rows, pages: scripted.asks.map(({ page }) => page) };
}

Deno.test("A crowded second is read on from the page where the known rows end, and no known row comes again", async () => {
  const { ids, count, gaps, pages, noted, steps } = await read(crowd(300), { known: 120 });
  assertEquals(pages, [3, 4, 5, 6]);
  assertEquals(ids, Array.from({ length: 180 }, (_, i) => i + 121));
  assertEquals([count, gaps, noted], [300, [], 300]);
  // when they were asked for is not told
  assertEquals(
    steps.map(({ state, remaining, asked }) => [state, remaining, asked]),
    steps.map(() => [STATE, 0, 0]),
  );
});

Deno.test("With nothing known it is read from its beginning, its neighbours left out", async () => {
  const { ids, count, pages } = await read(crowd(101));
  assertEquals([pages, ids.length, count], [[1, 2, 3], 101, 101]);
});

Deno.test("What was handed over before is not handed over again, though it is read again", async () => {
  const { ids, count, pages, noted } = await read(crowd(101), { before: 70 });
  assertEquals([pages, count, noted], [[1, 2, 3], 101, 101]);
  assertEquals(ids, Array.from({ length: 31 }, (_, i) => i + 71));
});

Deno.test("A second of more rows than one end gives out is read from both", async () => {
  const { ids, count, gaps } = await read(crowd(12_000), { known: 5000 });
  assertEquals([new Set(ids).size, ids.length, count, gaps], [7000, 7000, 12_000, []]);
});

Deno.test("A count that changes meanwhile asks for another attempt, and is a gap at the last one", async () => {
  const lie: Lie = (page, { page: number }) => number === 3 ? { ...page, total: page.total + 1 } : page;
  const first = await read(crowd(300), { lie });
  assertEquals([first.count, first.gaps, first.ids.length], [undefined, [], 100]);
  const last = await read(crowd(300), { lie, last: true });
  assertEquals([last.count, last.ids.length], [300, 100]);
  assertEquals(last.gaps.map(({ window }) => window), [{ from: SECOND - 1, to: SECOND }]);
  assertEquals(
    last.gaps.map(({ reason }) => reason),
    ["after 1970-01-01T01:23:19Z to 1970-01-01T01:23:20Z Aircall counts 300 rows, but only 100 could be read"],
  );
});

Deno.test("A row without a key asks for another attempt, and is let pass at the last one", async () => {
  const rows = crowd(60);
  rows[7] = { started_at: SECOND };
  assertEquals((await read(rows)).count, undefined);
  const last = await read(rows, { last: true });
  assertEquals([last.count, last.ids.length, last.gaps], [60, 60, []]);
});

Deno.test("A count that changes after 10,000 rows asks for another attempt too: more may be read", async () => {
  const lie: Lie = (page, { order, page: number }) =>
    order === "desc" && number === 3 ? { ...page, total: page.total + 1 } : page;
  const { ids, count, gaps } = await read(crowd(15_000), { lie });
  assertEquals([ids.length, count, gaps], [9950 + 100, undefined, []]);
});

Deno.test("20,000 rows are the most: one more is a gap at once", async () => {
  const all = await read(crowd(20_000));
  assertEquals([new Set(all.ids).size, all.count, all.gaps], [20_000, 20_000, []]);
  const more = await read(crowd(20_001));
  assertEquals([new Set(more.ids).size, more.count, more.gaps.length], [20_000, 20_001, 1]);
});
