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
