import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { World } from "../support/world.ts";

const MINUTE = 60_000;

Deno.test("a call that lasts for hours is followed until it is final, then no more, also across a kill", async () => {
  const world = new World({ bind: ["calls"], size: { calls: 300 }, requestsPerMinute: 600 });
  const { account } = world.simulator;
  await world.publish();
  let session = await world.runtime.open();
  await session.until(() => world.captured("calls").size === 300);
  const long = account.startCall({ talk: 3 * 3600, finaliseAfter: 15 * 60 });
  const other = account.startCall({ talk: 2 * 3600, finaliseAfter: 15 * 60 });
  await world.clock.sleep(90 * MINUTE);
  assertEquals(Object.keys(open(world)).sort(), [String(long), String(other)].sort());
  session.kill();
  await session.ended;
  await world.clock.sleep(45 * MINUTE);
  session = await world.runtime.open();
  await world.clock.sleep(20 * MINUTE);
  assertEquals(world.captured("calls").get(String(other))?.["status"], "done");
  await world.clock.sleep(120 * MINUTE);
  for (const id of [long, other]) assertFinal(world, id);
  assertEquals(open(world), {});
  world.simulator.clearJournal();
  await world.clock.sleep(60 * MINUTE);
  assertLessOrEqual(world.simulator.count(), 13); // one poll in five minutes, nothing more
  session.kill("SIGTERM");
  await session.ended;
});

Deno.test("a call that had not ended when the capture began is followed too", async () => {
  const world = new World({ bind: ["calls"], size: { calls: 300 }, requestsPerMinute: 600 });
  const now = Math.floor(world.clock.now() / 1000);
  const long = world.simulator.account.startCall({
    startedAt: now - 2 * 3600,
    talk: 3 * 3600,
    finaliseAfter: 600,
  });
  await world.publish();
  await using session = await world.runtime.open();
  await world.clock.sleep(30 * MINUTE);
  assert(Object.keys(open(world)).includes(String(long)));
  await world.clock.sleep(120 * MINUTE);
  assertFinal(world, long);
  assertEquals(open(world), {});
  session.kill("SIGTERM");
});

Deno.test("a call that was on when the connector stopped is read once more, however long it stood still", async () => {
  const world = new World({ bind: ["calls"], size: { calls: 20 }, requestsPerMinute: 600 });
  await world.publish();
  const session = await world.runtime.open();
  const id = world.simulator.account.startCall({ talk: 2 * 3600, finaliseAfter: 600 });
  await world.clock.sleep(60 * MINUTE);
  session.kill();
  await session.ended;
  await world.clock.sleep(5 * 24 * 60 * MINUTE);
  assertEquals(Object.keys(open(world)), [String(id)]);
  assertEquals(await world.runOnce(), 0);
  assertFinal(world, id);
  assertEquals(open(world), {});
});

Deno.test("a call that nobody finds any more is not looked for again", async () => {
  const world = new World({ bind: ["calls"], size: { calls: 20 }, requestsPerMinute: 600 });
  await world.publish();
  const session = await world.runtime.open();
  const id = world.simulator.account.startCall({ talk: 2 * 3600, finaliseAfter: 600 });
  await world.clock.sleep(60 * MINUTE);
  session.kill();
  await session.ended;
  world.simulator.account.editCall(id, {
    patch: { started_at: Math.floor(world.clock.now() / 1000) - 86_400 },
  });
  await world.clock.sleep(3 * 24 * 60 * MINUTE);
  assertEquals(await world.runOnce(), 0);
  await world.clock.sleep(MINUTE);
  assertEquals(await world.runOnce(), 0);
  assertEquals(open(world), {});
});

/** The calls that the state says are followed. */
function open(world: World): Record<string, unknown> {
  const { bindings } = world.runtime.state as {
    bindings: Record<string, { open?: Record<string, unknown> }>;
  };
  return bindings["calls"]?.open ?? {};
}

/** Later edits, a tag hours after the end, are not what following is for. */
function assertFinal(world: World, id: number): void {
  const fields = (row: Record<string, unknown> | undefined) =>
    ["status", "started_at", "ended_at", "duration", "cost", "pricing_type"].map((name) => row?.[name]);
  assertEquals(fields(world.captured("calls").get(String(id))), fields(world.simulator.account.call(id)));
  assert(world.captured("calls").get(String(id))?.["pricing_type"] !== null);
}
