import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { World, type WorldOptions } from "../support/world.ts";

/** Requests that a capture of so many rows cannot do without. */
const least = (rows: number) => Math.max(1, Math.ceil(rows / 50));

/** The furthest position that was asked for in a list. */
function furthest(world: World, path: string): number {
  return Math.max(
    0,
    ...world.simulator.journal.filter((e) => e.path === path).map((e) => (e.page ?? 0) * 50),
  );
}

async function captured(options: WorldOptions, prepare: (world: World) => void = () => {}): Promise<World> {
  const world = new World({ requestsPerMinute: 6000, ...options });
  prepare(world);
  await world.publish();
  world.simulator.clearJournal();
  assertEquals(await world.runOnce(), 0);
  assertEquals(world.differences(), []);
  assertEquals(world.simulator.count({ status: 400 }), 0);
  return world;
}

Deno.test("12,000 calls come over with at most 1.02 times the least requests, and none near position 10,000", async () => {
  const world = await captured({ bind: ["calls"], size: { calls: 12_000 } });
  const requests = world.simulator.count({ route: "/v1/calls" });
  assertLessOrEqual(requests, 1.02 * least(12_000));
  assertLessOrEqual(furthest(world, "/v1/calls"), 5000);
});

Deno.test("12,000 contacts come over with at most 1.02 times the least requests", async () => {
  const world = await captured({ bind: ["contacts"], size: { calls: 0, contacts: 12_000 } });
  const reading = world.simulator.journal.filter((e) => e.query["order_by"] === "created_at");
  assertLessOrEqual(reading.length, 1.02 * least(12_000));
  assertLessOrEqual(furthest(world, "/v1/contacts"), 5000);
});

for (const callOrder of ["id", "started_at"] as const) {
  Deno.test(`calls come over completely when the list is sorted by ${callOrder}, with seconds that many calls share`, async () => {
    const world = await captured(
      { bind: ["calls"], callOrder, size: { calls: 3000 } },
      ({ simulator, clock }) => {
        const now = Math.floor(clock.now() / 1000);
        simulator.account.burst(now - 86_400, 49);
        simulator.account.burst(now - 86_399, 51);
        simulator.account.burst(now - 80_000, 4_900);
        simulator.account.burst(now - 79_999, 400);
      },
    );
    assertLessOrEqual(furthest(world, "/v1/calls"), 9_950);
  });
}

Deno.test("calls come over completely when Aircall's count stops at 10,000", async () => {
  const world = await captured({ bind: ["calls"], clampTotal: true, size: { calls: 11_000 } });
  assertLessOrEqual(world.simulator.count({ route: "/v1/calls" }), 1.1 * least(11_000));
});

// of other sizes than the least and the most that need both ends: walk_crowds_test.ts, without documents
for (const calls of [10_000, 20_000]) {
  Deno.test(`${calls} calls in one second are read from both ends`, async () => {
    await captured({ bind: ["calls"], size: { calls: 200 } }, ({ simulator, clock }) => {
      simulator.account.burst(Math.floor(clock.now() / 1000) - 86_400, calls);
    });
  });
}

Deno.test("more than 20,000 calls in one second are said aloud, and everything else comes over", async () => {
  const world = new World({ requestsPerMinute: 6000, bind: ["calls"], size: { calls: 200 } });
  const second = Math.floor(world.clock.now() / 1000) - 86_400;
  world.simulator.account.burst(second, 20_001);
  await world.publish();
  const error = await world.runOnce().then(() => undefined, (error: Error) => error);
  assert(error?.message.includes("20001") && error.message.includes("calls"), error?.message);
  assertEquals(world.differences().length, 1);
  assertEquals(world.simulator.count({ status: 400 }), 0);
});

Deno.test("calls at the edge of what is served come over while others leave it", async () => {
  // six months of a busy account; at 20 requests a minute rows leave at the front all the time
  const world = new World({ requestsPerMinute: 20, bind: ["calls"], size: { calls: 20_000, days: 200 } });
  await world.publish();
  assertEquals(await world.runOnce(), 0);
  const truth = world.simulator.account.truth("calls");
  const captured = world.captured("calls");
  for (const key of truth.keys()) assert(captured.has(key), `call ${key} is missing`);
  assertLessOrEqual(world.simulator.count({ route: "/v1/calls" }), 1.1 * least(truth.size));
});
