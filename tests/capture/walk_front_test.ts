import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { type Row, StreamFault } from "../../src/capture/source.ts";
import { second } from "../../src/capture/clock.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk } from "../../src/capture/walk.ts";
import { ScriptedList } from "../support/scripted.ts";

const DAY = 86_400;
const SERVED = 182 * DAY;

/** A list that rows leave at its front. */
interface Leaving {
  /** Rows from so many seconds before the front on: how many, and how many seconds apart. */
  stretches: [count: number, apart: number][];
  /** Seconds by which the first row is younger than what is served just yet. */
  ahead?: number;
  /** Seconds that an answer takes. */
  pace: number;
  /** Rows leave all at once, each time so many seconds have gone by. @default 1 */
  purge?: number;
  /** How many of these had gone by at the beginning. @default 0 */
  since?: number;
  /** Seconds for which a count of a window is the same, whatever has left. @default 0 */
  stale?: number;
}

/** Reads such a list. */
async function walked({ stretches, ahead = 0, pace, purge = 1, since = 0, stale = 0 }: Leaving) {
  const clock = new VirtualClock();
  const began = second(clock);
  let at = began - SERVED + ahead;
  const all: Row[] = stretches.flatMap(([count, apart]) =>
    Array.from({ length: count }, () => ({ started_at: Math.floor(at += apart) }))
  ).map((row, i) => ({ ...row, id: i + 1 }));
  const served = () => {
    const horizon = began + Math.floor((second(clock) - began + since) / purge) * purge - SERVED;
    return all.filter((row) => Number(row["started_at"]) >= horizon);
  };
  const counted = new Map<string, { total: number; at: number }>();
  const scripted = new ScriptedList(all, undefined, (page, { window }) => {
    const name = JSON.stringify(window);
    const known = counted.get(name);
    if (known && second(clock) < known.at + stale) return { ...page, total: known.total };
    counted.set(name, { total: page.total, at: second(clock) });
    return page;
  });
  const list = scripted.list();
  const ask = list.page.bind(list);
  list.page = async (asked) => {
    await clock.sleep(1000 * pace);
    times.push(second(clock) - began);
    scripted.rows = served();
    return await ask(asked);
  };
  const ids: number[] = [];
  const times: number[] = [];
  const to = began;
  const fields = { key: "id", time: "started_at" };
  const steps = walk(list, { from: began - 190 * DAY, to }, { clock, fields, leaves: true, warn: () => {} });
  let said = false;
  try {
    for await (const { rows, gap } of steps) {
      said ||= gap !== undefined;
      for (const { id } of rows) ids.push(Number(id));
    }
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    said = true;
  }
  /** What was asked for: seconds from the front at the beginning on, the page, and when. */
  const legs = scripted.asks.map(({ window, page }, i) => ({
    from: (window?.from ?? 0) - (began - SERVED),
    page,
    at: times[i] ?? 0,
  }));
  const missing = served().filter(({ id }) => !ids.includes(Number(id))).map(({ id }) => Number(id));
  return { ids, said, missing, legs, requests: scripted.asked };
}

/** Where each leg began, and how many pages it had. */
function lengths(legs: { from: number; page: number }[]): [from: number, pages: number][] {
  const found: [number, number][] = [];
  for (const { from, page } of legs) {
    if (page === 1) found.push([from, 1]);
    else (found.at(-1) ?? [])[1] = page;
  }
  return found;
}

Deno.test("At the front of a long list a leg is a page at first, and the next one begins a minute before its last row", async () => {
  const { ids, legs } = await walked({ stretches: [[6000, 10]], ahead: -10, pace: 0 });
  assertEquals(ids.length, 6000);
  // 50 rows are 490 seconds
  assertEquals(
    lengths(legs),
    [[-8 * DAY, 1], [430, 100], [430 + 49_940 + 49, 20]].slice(0, 2).concat(lengths(legs).slice(2)),
  );
});

Deno.test("A leg at the front goes on by page number only while what it began with cannot have left for a minute", async () => {
  const { legs, missing, requests } = await walked({ stretches: [[6000, 10]], ahead: -10, pace: 100 });
  assertEquals(missing, []);
  const long = legs.filter(({ page }) => page > 1);
  assertEquals(long.filter(({ from, at }) => at - 100 + 60 > from), []);
  // what is read is ten times as long as the reading takes, so legs soon are long
  assertLessOrEqual(requests, 1.02 * 120 + 3);
});

Deno.test("A page of less than some minutes at the front is overlapped by a quarter, and a leg has so many pages that no more than a fifth is read again", async () => {
  const { ids, legs } = await walked({ stretches: [[6000, 1]], ahead: -1, pace: 0 });
  assertEquals(ids.length, 6000);
  // 50 rows are 49 seconds, of which 14 are read again: that is little of two pages
  assertEquals(lengths(legs).slice(0, 2), [[-8 * DAY, 2], [99 - 14, 100]]);
});

Deno.test("A list that one leg can read is read by its pages, and as carefully as a long one once a count has changed", async () => {
  const calm = await walked({ stretches: [[5000, 600]], pace: 1 });
  assertEquals(lengths(calm.legs), [[-8 * DAY, 101]]);
  // before the fourth page comes the first row has left
  const { legs, missing, ids } = await walked({ stretches: [[1000, 30]], pace: 10 });
  assertEquals([missing, ids.length], [[], 1000]);
  // the leg that was broken, and the next one: what lay between is counted by itself
  assertEquals(lengths(legs).length, 3);
});

Deno.test("Where rows leave at a quarter of the pace at which they can be read, the walk gets ahead of them and needs little more than the least", async () => {
  for (const apart of [0.2, 1, 5, 50]) {
    const { missing, ids, requests, said } = await walked({ stretches: [[7000, apart]], pace: 12.5 * apart });
    assertEquals([missing, said], [[], false]);
    assertGreater(ids.length, 6900);
    assertLessOrEqual(requests, 1.05 * 140 + 12, `${apart}`);
  }
});

Deno.test("Rows that are not eighty days old, or in a list that none leaves, are read in long legs from the beginning", async () => {
  const now = second(new VirtualClock());
  for (
    const { age, leaves, first } of [
      { age: 80 * DAY, leaves: true, first: 2 },
      { age: 80 * DAY + 1, leaves: true, first: 1 },
      { age: 180 * DAY, leaves: false, first: 2 },
      { age: 180 * DAY, leaves: undefined, first: 2 },
    ]
  ) {
    const rows = Array.from({ length: 5001 }, (_, i) => ({ id: i + 1, started_at: now - age + 10 * i }));
    const scripted = new ScriptedList(rows);
    const clock = new VirtualClock();
    const fields = { key: "id", time: "started_at" };
    const options = { clock, fields, warn: () => {}, ...(leaves === undefined ? {} : { leaves }) };
    for await (const _ of walk(scripted.list(), { from: 0, to: now }, options));
    assertEquals(scripted.asks[1]?.page, first, `${age} ${leaves}`);
  }
});

/** Lists that rows leave, some of them faster than they can be read. */
function leaving(apart: number[], stale: number[]) {
  return fc.record({
    stretches: fc.array(fc.tuple(fc.integer({ min: 50, max: 3000 }), fc.constantFrom(...apart)), {
      minLength: 1,
      maxLength: 4,
    }),
    ahead: fc.integer({ min: -20, max: 300 }),
    pace: fc.constantFrom(0.5, 1, 3, 10, 30),
    purge: fc.constantFrom(1, 60, 600, 3600),
    since: fc.integer({ min: 0, max: 3599 }),
    stale: fc.constantFrom(...stale),
  });
}

const RUNS = 40;

Deno.test("However fast rows leave at the front, one by one or an hour's at once, each that stays to the end is read, or the walk says that it could not", async () => {
  await fc.assert(
    fc.asyncProperty(leaving([0.02, 0.2, 0.7, 2, 9, 40, 600], [0]), async (list) => {
      const { missing, said } = await walked({ ...list, since: list.since % list.purge });
      if (!said) assertEquals(missing, []);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("Rows that leave while their list's count stays as it was hide no row that stays", async () => {
  await fc.assert(
    fc.asyncProperty(leaving([2, 9, 40, 600], [60, 600]), async (list) => {
      const { missing, said } = await walked({ ...list, since: list.since % list.purge });
      if (!said) assertEquals(missing, []);
    }),
    { numRuns: RUNS },
  );
});
