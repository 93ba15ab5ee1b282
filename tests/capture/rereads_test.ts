import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { DAY, Days, HOUR, MINUTE } from "../support/days.ts";
import type { Entry } from "../../src/simulator/mod.ts";
import type { WorldOptions } from "../support/world.ts";

async function following(options: WorldOptions = {}): Promise<Days> {
  const days = new Days({ bind: ["calls"], size: { calls: 2000, days: 120 }, ...options });
  await days.begin();
  while (days.world.runtime.collection("calls").size < (options.size?.calls ?? 2000)) await days.pass(MINUTE);
  assertEquals(days.world.differences(), []);
  days.taken();
  return days;
}

for (
  const { age, within, what } of [
    { age: 6 * HOUR, within: HOUR, what: "of the last day within an hour" },
    { age: 4 * DAY, within: 6 * HOUR, what: "of the last week within six hours" },
  ]
) {
  Deno.test(`a silent edit of a call ${what} comes out alone`, async () => {
    const days = await following();
    const id = days.callOf(age);
    days.world.simulator.account.editCall(id, { comment: "found later", archive: true });
    await days.pass(within);
    assertEquals(days.documents, [`u ${id}`]);
    assertEquals(days.world.differences(), []);
    await days.end();
  });
}

Deno.test("days of re-reads of an account that rests emit nothing, whatever restarts come in between", async () => {
  const days = await following();
  for (const hours of [2, 13, 30, 5, 26, 49]) {
    await days.pass(hours * HOUR);
    await days.end(hours % 2 ? "SIGKILL" : "SIGTERM");
  }
  assertEquals(days.documents, []);
});

Deno.test("a silent edit of a call of long ago comes out within a day, after a restart with no more than its cell", async () => {
  const days = await following();
  const id = days.callOf(90 * DAY);
  days.world.simulator.account.editCall(id, { comment: "found later", archive: true });
  await days.pass(DAY);
  assert(days.documents.includes(`u ${id}`));
  assertLessOrEqual(days.documents.length, 50);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("an edit while the connector is down costs no more than its cell after the restart", async () => {
  const days = await following({ size: { calls: 8000, days: 60 } });
  await days.end();
  const id = days.callOf(30 * DAY);
  days.world.simulator.account.editCall(id, { archive: true });
  await days.world.clock.sleep(DAY);
  await days.pass(DAY);
  assert(days.documents.includes(`u ${id}`));
  assertLessOrEqual(days.documents.length, 250);
  assertEquals(new Set(days.documents).size, days.documents.length);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("an edit that is taken back while the connector is down leaves the call as it is", async () => {
  const days = await following();
  const id = days.callOf(30 * DAY);
  const archived = () => days.world.captured("calls").get(String(id))?.["archived"];
  days.world.simulator.account.editCall(id, { archive: true });
  await days.pass(25 * HOUR);
  assertEquals(archived(), true);
  await days.end("SIGKILL");
  days.world.simulator.account.editCall(id, { archive: false });
  await days.pass(25 * HOUR);
  assertEquals(archived(), false);
  await days.end();
});

Deno.test("a pass that kills interrupt goes on where it was", async () => {
  const days = await following({ size: { calls: 6000, days: 60 }, requestsPerMinute: 30 });
  await days.end();
  await days.world.clock.sleep(DAY);
  days.world.simulator.clearJournal();
  days.taken();
  const began = days.world.clock.now() / 1000;
  for (let life = 0; life < 8; life++) {
    await days.pass(10 * MINUTE);
    await days.end("SIGKILL");
  }
  assertEquals(days.documents, []);
  assertGreaterOrEqual(rung(days, "all").last ?? 0, began - 5);
  // 120 pages, and for each life a poll or two and what was on its way
  assertLessOrEqual(days.world.simulator.count(), 220);
});

Deno.test("with a share of 0 nothing is read again", async () => {
  const days = await following({ advanced: { reread: 0 } });
  days.world.simulator.account.editCall(days.callOf(4 * DAY), { comment: "never found" });
  days.world.simulator.clearJournal();
  await days.pass(2 * DAY);
  assertEquals(days.documents, []);
  // 96 polls, each with a look at the server's time before it
  assertLessOrEqual(days.world.simulator.count(), 200);
  await days.end();
});

Deno.test("re-reads take no more than their share, and the polls come in time", async () => {
  const days = await following({
    size: { calls: 6000, days: 5 },
    requestsPerMinute: 100,
    advanced: { reread: 0.2 },
    interval: "PT5M",
  });
  const { simulator, clock } = days.world;
  await days.pass(5 * HOUR);
  simulator.clearJournal();
  // after six hours the last week is read again
  await days.pass(2 * HOUR);
  const isPoll = ({ at, query }: Entry) => Number(query["to"]) > at / 1000 - 60;
  assertGreaterOrEqual(simulator.journal.filter(isPoll).length, 23);
  const others = simulator.journal.filter((entry) => !isPoll(entry));
  assertGreaterOrEqual(others.length, 100, "minutes of re-reads");
  // the 23rd after any other is more than a minute later
  for (const [i, { at }] of others.entries()) {
    assertGreaterOrEqual(others[i + 22]?.at ?? Infinity, at + 60_000);
  }
  assert(rung(days, "day").last! > clock.now() / 1000 - 2 * 3600);
  await days.end();
});

/** What the state says of a rung. */
function rung({ world }: Days, name: string): { last?: number; took?: number } {
  const { bindings } = world.runtime.state as {
    bindings: Record<string, { rereads?: Record<string, { last?: number; took?: number }> }>;
  };
  return bindings["calls"]?.rereads?.[name] ?? {};
}

Deno.test("where our own clock is far ahead, silent edits are found all the same, and nothing is forgotten", async () => {
  const days = await following({ skew: -200 * DAY, size: { calls: 500, days: 20 } });
  const id = days.callOf(215 * DAY);
  days.world.simulator.account.editCall(id, { comment: "found later", archive: true });
  await days.pass(25 * HOUR);
  assert(days.documents.includes(`u ${id}`));
  assertLessOrEqual(days.taken().length, 250);
  await days.end();
  await days.pass(25 * HOUR);
  assertEquals(days.documents, []);
  await days.end();
});
