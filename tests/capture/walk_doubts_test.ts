import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Row, StreamFault, type Window } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk, type WalkOptions } from "../../src/capture/walk.ts";
import type { Step } from "../../src/capture/walk_state.ts";
import { type Lie, ScriptedList } from "../support/scripted.ts";

/** Seconds that six attempts wait in all: the first is at once. */
const ALL_WAITS = 2 + 4 + 8 + 16 + 32;
const NOW = new VirtualClock().now() / 1000;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** Rows ten seconds apart, the first at second 1000. */
const rowsOf = (count: number): Row[] => numbers(1, count).map((id) => ({ id, started_at: 990 + 10 * id }));
const HALF: Window = { from: 0, to: 200_000 };

/** A walk from its beginning to its end or its fault. */
async function walked(scripted: ScriptedList, window: Window, options: Partial<WalkOptions> = {}) {
  const clock = new VirtualClock();
  const steps: Step[] = [];
  const warned: string[] = [];
  let fault: unknown;
  try {
    for await (
      const step of walk(scripted.list(), window, {
        clock,
        fields: { key: "id", time: "started_at" },
        warn: (message) => void warned.push(message),
        ...options,
      })
    ) steps.push(step);
  } catch (error) {
    fault = error;
  }
  return {
    steps,
    fault,
    warned,
    ids: steps.flatMap(({ rows }) => rows.map(({ id }) => Number(id))),
    gaps: steps.flatMap(({ gap }) => gap ?? []),
    asks: scripted.asks.map(({ window, page, order }) => {
      assertEquals(order, "asc");
      return [window?.from, window?.to, page];
    }),
    waited: clock.now() / 1000 - NOW,
  };
}

const asWarned = (seconds: number[], range: string) =>
  seconds.map((wait) => `${range} Aircall's count and its rows do not agree; read again in ${wait} s`);

Deno.test("Where as much is left as was to be, nothing is counted again", async () => {
  const { ids, asks } = await walked(new ScriptedList(rowsOf(5300)), { from: 0, to: 90_000 });
  assertEquals(asks, [
    ...numbers(1, 100).map((page) => [0, 90_000, page]),
    ...numbers(1, 7).map((page) => [50_989, 90_000, page]),
  ]);
  assertEquals(ids, numbers(1, 5300));
});

Deno.test("What a page after it denied, or might have denied before a restart, is no proof: what lies before is counted by itself", async () => {
  // the first of all is listed behind all others, and is missed by as much as the first count is too low
  const listed = [...rowsOf(300), { id: 301, started_at: 900 }];
  const low: Lie = (page, _, asked) => asked === 1 ? { ...page, total: page.total - 1 } : page;
  const denied = await walked(new ScriptedList(listed, undefined, low), { from: 0, to: 9000 });
  assertEquals(denied.asks.slice(0, 6), [
    ...numbers(1, 3).map((page) => [0, 9000, page]),
    [999, 9000, 1],
    [0, 999, 1],
    [0, 9000, 1],
  ]);
  assertEquals(denied.ids.toSorted((a, b) => a - b), numbers(1, 301));
  // as it stood after one, two and three pages
  for (const [at, read] of [[999, 0], [1499, 50], [1999, 100]] as const) {
    const resume = { at, since: 0, read, left: 300 - read };
    const resumed = await walked(new ScriptedList(listed), { from: 0, to: 9000 }, { resume });
    assertEquals(resumed.asks.slice(0, 3), [[at, 9000, 1], [0, at, 1], [0, 9000, 1]]);
    assertEquals(new Set(resumed.ids).has(301), true);
  }
});

Deno.test("Where more is left, what lies before is counted, and where that is all read the walk goes on", async () => {
  const resume = { at: 1500, since: 1000, read: 50, left: 248 };
  const { ids, asks, waited, warned } = await walked(new ScriptedList(rowsOf(300)), { from: 0, to: 9000 }, {
    resume,
  });
  assertEquals(asks, [[1500, 9000, 1], [1000, 1500, 1], ...numbers(2, 5).map((page) => [1500, 9000, page])]);
  assertEquals([ids, waited, warned], [numbers(52, 300), 0, []]);
});

Deno.test("Where less is left, it is believed when it is said twice", async () => {
  const resume = { at: 1500, since: 1000, read: 50, left: 250 };
  const window = { from: 0, to: 9000 };
  const { ids, asks, waited } = await walked(new ScriptedList(rowsOf(300)), window, { resume });
  assertEquals(asks, [
    [1500, 9000, 1],
    [1000, 1500, 1],
    ...numbers(1, 5).map((page) => [1500, 9000, page]),
  ]);
  assertEquals([ids, waited], [numbers(52, 300), 0]);
  // said once alone it is not: the next answer is the right one again
  const once: Lie = (page, _, asked) => asked === 1 ? { rows: page.rows.slice(0, 9), total: 9 } : page;
  const right = { ...resume, left: 249 };
  const lied = await walked(new ScriptedList(rowsOf(300), undefined, once), window, { resume: right });
  assertEquals([lied.ids, lied.gaps], [numbers(52, 300), []]);
});

Deno.test("A count that is less each time it is asked for is believed after six attempts", async () => {
  let times = 0;
  const lie: Lie = (page, { window, page: number }) =>
    window?.from === 1500 && window.to === 9000 && number === 1
      ? { ...page, total: page.total - times++ }
      : page;
  const resume = { at: 1500, since: 1000, read: 50, left: 250 };
  const { ids, gaps, waited } = await walked(
    new ScriptedList(rowsOf(300), undefined, lie),
    { from: 0, to: 9000 },
    { resume },
  );
  assertEquals([ids, gaps, waited, times], [numbers(52, 300), [], ALL_WAITS, 7]);
});

Deno.test("Doubts that were cleared up are forgotten: the next ones begin with an attempt at once", async () => {
  const doubtful = new Set([50_499, 99_999]);
  const lie: Lie = (page, { window }) =>
    doubtful.delete(window?.from ?? 0) ? { rows: page.rows.slice(0, 9), total: 9 } : page;
  const { ids, gaps, waited, warned } = await walked(
    new ScriptedList(rowsOf(12_000), undefined, lie),
    { from: 0, to: 200_000 },
  );
  assertEquals([ids, gaps, waited, warned], [numbers(1, 12_000), [], 0, []]);
});

Deno.test("Where what lies before holds more than was read, it is read again from its beginning", async () => {
  const resume = { at: 1500, since: 1000, read: 49, left: 248 };
  const { ids, asks, waited } = await walked(new ScriptedList(rowsOf(300)), { from: 0, to: 9000 }, {
    resume,
  });
  assertEquals(asks, [
    [1500, 9000, 1],
    [1000, 1500, 1],
    ...numbers(1, 6).map((page) => [1000, 9000, page]),
  ]);
  assertEquals([ids, waited], [numbers(2, 300), 0]);
});

Deno.test("A row that never comes where it is counted is looked for six times, ever longer apart, and is a gap then", async () => {
  const rows = rowsOf(14_000);
  rows[0] = { id: 1, started_at: 999 };
  // it is counted at its second, and listed behind all others
  const [late = {}] = rows.splice(10, 1);
  // and one without a key, which is another doubt
  delete rows[13_997]?.["id"];
  const scripted = new ScriptedList([...rows, late]);
  const { steps, ids, gaps, waited, warned, asks, fault } = await walked(scripted, HALF);
  assertEquals([fault, waited], [undefined, 2 * ALL_WAITS]);
  assertEquals(new Set(ids), new Set(rows.map(({ id }) => Number(id))));
  assertEquals(ids.length, 13_999, "no row comes twice");
  const said = steps.find(({ gap }) => gap);
  assertEquals([said?.rows, said?.asked, said?.remaining], [[], 0, 0]);
  // the first leg ends a second before its last row, those after it in the middle: rows may be far out of order
  const seams = asks.filter(([, to]) => to !== HALF.to);
  assertEquals(seams, [[0, 50_999, 1], ...numbers(1, 6).map(() => [0, 25_754, 1])]);
  assertEquals(gaps, [{
    window: { from: 0, to: 25_754 },
    reason:
      "after 1970-01-01T00:00:00Z to 1970-01-01T07:09:14Z Aircall counts 2476 rows, but only 2475 could be read",
  }]);
  assertEquals(
    warned.slice(0, 5),
    asWarned([2, 4, 8, 16, 32], "after 1970-01-01T07:09:14Z to 1970-01-03T07:33:20Z"),
  );
  // from then on legs are as long as ever, and the next doubt begins with an attempt at once
  const after = asks.slice(asks.findLastIndex(([, to]) => to !== HALF.to) + 1);
  assertEquals([...new Set(after.map(([from]) => from))], [25_754, 75_749, 125_739, 140_239]);
  assertEquals(after.filter(([from, , page]) => from === 140_239 && page === 1).length, 7);
});

Deno.test("A last page that is a row short is read six times, and then it is a fault: nothing more is taken for read", async () => {
  const lie: Lie = (page) => ({ ...page, total: page.total + 1 });
  const { ids, fault, waited, warned, asks } = await walked(new ScriptedList(rowsOf(120), undefined, lie), {
    from: 0,
    to: 9000,
  });
  assertEquals(ids, numbers(1, 120).slice(0, 100));
  assertEquals(
    fault instanceof StreamFault && fault.message,
    "after 1970-01-01T00:24:59Z to 1970-01-01T02:30:00Z Aircall counts 71 rows, but only 50 could be read",
  );
  assertEquals(waited, ALL_WAITS);
  assertEquals(warned, asWarned([2, 4, 8, 16, 32], "after 1970-01-01T00:24:59Z to 1970-01-01T02:30:00Z"));
  assertEquals(asks.length, 3 + 7 * 2);
});

Deno.test("A list whose only page is a row short is a fault too, and nothing of it is taken for read", async () => {
  const lie: Lie = (page) => ({ ...page, total: page.total + 1 });
  const scripted = new ScriptedList(rowsOf(30), undefined, lie);
  const { steps, fault, waited } = await walked(scripted, { from: 0, to: 9000 });
  assertEquals([steps, fault instanceof StreamFault, waited], [[], true, ALL_WAITS]);
});

Deno.test("Rows that are listed far too late are found, and the legs after them are as long as ever", async () => {
  const rows = rowsOf(14_000);
  const [late = {}] = rows.splice(4000, 1);
  rows.splice(5005, 0, late);
  const { ids, gaps, waited, asks } = await walked(new ScriptedList(rows), { from: 0, to: 200_000 });
  assertEquals([new Set(ids).size, ids.length, gaps, waited], [14_000, 14_000, [], 0]);
  const legs = [...new Set(asks.filter(([, to]) => to === 200_000).map(([from]) => Number(from)))];
  assertEquals(legs, [0, 50_999, 25_755, 75_259, 125_249]);
});

Deno.test("A count that is more than the different rows of a list is a gap after six attempts, and the walk is at its end", async () => {
  const rows = [...rowsOf(119), { id: 1, started_at: 2190 }];
  const { ids, gaps, waited, steps, fault, asks } = await walked(new ScriptedList(rows), {
    from: 0,
    to: 9000,
  });
  assertEquals([fault, waited, asks.length], [undefined, ALL_WAITS, 7 * 3]);
  assertEquals(ids, numbers(1, 119));
  assertEquals(gaps, [{
    window: { from: 0, to: 9000 },
    reason:
      "after 1970-01-01T00:00:00Z to 1970-01-01T02:30:00Z Aircall counts 120 rows, but only 119 could be read",
  }]);
  const { state, remaining } = steps.at(-1) ?? {};
  assertEquals([state, remaining], [{ at: 9000, since: 9000, read: 0, left: null }, 0]);
  // short of that, whatever the rows say: a walk that is broken off here begins this leg again
  assertEquals(steps.at(-2)?.state.at, 1499);
});

Deno.test("Rows without a key are waited for to get one, and come out as they are in the end", async () => {
  const rows = rowsOf(120).map((row) => row["id"] === 7 || row["id"] === 8 ? { started_at: 1060 } : row);
  const { steps, gaps, waited, fault } = await walked(new ScriptedList(rows), { from: 0, to: 9000 });
  assertEquals([fault, gaps, waited], [undefined, [], ALL_WAITS]);
  assertEquals(steps.flatMap(({ rows }) => rows), rows);
});

Deno.test("A count that changes under a leg ends it there: the next one begins where the last page had not begun", async () => {
  const grown = { id: 999, started_at: 8000 };
  const scripted = new ScriptedList(rowsOf(600), undefined, (page, ask, asked) => {
    if (asked !== 5) return page;
    scripted.rows = [...scripted.rows, grown];
    return { ...page, total: page.total + (ask.page === 5 ? 1 : 0) };
  });
  const { ids, asks, waited } = await walked(scripted, { from: 0, to: 9000 });
  assertEquals(ids, [...numbers(1, 600), 999]);
  assertEquals(waited, 0);
  const next = asks.find(([from]) => from !== 0);
  assertEquals(next, [2499, 9000, 1]);
});

Deno.test("A wait between two attempts ends when the walk is called off", async () => {
  const stop = new AbortController();
  const clock = new VirtualClock();
  const reason = new Error("asked to stop");
  const scripted = new ScriptedList(rowsOf(30), undefined, (page) => ({ ...page, total: 31 }));
  const walking = walk(scripted.list(stop.signal), { from: 0, to: 9000 }, {
    clock,
    fields: { key: "id", time: "started_at" },
    warn: (message) => {
      if (message.endsWith("read again in 32 s")) clock.sleep(1000).then(() => stop.abort(reason));
    },
  });
  const thrown = await assertRejects(async () => {
    for await (const _ of walking);
  });
  assertStrictEquals(thrown, reason);
  assertEquals(clock.now() / 1000 - NOW, 2 + 4 + 8 + 16 + 1);
});

Deno.test("a full last page that says that none follows is believed where the stretch is read again later, and nowhere else", async () => {
  const window = { from: 0, to: 9000 };
  const lists = () => {
    const scripted = new ScriptedList(rowsOf(100));
    scripted.lie = (page) => ({ ...page, ends: true });
    return scripted;
  };
  for (const [trusting, pages] of [[true, 2], [false, 3]] as const) {
    const { ids, asks } = await walked(lists(), window, { trusting });
    assertEquals(asks.length, pages);
    assertEquals(ids, numbers(1, 100));
  }
  const silent = await walked(new ScriptedList(rowsOf(100)), window, { trusting: true });
  assertEquals(silent.asks.length, 3, "an answer that says nothing of the kind");
});
