import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { World } from "../support/world.ts";

const MINUTE = 60_000;

function gaps(world: World): string[] {
  const { bindings } = world.runtime.state as { bindings: Record<string, { gaps?: Record<string, string> }> };
  return Object.keys(bindings["calls"]?.gaps ?? {});
}

async function calls() {
  const world = new World({ bind: ["calls"], size: { calls: 300 }, requestsPerMinute: 600 });
  await world.publish();
  const session = await world.runtime.open();
  await session.until(() => world.captured("calls").size === 300);
  await world.clock.sleep(10 * MINUTE);
  for (let i = 0; i < 40; i++) {
    world.clock.sleep(i * 5 * MINUTE).then(() =>
      world.simulator.account.startCall({ talk: 5, finaliseAfter: 90 })
    );
  }
  return { world, session };
}

Deno.test("a gap that the tail has said aloud is mended by the next poll that reads it", async () => {
  const { world, session } = await calls();
  const fault = world.simulator.faults.add({ path: "/v1/calls", kind: "duplicate-rows", every: 1 });
  for (let i = 0; i < 120 && gaps(world).length === 0; i++) await world.clock.sleep(MINUTE);
  fault.remove();
  assertEquals(gaps(world).length, 1);
  await world.clock.sleep(15 * MINUTE);
  assertEquals(gaps(world), []);
  session.kill("SIGTERM");
  await session.ended;
  await world.clock.sleep(240 * MINUTE);
  assertEquals(await world.runOnce(), 0);
});

Deno.test("a list of calls that always holds a row twice is one gap, not one for each poll", async () => {
  const { world, session } = await calls();
  world.simulator.faults.add({ path: "/v1/calls", kind: "duplicate-rows", every: 1 });
  await world.clock.sleep(180 * MINUTE);
  assertEquals(gaps(world).length, 1);
  session.kill("SIGTERM");
  await session.ended;
  const { cells: _, ...state } = (world.runtime.state["bindings"] as Record<string, JsonObject>)["calls"] ??
    {};
  assertLessOrEqual(JSON.stringify(state).length, 1000);
});

Deno.test("a gap outlives restarts, and is not forgotten before everything was read again", async () => {
  const world = new World({
    bind: ["calls"],
    size: { calls: 200 },
    requestsPerMinute: 6000,
    syncMode: "full_refresh",
  });
  const second = Math.floor(world.clock.now() / 1000) - 86_400;
  world.simulator.account.burst(second, 20_001);
  await world.publish();
  const failed = () => world.runOnce().then((code) => code === 1, () => true);
  assert(await failed());
  assertEquals(gaps(world), [`${second - 1}-${second}`]);
  assert(await failed());
  await world.clock.sleep(25 * 60 * MINUTE);
  assert(await failed());
  assertEquals(gaps(world), [`${second - 1}-${second}`]);
});

Deno.test("a gap that reaches back to what is not served any more is mended by a pass over all that is", async () => {
  const world = new World({
    bind: ["calls"],
    size: { calls: 40 },
    requestsPerMinute: 6000,
    syncMode: "full_refresh",
  });
  await world.publish();
  const fault = world.simulator.faults.add({ path: "/v1/calls", kind: "duplicate-rows", every: 1 });
  await world.runOnce().catch(() => {});
  assert(gaps(world).length > 0);
  fault.remove();
  await world.clock.sleep(25 * 60 * MINUTE);
  assertEquals(await world.runOnce(), 0);
  assertEquals(gaps(world), []);
});
