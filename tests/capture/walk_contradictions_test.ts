import { assert, assertEquals, assertLess, assertLessOrEqual, assertRejects } from "@std/assert";
import { type Row, StreamFault } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk } from "../../src/capture/walk.ts";
import type { Step } from "../../src/capture/walk_state.ts";
import { ScriptedList } from "../support/scripted.ts";

const DAY = 86_400;

/** Reads a list from its beginning, counting what comes. */
async function walked(scripted: ScriptedList, to: number, leaves = false, clock = new VirtualClock()) {
  const ids = new Map<number, number>();
  const gaps: NonNullable<Step["gap"]>[] = [];
  const fields = { key: "id", time: "started_at" };
  for await (
    const step of walk(scripted.list(), { from: 0, to }, { clock, fields, leaves, warn: () => {} })
  ) {
    for (const row of step.rows) ids.set(Number(row["id"]), (ids.get(Number(row["id"])) ?? 0) + 1);
    if (step.gap) gaps.push(step.gap);
    assertLess(scripted.asked, 5000, "a flood of requests");
  }
  return { ids, gaps };
}

/** Calls that started every so many seconds. */
const calls = (count: number, every = 10, first = 1000): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: first + i * every }));

Deno.test("a page whose rows say no time does not move the anchor to the end", async () => {
  const rows = calls(12_000);
  const time = new Map(rows.map((row) => [row["id"], Number(row["started_at"])]));
  for (const row of rows.slice(100, 150)) delete row["started_at"];
  const scripted = new ScriptedList(rows, (row) => time.get(row["id"]) ?? 0);
  const { ids, gaps } = await walked(scripted, 200_000);
  assertEquals([ids.size, gaps], [12_000, []]);
  assertLessOrEqual(scripted.asked, 250);
});

Deno.test("a list whose rows say no time at all is read as far as one leg goes, or refused, never second by second", async () => {
  const timeless = (count: number) => {
    const rows = calls(count).map(({ id }) => ({ id }));
    return new ScriptedList(rows, (row) => 1000 + Number(row["id"]) * 10);
  };
  const short = timeless(4_000);
  assertEquals((await walked(short, 200_000)).ids.size, 4_000);
  const long = timeless(6_000);
  await assertRejects(() => walked(long, 200_000), StreamFault, "started_at");
  assertLessOrEqual(long.asked, 110);
});

Deno.test("one call that is listed far too early at the edge does not make the walk jump over those between", async () => {
  const clock = new VirtualClock();
  const now = Math.floor(clock.now() / 1000);
  for (const place of [0, 20, 49, 50, 99, 130]) {
    const rows = calls(3000, 5000, now - 180 * DAY);
    rows[place] = { ...rows[place], started_at: now - 20 * DAY };
    const scripted = new ScriptedList(rows);
    const { ids, gaps } = await walked(scripted, now, true, clock);
    assertEquals([ids.size, gaps], [3000, []], `at place ${place}`);
    assertLessOrEqual(scripted.asked, 200);
  }
});

Deno.test("calls that are far out of order at a leg's end are found, without a gap", async () => {
  const rows = calls(9000);
  const [late] = rows.splice(4000, 1); // listed 1,005 places, that is 10,000 s, late
  rows.splice(5005, 0, late ?? {});
  const scripted = new ScriptedList(rows);
  const { ids, gaps } = await walked(scripted, 200_000);
  assertEquals([ids.size, gaps], [9000, []]);
  assertLessOrEqual(scripted.asked, 1600);
});

Deno.test("one empty answer, at the beginning or in the middle, is not taken for the end", async () => {
  for (const nth of [1, 2, 101, 102, 103]) {
    const scripted = new ScriptedList(calls(12_000), undefined, (page, _ask, asked) => {
      return asked === nth ? { rows: [], total: 0 } : page;
    });
    const { ids, gaps } = await walked(scripted, 200_000);
    assertEquals([ids.size, gaps], [12_000, []], `request ${nth}`);
    assertLessOrEqual(scripted.asked, 260);
  }
});

Deno.test("a count that flaps at every request ends in a fault or a gap said aloud, after a bounded number of requests", async () => {
  const scripted = new ScriptedList(calls(12_000), undefined, (page, _ask, asked) => {
    return { ...page, total: page.total + asked % 2 };
  });
  const ended = await walked(scripted, 200_000).catch((error: Error) => error);
  assert(ended instanceof StreamFault || ended instanceof Error === false);
  if (!(ended instanceof Error)) assert(ended.ids.size === 12_000 || ended.gaps.length > 0);
  assertLessOrEqual(scripted.asked, 1000);
});
