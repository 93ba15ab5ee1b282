import { assert, assertEquals, assertFalse } from "@std/assert";
import { fits } from "../../src/capture/fits.ts";
import { List } from "../../src/capture/list.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { object } from "../../src/capture/shape.ts";
import type { Row, Window } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk, type WalkOptions } from "../../src/capture/walk.ts";
import { provenTo, type Step, walkFields } from "../../src/capture/walk_state.ts";
import { ScriptedList } from "../support/scripted.ts";

const DAY = 86_400;
const NOW = new VirtualClock().now() / 1000;

/** Rows that stand so many seconds apart; the first is number 1. */
const rowsOf = (count: number, every = 10, first = 1000): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: first + i * every }));

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function walked(scripted: ScriptedList, window: Window, options: Partial<WalkOptions> = {}) {
  const clock = new VirtualClock();
  let stamp = 0;
  const run = { source: scripted.source, progress: noProgress() };
  const endpoint = { path: "/v1/calls", envelope: "calls" };
  const list = new List(run, endpoint, "tail", new AbortController().signal, () => ++stamp);
  const fields = { key: "id", time: "started_at" };
  const steps: Step[] = [];
  for await (const step of walk(list, window, { clock, fields, warn: () => {}, ...options })) {
    steps.push(step);
  }
  return {
    steps,
    ids: steps.flatMap(({ rows }) => rows.map(({ id }) => Number(id))),
    gaps: steps.flatMap(({ gap }) => gap ?? []),
    /** Which pages of what was asked for: where the leg began, and the page's number. */
    asks: scripted.asks.map(({ window, page }) => [window?.from, page]),
    waited: (clock.now() / 1000) - NOW,
  };
}

Deno.test("A walk reads legs of a hundred pages, each from a second before the last row of the one before, and each row once", async () => {
  const rows = rowsOf(12_000);
  const scripted = new ScriptedList(rows);
  const { steps, ids, asks, gaps, waited } = await walked(scripted, { from: 0, to: 200_000 });
  assertEquals(ids, numbers(1, 12_000));
  assertEquals([gaps, waited], [[], 0]);
  assertEquals(asks, [
    ...numbers(1, 100).map((page) => [0, page]),
    ...numbers(1, 100).map((page) => [50_989, page]),
    ...numbers(1, 41).map((page) => [100_979, page]),
  ]);
  assertEquals(scripted.asks.filter(({ order, window }) => order !== "asc" || window?.to !== 200_000), []);
  // what a step says of itself is so
  let from = 0;
  for (const [i, { state, remaining, asked }] of steps.entries()) {
    if (i === 100 || i === 200) from = steps[i - 1]?.state.at ?? NaN;
    const stands = (after: number, to: number) =>
      rows.filter((row) => Number(row["started_at"]) > after && Number(row["started_at"]) <= to).length;
    const { at } = state;
    assertEquals(state, { at, since: from, read: stands(from, at), left: stands(at, 200_000) });
    const pages = i % 100 + 1;
    assertEquals(remaining, Math.max(0, stands(from, 200_000) - 50 * pages));
    assertEquals(asked, i + 1);
  }
  assertEquals(steps.map(({ state }) => state.at).slice(98, 102), [49_999, 50_989, 50_989, 51_489]);
  assertEquals(steps.at(-1)?.state.at, 200_000);
});

Deno.test("A walk that goes on from what a step said reads all that lies after it, and nothing before", async () => {
  const window = { from: 0, to: 200_000 };
  const { steps } = await walked(new ScriptedList(rowsOf(6000)), window);
  for (const place of [0, 57, 99, 100, 118]) {
    const { state } = steps[place] ?? {};
    const scripted = new ScriptedList(rowsOf(6000));
    const { ids, asks } = await walked(scripted, window, { resume: state });
    const first = Math.ceil(((state?.at ?? 0) - 999) / 10) + 1;
    assertEquals(ids, numbers(first, 6000), `after step ${place}`);
    assertEquals(asks[0], [state?.at, 1]);
  }
  const over = await walked(new ScriptedList(rowsOf(6000)), window, { resume: steps.at(-1)?.state });
  assertEquals([over.steps, over.asks], [[], []], "there is nothing more to read");
});

Deno.test("What a walk keeps of itself are seconds that there are, and counts", () => {
  const state = { at: 500, since: 300, read: 7, left: 9 };
  const kept = object(walkFields);
  const good = [{}, { at: 0 }, { since: 0 }, { at: 2 ** 33, since: 2 ** 33 }, { read: 0 }, { left: -3 }, {
    left: null,
  }];
  for (const change of good) {
    assert(fits(kept, { ...state, ...change, more: 1 }), JSON.stringify(change));
  }
  assert(fits(kept, { at: 5, since: 3, read: 1 }));
  const seconds = [-1, 2 ** 33 + 1, 1.5, "1", null, undefined];
  const bad = [
    ...seconds.flatMap((second) => [{ at: second }, { since: second }]),
    ...[-1, 1.5, "1", null].map((read) => ({ read })),
    ...[1.5, "1"].map((left) => ({ left })),
  ];
  for (const change of bad) {
    assertFalse(fits(kept, { ...state, ...change }), JSON.stringify(change));
  }
});

Deno.test("What a walk has read is proven up to where its leg began, and at its end up to the window's end", () => {
  const state = { at: 500, since: 300, read: 7, left: 9 };
  assertEquals(provenTo(state, { from: 0, to: 501 }), 300);
  assertEquals(provenTo(state, { from: 0, to: 500 }), 500);
  assertEquals(provenTo(state, { from: 0, to: 499 }), 499);
});

Deno.test("The page after the last is asked for only where the last one is full", async () => {
  for (const [count, pages] of [[0, 1], [1, 1], [49, 1], [50, 2], [51, 2], [100, 3], [101, 3]] as const) {
    const { asks, ids, steps } = await walked(new ScriptedList(rowsOf(count)), { from: 0, to: 50_000 });
    assertEquals(steps.map(({ remaining }) => remaining).at(-1), 0);
    assertEquals([asks, ids], [numbers(1, pages).map((page) => [0, page]), numbers(1, count)], `${count}`);
  }
});

Deno.test("A count that is too low by whole pages ends nothing: the page after its end says another", async () => {
  const scripted = new ScriptedList(
    rowsOf(200),
    undefined,
    (page, { page: number }, asked) => asked < 4 && number < 3 ? { ...page, total: 100 } : page,
  );
  const { ids, gaps } = await walked(scripted, { from: 0, to: 50_000 });
  assertEquals([ids.toSorted((a, b) => a - b), gaps], [numbers(1, 200), []]);
});

Deno.test("A window of more than a day that is said to be empty is asked for twice, a shorter one once", async () => {
  for (const [length, times] of [[DAY, 1], [DAY + 1, 2]] as const) {
    const { asks, steps, waited } = await walked(new ScriptedList([]), { from: 500, to: 500 + length });
    assertEquals([asks.length, waited], [times, 0]);
    assertEquals(steps.map(({ rows, state, gap }) => [rows, state, gap]), [
      [[], { at: 500 + length, since: 500, read: 0, left: 0 }, undefined],
    ]);
  }
});

Deno.test("Rows that say a time after the window's end are read, and end no walk before its last page", async () => {
  const rows = rowsOf(300);
  const times = new Map(rows.map((row) => [row["id"], Number(row["started_at"])]));
  for (const second of [50_001, 90_000]) {
    for (const row of rows.slice(0, 120)) row["started_at"] = second;
    const scripted = new ScriptedList(rows, ({ id }) => times.get(id) ?? NaN);
    const { ids, gaps } = await walked(scripted, { from: 0, to: 50_000 });
    assertEquals([ids, gaps], [numbers(1, 300), []]);
  }
});
