import { assert, assertEquals, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "@std/assert";
import { DAY, Days, HOUR, MINUTE } from "../support/days.ts";
import type { WorldOptions } from "../support/world.ts";

/** Seconds that a poll of calls reads again. */
const OVERLAP = 1800;

/** One request for a window of time, as the account saw it. Seconds. */
interface Asked {
  at: number;
  from: number;
  to: number;
}

/** An account that is captured, and from now on looked at; polls come every six hours. */
async function following(options: WorldOptions = {}): Promise<Days> {
  const days = new Days({ bind: ["calls"], interval: "PT6H", size: { calls: 0, days: 120 }, ...options });
  await days.begin();
  days.world.simulator.clearJournal();
  return days;
}

/** First pages of windows: the polls, which end at the present, and the re-reads. */
function asked({ world }: Days): { polls: Asked[]; rereads: Asked[] } {
  const windows: Asked[] = [];
  for (const { at, query } of world.simulator.journal) {
    const [from, to] = [Number(query["from"]), Number(query["to"])];
    if (query["page"] !== "1" || !(from < to)) continue;
    // a list that is empty is asked for twice
    if (windows.some((one) => one.from === from && one.to === to)) continue;
    windows.push({ at: Math.floor(at / 1000), from, to });
  }
  const isPoll = ({ at, to }: Asked) => Math.abs(at - to) < 60;
  return { polls: windows.filter(isPoll), rereads: windows.filter((one) => !isPoll(one)) };
}

/** How long before the request its window begins and ends, in hours. */
function ages({ at, from, to }: Asked): [number, number] {
  return [Math.round((at - from) / 36) / 100, Math.round((at - to) / 36) / 100];
}

/** How many hours after the beginning. */
function moments(all: Asked[], began: number): number[] {
  return all.map(({ at }) => Math.round((at * 1000 - began) / HOUR));
}

Deno.test("each stretch is asked for in its own period, and over the one that is read more often by the period of that one", async () => {
  const days = await following();
  const began = days.world.clock.now() - 5 * MINUTE;
  await days.pass(48 * HOUR + 2 * MINUTE);
  const { polls, rereads } = asked(days);
  const day = rereads.filter((one) => ages(one)[0] <= 24);
  const week = rereads.filter((one) => ages(one)[0] > 24 && ages(one)[0] <= 168);
  const all = rereads.filter((one) => ages(one)[0] > 168);
  assertEquals(moments(day, began), Array.from({ length: 48 }, (_, i) => i + 1));
  assertEquals(moments(week, began), [6, 12, 18, 24, 30, 36, 42, 48]);
  assertEquals(moments(all, began), [24, 48]);
  for (const one of day) {
    assertEquals(ages(one)[0], 24);
    const cursor = polls.findLast(({ at }) => at < one.at)?.to ?? began / 1000;
    assertLessOrEqual(Math.abs(one.to - (cursor - OVERLAP)), 5, "up to where the polls read again");
  }
  for (const one of week) assertEquals(ages(one), [168, 24 - 1]);
  for (const one of all) assertEquals(ages(one), [190 * 24, 7 * 24 - 6]);
  await days.end();
});

Deno.test("a stretch begins and ends with whole cells, at or before its reach", async () => {
  const days = await following({ size: { calls: 40, days: 120 } });
  await days.pass(25 * HOUR);
  const { rereads } = asked(days);
  const reaches = rereads.map((one) => {
    const [begin] = ages(one);
    const reach = [24, 168, 190 * 24].findLast((reach) => begin >= reach) ?? 0;
    const from = one.at - reach * 3600;
    // no cell is longer than a day
    assertLessOrEqual(from - one.from, 86_400);
    return { reach, longer: one.from < from - 3 };
  });
  assertEquals(reaches.filter(({ reach }) => reach === 24).length, 25);
  assertEquals(reaches.filter(({ reach }) => reach === 168).map(({ longer }) => longer), [
    false,
    false,
    true,
    true,
  ]);
  assertEquals(days.documents, []);
  await days.end();
});

Deno.test("nothing before the start date is read again, and a stretch that lies before it altogether costs no request", async () => {
  const began = Date.UTC(2026, 10, 2, 9);
  const start = new Date(began - 3 * DAY).toISOString().replace(".000", "");
  const days = await following({ start });
  assertLessOrEqual(Math.abs(days.world.clock.now() - began), 10 * MINUTE);
  await days.pass(49 * HOUR);
  const { rereads } = asked(days);
  const week = rereads.filter((one) => ages(one)[0] > 24.1);
  assertEquals(week.length, 8);
  for (const { from } of week) assertEquals(from, (began - 3 * DAY) / 1000 - 1);
  assert(rereads.every((one) => ages(one)[1] < 100));
  const { last = 0, took } = rungs(days)["all"] ?? {};
  assertGreaterOrEqual(last, days.world.clock.now() / 1000 - 26 * 3600, "it counts as passed over");
  assertEquals(took, 0);
  await days.end();
});

Deno.test("with a full refresh, which reads everything each day, no stretch of everything is read again besides", async () => {
  const days = await following({ syncMode: "full_refresh" });
  await days.pass(49 * HOUR);
  assertEquals(Object.keys(rungs(days)).toSorted(), ["day", "week"]);
  const { rereads } = asked(days);
  assertEquals(rereads.filter((one) => ages(one)[0] > 168).length, 0);
  await days.end();
});

Deno.test("contacts are read again each day, from the first to the last second that is over", async () => {
  const days = await following({ bind: ["contacts"], size: { calls: 0, contacts: 30 } });
  const began = days.world.clock.now() - 5 * MINUTE;
  await days.pass(49 * HOUR);
  // polls take no windows
  const { polls: rereads } = asked(days);
  assertEquals(moments(rereads, began), [24, 48]);
  for (const { at, from, to } of rereads) {
    assertEquals(from, 1);
    assertLess(at - to, 5);
  }
  await days.end();
});

Deno.test("after the clock was set back each stretch is read again within its period by the new time", async () => {
  const days = await following();
  await days.pass(30 * HOUR);
  await days.end();
  days.world.clock.set(days.world.clock.now() - 10 * HOUR);
  days.world.simulator.clearJournal();
  const began = days.world.clock.now();
  await days.pass(3 * HOUR + 2 * MINUTE);
  const { rereads } = asked(days);
  assertEquals(moments(rereads.filter((one) => ages(one)[0] <= 24), began), [1, 2, 3]);
  await days.end();
});

/** What the state says of each stretch. */
function rungs({ world }: Days): Record<string, { last?: number; took?: number }> {
  const { bindings } = world.runtime.state as {
    bindings: Record<string, { rereads?: Record<string, { last?: number; took?: number }> }>;
  };
  return bindings["calls"]?.rereads ?? {};
}
