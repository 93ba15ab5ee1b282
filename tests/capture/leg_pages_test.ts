import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk } from "../../src/capture/walk.ts";
import { ScriptedList } from "../support/scripted.ts";

const START = 1_700_000_000;

/** Walks over rows ten seconds apart, each answer `ms` later. @returns when each page was asked for, in answers' times */
async function walked(count: number, late = false) {
  const clock = new VirtualClock();
  const rows = Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: START + 10 * i }));
  const scripted = new ScriptedList(rows);
  const began = clock.now();
  const asked: { leg: number; page: number; at: number }[] = [];
  const list = scripted.list();
  const ask = list.page.bind(list);
  list.page = async (one, signal) => {
    const leg = one.window?.from ?? 0;
    asked.push({ leg, page: one.page, at: (clock.now() - began) / 1000 });
    await clock.sleep(1000, signal);
    // a row came late while the last page of the first leg was on its way
    if (late && leg > START && scripted.rows === rows) {
      scripted.rows = rows.toSpliced(6000, 0, { id: 99_999, started_at: START + 60_000 });
    }
    return await ask(one, signal);
  };
  const ids: number[] = [];
  const window = { from: START - 1, to: START + 10 * count };
  const fields = { key: "id", time: "started_at" };
  for await (const { rows } of walk(list, window, { clock, fields, warn: () => {} })) {
    for (const { id } of rows) ids.push(Number(id));
  }
  const legs = [...new Set(asked.map(({ leg }) => leg))].map((leg) => asked.filter((one) => one.leg === leg));
  return { ids: new Set(ids).size, legs, pages: asked.length };
}

Deno.test("a leg's pages are asked for with its first one, where the leg before says that they are there, and none in vain", async () => {
  const { ids, legs: [first = [], second = []], pages } = await walked(7500);
  assertEquals([ids, pages], [7500, 100 + 51]);
  // nothing is known of the first leg: its first page says how many there are
  assertEquals(first.slice(0, 3).map(({ page, at }) => [page, at]), [[1, 0], [2, 1], [3, 1]]);
  const [begin] = second;
  assertEquals(second.slice(0, 3).map(({ page, at }) => [page, at - (begin?.at ?? 0)]), [[1, 0], [2, 0], [
    3,
    1,
  ]]);
  // the last page of the leg before was read by then, so that the count proves it
  assertEquals((begin?.at ?? 0) - (first.at(-1)?.at ?? 0), 1);
});

Deno.test("a short rest is asked for by as many pages as it has", async () => {
  const { ids, legs } = await walked(5060);
  assertEquals([ids, legs.map((leg) => leg.length)], [5060, [100, 2]]);
});

Deno.test("where another number is left than was to be, what was asked for with the first page is let go of, and nothing is missed", async () => {
  const { ids, legs: [first = [], second = []], pages } = await walked(7500, true);
  assertEquals(ids, 7501);
  const begin = second[0]?.at ?? 0;
  assertEquals(second.slice(0, 4).map(({ page, at }) => [page, at - begin]), [[1, 0], [2, 0], [2, 2], [
    3,
    2,
  ]]);
  // the stretch before is counted by itself
  assertEquals([first.length, first.at(-1), pages], [
    101,
    { leg: START - 1, page: 1, at: begin + 1 },
    101 + 1 + 51,
  ]);
});

/** A walk whose second leg's first page comes long before the others. @returns which of that leg's pages are on their way at each step, and its steps */
function hurried(spoil: boolean) {
  const clock = new VirtualClock();
  const scripted = new ScriptedList(
    Array.from({ length: 7500 }, (_, i) => ({ id: i + 1, started_at: START + 10 * i })),
  );
  const list = scripted.list();
  const ask = list.page.bind(list);
  const second: { page: number; signal: AbortSignal | undefined; done: boolean }[] = [];
  list.page = async (one, signal) => {
    const entry = { page: one.page, signal, done: false };
    const inSecond = (one.window?.from ?? 0) > START;
    if (inSecond) second.push(entry);
    await clock.sleep(one.page === 1 ? 1000 : 5000, signal);
    const page = await ask(one, signal);
    entry.done = true;
    return spoil && inSecond && second.length === 2 ? { ...page, rows: page.rows.slice(1) } : page;
  };
  const window = { from: START - 1, to: START + 75_000 };
  const fields = { key: "id", time: "started_at" };
  const steps = walk(list, window, { clock, fields, warn: () => {} });
  const flying = () =>
    second.filter(({ done, signal }) => !done && signal?.aborted !== true).map(({ page }) => page);
  return { steps, flying, asked: () => second.map(({ page }) => page) };
}

Deno.test("a walk that is left at the first page of a leg, and a leg that ends with it, leave no page on its way", async () => {
  const left = hurried(false);
  for await (const { state } of left.steps) if (state.since > START) break;
  assertEquals([left.asked(), left.flying()], [[1, 2], []]);
  const broken = hurried(true);
  for await (const { state } of broken.steps) if (state.since > START) break;
  // its first page was a row short, so that it was asked for again, and the one that came with it was let go of
  assertEquals([broken.asked(), broken.flying()], [[1, 2, 1], []]);
});
