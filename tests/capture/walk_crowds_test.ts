import { assertEquals, assertRejects } from "@std/assert";
import type { Row, Window } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk, type WalkOptions } from "../../src/capture/walk.ts";
import type { Step } from "../../src/capture/walk_state.ts";
import { after } from "../../src/capture/contradiction.ts";
import { type Lie, ScriptedList } from "../support/scripted.ts";

const NOW = new VirtualClock().now() / 1000;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Rows of their own seconds, so many of one second, and again such of their own. */
function rowsAround(before: number, crowd: number, after: number): { rows: Row[]; second: number } {
  const second = 1001 + before;
  const started = (id: number) => id <= before ? 1000 + id : Math.max(second, 1000 + id - crowd + 1);
  const rows = numbers(1, before + crowd + after).map((id) => ({ id, started_at: started(id) }));
  return { rows, second };
}

async function walked(rows: Row[], lie?: Lie, options: Partial<WalkOptions> = {}, to = 90_000) {
  const scripted = new ScriptedList(rows, undefined, lie);
  const clock = new VirtualClock();
  const steps: Step[] = [];
  const fields = { key: "id", time: "started_at" };
  for await (
    const step of walk(scripted.list(), { from: 0, to }, { clock, fields, warn: () => {}, ...options })
  ) steps.push(step);
  return {
    steps,
    ids: steps.flatMap(({ rows }) => rows.map(({ id }) => Number(id))),
    gaps: steps.flatMap(({ gap }) => gap ?? []),
    asks: scripted.asks.map(({ window, page }) => [window?.from, window?.to, page]),
    waited: clock.now() / 1000 - NOW,
  };
}

Deno.test("Two pages of one second's rows at a leg's end are read on by themselves, and the walk goes on behind that second", async () => {
  const { rows, second } = rowsAround(4900, 300, 500);
  const { ids, asks, gaps, waited, steps } = await walked(rows);
  assertEquals([ids, gaps, waited], [numbers(1, 5700), [], 0]);
  assertEquals(asks.slice(100), [
    ...numbers(3, 6).map((page) => [second - 1, second, page]),
    ...numbers(1, 11).map((page) => [second, 90_000, page]),
  ]);
  // what the second holds is counted with the leg, and proved by what is left after it
  assertEquals(steps[100]?.state, { at: second - 1, since: 0, read: 4900, left: 800 });
  const resumed = await walked(rows, undefined, { resume: steps[103]?.state });
  assertEquals(resumed.ids, numbers(4901, 5700));
});

Deno.test("A walk over a window that ends with a crowded second says that it has come to its end, if all is read that was counted", async () => {
  const { rows, second } = rowsAround(4900, 300, 0);
  const { ids, steps } = await walked(rows, undefined, {}, second);
  assertEquals(ids, numbers(1, 5200));
  const end = { at: second, since: 0, read: 5200, left: 0 };
  assertEquals(steps.at(-1), { rows: [], asked: 0, state: end, remaining: 0 });
  // one more is counted before the second is read by itself
  const grown = await walked(
    rows,
    (page, { window }) => window?.from === 0 ? { ...page, total: page.total + 1 } : page,
    {},
    second,
  );
  assertEquals([grown.ids, grown.steps.at(-1)?.state.at], [numbers(1, 5200), second - 1]);
});

Deno.test("One row less than two pages of one second are read again with what follows them", async () => {
  const { rows, second } = rowsAround(4901, 300, 500);
  const { ids, asks } = await walked(rows);
  assertEquals(ids, numbers(1, 5701));
  assertEquals(asks.slice(100), numbers(1, 17).map((page) => [second - 1, 90_000, page]));
});

Deno.test("A second of more rows than a leg has is read on where the leg ends", async () => {
  const { rows, second } = rowsAround(10, 6000, 300);
  const { ids, asks, waited } = await walked(rows);
  assertEquals([ids, waited], [numbers(1, 6310), 0]);
  const alone = asks.filter(([, to]) => to === second);
  // 4,990 of them are in the leg
  assertEquals(alone, numbers(100, 120).map((page) => [second - 1, second, page]));
});

Deno.test("A second of any number of rows up to 20,000 comes over once, from both ends where one does not reach", async () => {
  for (const crowd of [5000, 9950, 9951, 10_000, 12_345, 19_999, 20_000]) {
    const { rows } = rowsAround(10, crowd, 10);
    const { ids, gaps } = await walked(rows);
    assertEquals([ids.toSorted((a, b) => a - b), gaps], [numbers(1, crowd + 20), []], `${crowd}`);
  }
});

/** As an API whose counts end where its lists do. */
const capping: Lie = (page) => ({ ...page, total: Math.min(page.total, 10_000) });

Deno.test("A crowded second comes over where counts end at 10,000, too, or it is said that it may hold more", async () => {
  for (const crowd of [5000, 9999, 10_000, 10_001, 12_345, 19_850]) {
    const { rows } = rowsAround(10, crowd, 10);
    const { ids, gaps } = await walked(rows, capping);
    assertEquals([ids.toSorted((a, b) => a - b), gaps], [numbers(1, crowd + 20), []], `${crowd}`);
  }
  const { rows, second } = rowsAround(10, 20_500, 10);
  const { ids, gaps } = await walked(rows, capping);
  assertEquals([new Set(ids).size, ids.length], [20_020, 20_020]);
  const reason = `${
    after({ from: second - 1, to: second })
  } Aircall counts 10000 rows, which may stand for more than the 20000 that could be read`;
  assertEquals(gaps, [{ window: { from: second - 1, to: second }, reason }]);
});

Deno.test("Two crowded seconds behind each other, and one that ends a window, come over where counts end at 10,000", async () => {
  const first = rowsAround(10, 10_500, 0);
  const crowd = first.second;
  const rows = [...first.rows, ...numbers(10_511, 21_010).map((id) => ({ id, started_at: crowd + 1 }))];
  const { ids, gaps, steps } = await walked(rows, capping, {}, crowd + 1);
  assertEquals([ids.toSorted((a, b) => a - b), gaps], [numbers(1, 21_010), []]);
  assertEquals(steps.at(-1)?.state.at, crowd + 1);
});

Deno.test("What lies before a crowded second is counted by itself where counts end at 10,000, and read again if rows were missed", async () => {
  const { rows, second } = rowsAround(10, 10_500, 10);
  let late = false;
  const lie: Lie = (page, ask, asked) => {
    if (!late && ask.window?.from === second - 1) {
      // comes in behind the walk
      late = true;
      rows.splice(3, 0, { id: 99_999, started_at: 1003 });
    }
    return capping(page, ask, asked);
  };
  const { ids, gaps } = await walked(rows, lie);
  assertEquals([ids.toSorted((a, b) => a - b), gaps], [[...numbers(1, 10_520), 99_999], []]);
});

Deno.test("What is left behind a crowded second has to be what was to be: if it is not, that second and its leg are counted", async () => {
  const { rows, second } = rowsAround(4900, 300, 500);
  let lies = 1;
  const lie: Lie = (page, { window }) =>
    window?.from === second && lies-- > 0 ? { rows: page.rows.slice(1), total: 499 } : page;
  const { ids, asks } = await walked(rows, lie);
  assertEquals(ids, numbers(1, 5700));
  assertEquals(asks.filter(([from, to]) => from === 0 && to === second), [[0, second, 1], [0, second, 1]]);
});

Deno.test("A leg with a crowded second that is read again hands over no row again that lies before that second", async () => {
  const { rows, second } = rowsAround(4900, 300, 500);
  let added = false;
  const lie: Lie = (page, { window }) => {
    if (window?.from !== second || added) return page;
    added = true;
    rows.push({ id: 9002, started_at: 80_000 });
    rows.splice(501, 0, { id: 9001, started_at: 1501 });
    return { ...page, total: page.total + 1 };
  };
  const { ids } = await walked(rows, lie);
  assertEquals(new Set(ids).size, 5702);
  assertEquals(ids.filter((id) => id <= 4900), numbers(1, 4900));
});

Deno.test("A crowded second is not read by itself where the count has changed, or where the list is at its end", async () => {
  const changing = rowsAround(10, 300, 200);
  const lie: Lie = (page, { window }, asked) => {
    if (asked === 5) changing.rows.push({ id: 9001, started_at: 80_000 });
    return window?.from === 0 && asked >= 5 ? { ...page, total: 511 } : page;
  };
  const changed = await walked(changing.rows, lie);
  assertEquals(changed.ids, [...numbers(1, 510), 9001]);
  assertEquals(changed.asks.filter(([, to]) => to === changing.second), []);
  assertEquals(changed.asks.find(([from]) => from !== 0), [changing.second - 1, 90_000, 1]);
  // two rows of the crowd have one key
  const { rows, second } = rowsAround(10, 300, 0);
  rows[200] = { ...rows[100] };
  const twice = await walked(rows);
  assertEquals(new Set(twice.ids).size, 309);
  assertEquals(twice.gaps.map(({ window }) => window), [{ from: 0, to: 90_000 }]);
  assertEquals(twice.asks.filter(([, to]) => to === second), []);
});

/** A second whose count is one too many whenever it is asked for alone. */
const miscounted = (...seconds: number[]): Lie => (page, { window }) => {
  const alone = window && window.to - window.from === 1 && seconds.includes(window.to);
  return alone ? { ...page, total: page.total + 1 } : page;
};

Deno.test("A crowded second that cannot be read is tried three times, ever longer apart, then it is a gap and the walk goes on", async () => {
  const { rows, second } = rowsAround(4900, 5200, 500);
  const { ids, gaps, waited, asks } = await walked(rows, miscounted(second));
  assertEquals(new Set(ids).size, 10_600);
  assertEquals(ids.length, 10_600);
  assertEquals(waited, 1 + 2);
  const window: Window = { from: second - 1, to: second };
  assertEquals(gaps.map(({ window }) => window), [window]);
  assertEquals(gaps[0]?.reason.endsWith("Aircall counts 5201 rows, but only 5200 could be read"), true);
  // on from what is known at first, then from its beginning
  const alone = asks.filter(([from, to]) => from === second - 1 && to === second);
  const pages = [...numbers(3, 105), ...numbers(1, 105), ...numbers(1, 105)];
  // then it is counted once more, since less is left behind it than was to be
  assertEquals(alone.map(([, , page]) => page), [...pages, 1]);
});

Deno.test("Each crowded second has attempts of its own", async () => {
  const one = rowsAround(4900, 5200, 4900);
  const other = rowsAround(10_000 + 5000, 5200, 100);
  const rows = [...one.rows, ...other.rows.slice(15_000)];
  const { ids, gaps, waited } = await walked(rows, miscounted(one.second, other.second));
  assertEquals(new Set(ids).size, rows.length);
  assertEquals(gaps.map(({ window }) => window.to), [one.second, other.second]);
  assertEquals(waited, 1 + 2 + 1 + 2);
});

/** At the front, where rows may leave: one row, then a crowd, then one each second. */
const crowdAtFront = (crowd: number): Row[] => {
  const first = NOW - 180 * 86_400;
  return numbers(1, crowd + 300).map((id) => ({
    id,
    started_at: first + (id === 1 ? 0 : 100 + Math.max(0, id - crowd)),
  }));
};

Deno.test("At the front a crowded second is read with what is around it, unless nothing else is to be had", async () => {
  const second = NOW - 180 * 86_400 + 100;
  for (const crowd of [120, 220, 4000]) {
    const { ids, asks } = await walked(crowdAtFront(crowd), undefined, { leaves: true }, NOW);
    assertEquals(ids, numbers(1, crowd + 300));
    assertEquals(asks.filter(([, to]) => to === second), [], `${crowd}`);
  }
  const { ids, asks } = await walked(crowdAtFront(6000), undefined, { leaves: true }, NOW);
  assertEquals(ids, numbers(1, 6300));
  const alone = asks.filter(([, to]) => to === second);
  // 4,999 of them are in the leg
  assertEquals(alone, numbers(100, 120).map((page) => [second - 1, second, page]));
});

Deno.test("At the front a minute of more rows than a leg has comes over like any other", async () => {
  const first = NOW - 180 * 86_400;
  const rows = numbers(1, 7000).map((id) => ({ id, started_at: first + Math.floor(id / 700) }));
  const { ids, gaps, waited } = await walked(rows, undefined, { leaves: true }, NOW);
  assertEquals([ids, gaps, waited], [numbers(1, 7000), [], 0]);
});

Deno.test("The wait before a crowded second is tried again ends when the walk is called off", async () => {
  const { rows, second } = rowsAround(4900, 300, 0);
  const stop = new AbortController();
  const reason = new Error("asked to stop");
  const clock = new VirtualClock();
  const scripted = new ScriptedList(rows, undefined, (page, ask, asked) => {
    if (ask.window?.to === second) clock.sleep(500).then(() => stop.abort(reason));
    return miscounted(second)(page, ask, asked);
  });
  const fields = { key: "id", time: "started_at" };
  const walking = walk(scripted.list(stop.signal), { from: 0, to: 90_000 }, {
    clock,
    fields,
    warn: () => {},
  });
  const thrown = await assertRejects(async () => {
    for await (const _ of walking);
  });
  assertEquals([thrown, clock.now() / 1000 - NOW], [reason, 0.5]);
});
