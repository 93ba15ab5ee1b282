import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Lives, ops } from "../support/lives.ts";
import { smallAccount } from "../support/talk.ts";

const DAY = 86_400;

/** An account of calls, and seconds counted from its beginning. */
function account(size = { calls: 3000, days: 100, contacts: 0 }) {
  const simulator = smallAccount({ size });
  const lives = new Lives(simulator, "calls");
  const began = Math.floor(simulator.clock.now() / 1000);
  const text = (after: number) => new Date((began + after) * 1000).toISOString();
  /** The calls that are served and started at that second or later, and before the other. */
  const truth = (after: number, before = Infinity) =>
    [...simulator.account.truth("calls")].filter(([, row]) => {
      const at = Number(row["started_at"]) - began;
      return at >= after && at < before;
    }).map(([key]) => key).sort();
  const captured = () => [...lives.rows.keys()].sort();
  return { simulator, lives, began, text, truth, captured };
}

Deno.test("a call at exactly the second of the start date is captured, the one before is not", async () => {
  const { simulator, lives, began, text, truth, captured } = account();
  const at = began - 10 * DAY;
  const [before] = simulator.account.burst(at - 1, 1);
  const [exact] = simulator.account.burst(at, 1);
  await lives.live({ start: text(-10 * DAY).replace("000Z", "900Z") });
  assert(lives.rows.has(String(exact)) && !lives.rows.has(String(before)));
  assertEquals(captured(), truth(-10 * DAY));
});

Deno.test("a start date that is moved earlier later on fills the gap, and reads nothing else again", async () => {
  const { lives, text, truth, captured } = account();
  await lives.live({ start: text(-20 * DAY) });
  const gap = await lives.live({ start: text(-50 * DAY) });
  assertEquals(captured(), truth(-50 * DAY));
  assertLessOrEqual(gap.length, truth(-50 * DAY, -20 * DAY).length);
  assertEquals(ops(gap, "c"), gap.length);
  assertEquals(await lives.live({ start: text(-50 * DAY) }), []);
});

Deno.test("a start date that is moved earlier twice, also while the gap is being filled, fills both", async () => {
  const { lives, text, truth, captured } = account();
  await lives.live({ start: text(-20 * DAY) });
  await lives.live({ start: text(-50 * DAY), documents: 200 });
  assert(lives.rows.size < truth(-50 * DAY).length);
  await lives.live({ start: text(-80 * DAY) });
  assertEquals(captured(), truth(-80 * DAY));
});

Deno.test("a start date that is moved earlier during the backfill fills the gap", async () => {
  const { lives, text, truth, captured } = account();
  await lives.live({ start: text(-50 * DAY), documents: 300 });
  assert(lives.rows.size < 800);
  await lives.live({ start: text(-80 * DAY) });
  assertEquals(captured(), truth(-80 * DAY));
});

Deno.test("a start date that is moved later during the backfill shortens it, and moved back fills what was left out", async () => {
  const { lives, text, truth, captured } = account();
  await lives.live({ start: text(-80 * DAY), documents: 300 });
  const rest = await lives.live({ start: text(-20 * DAY) });
  const before = new Set(truth(-Infinity, -20 * DAY));
  assertEquals(rest.filter(({ id }) => before.has(String(id))), []);
  for (const key of truth(-20 * DAY)) assert(lives.rows.has(key));
  await lives.live({ start: text(-80 * DAY) });
  assertEquals(captured(), truth(-80 * DAY));
});

Deno.test("a start date that is moved later after the backfill captures what follows, and moved back needs nothing", async () => {
  const { lives, text, truth, captured } = account();
  await lives.live({ start: text(-50 * DAY) });
  assertEquals(await lives.live({ start: text(-20 * DAY) }), []);
  assertEquals(await lives.live({ start: text(-50 * DAY) }), []);
  assertEquals(captured(), truth(-50 * DAY));
});

Deno.test("a start date in the future captures nothing before it, everything from it on", async () => {
  const { simulator, lives, text, truth, captured, began } = account();
  simulator.clock.sleep(50 * 60_000).then(() => simulator.account.startCall({ talk: 5 }));
  simulator.clock.sleep(60 * 60_000).then(() => {
    simulator.account.startCall({ startedAt: began + 3599, talk: 5, shift: 0 });
    simulator.account.startCall({ startedAt: began + 3600, talk: 5, shift: 0 });
  });
  simulator.clock.sleep(70 * 60_000).then(() => simulator.account.startCall({ talk: 5 }));
  await lives.live({ start: text(3600), minutes: 180 });
  assertEquals(captured(), truth(3600));
  assertEquals(captured().length, 2);
});

Deno.test("a start date centuries ahead captures nothing, and moved back to the past everything", async () => {
  for (const start of ["2242-03-17T00:00:00Z", "9999-12-31T23:59:59Z"]) {
    const { lives, text, truth, captured } = account({ calls: 60, days: 20, contacts: 0 });
    assertEquals(await lives.live({ start }), []);
    assertEquals(await lives.live({ start, syncMode: "full_refresh", minutes: 25 * 60 }), []);
    await lives.live({ start: text(-50 * DAY) });
    assertEquals(captured(), truth(-50 * DAY));
  }
});

Deno.test("a start date before 1970 is as good as any, also one that is moved further back", async () => {
  const { lives, truth, captured } = account({ calls: 60, days: 20, contacts: 0 });
  for (const start of ["1969-12-31T23:59:59Z", "1960-01-01T00:00:00Z", "0000-01-01T00:00:00Z"]) {
    await lives.live({ start });
    assertEquals(captured(), truth(-50 * DAY));
  }
});

Deno.test("a start date in the future that is moved back to the past fills everything, whether it had come or not", async () => {
  for (const minutes of [30, 200]) {
    const { simulator, lives, text, truth, captured } = account();
    await lives.live({ start: text(-50 * DAY) });
    for (let i = 1; i <= 20; i++) {
      simulator.clock.sleep(i * 9 * 60_000).then(() => simulator.account.startCall({ talk: 5, shift: 0 }));
    }
    await lives.live({ start: text(2 * 3600), minutes });
    await lives.live({ start: text(-50 * DAY) });
    assertEquals(captured(), truth(-50 * DAY), `after ${minutes} minutes`);
  }
});

Deno.test("a start date that moves from one future to an earlier one is captured from there on", async () => {
  const { simulator, lives, text, truth, captured } = account();
  for (let i = 1; i <= 20; i++) {
    simulator.clock.sleep(i * 9 * 60_000).then(() => simulator.account.startCall({ talk: 5, shift: 0 }));
  }
  await lives.live({ start: text(10 * DAY), minutes: 30 });
  simulator.clearJournal();
  await lives.live({ start: text(3600), minutes: 60 });
  assertLessOrEqual(simulator.count({ route: "/v1/calls" }), 20);
  for (const { query } of simulator.journal.filter(({ path }) => path === "/v1/calls")) {
    assertLessOrEqual(
      Number(query["to"]) * 1000,
      simulator.clock.now(),
      "a second that is not over was read",
    );
  }
  await lives.live({ start: text(3600), minutes: 120 });
  assertEquals(captured(), truth(3600));
});

Deno.test("a start date before the horizon captures what is served, and moved further back asks for nothing more", async () => {
  const { simulator, lives, text, captured } = account({ calls: 3000, days: 220, contacts: 0 });
  await lives.live({ start: text(-1000 * DAY) });
  const served = [...simulator.account.truth("calls").keys()].sort();
  assert(served.length < 3000);
  const known = new Set(captured());
  assertEquals(served.filter((key) => !known.has(key)), []);
  simulator.clearJournal();
  assertEquals(await lives.live({ start: text(-2000 * DAY) }), []);
  assertLessOrEqual(simulator.count({ route: "/v1/calls" }), 2);
});

Deno.test("after a start date that is moved later to amid a day, an account that rests goes on to rest", async () => {
  const { lives, text } = account();
  await lives.live({ start: text(-50 * DAY), minutes: 60 });
  const start = text(-20.9 * DAY);
  const day = { start, minutes: 1441, interval: "PT30M" };
  // the cell that the start date cuts is read once as what is left of it
  assertLessOrEqual((await lives.live(day)).length, 30);
  assertEquals(await lives.live(day), []);
  assertEquals(await lives.live(day), []);
});
