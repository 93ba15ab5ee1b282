import { assertEquals, assertLessOrEqual } from "@std/assert";
import { World } from "../support/world.ts";

Deno.test("--once brings all nine streams up to date, ends with exit code 0, and wastes next to no request", async () => {
  const world = new World();
  await world.publish();
  world.simulator.clearJournal();
  assertEquals(await world.runOnce(), 0);
  assertEquals(world.differences(), []);
  const pages = world.bound.map((name) => Math.ceil(world.captured(name).size / 50));
  assertLessOrEqual(world.simulator.count(), 1.02 * pages.reduce((sum, n) => sum + n, 0));
  assertEquals(world.simulator.count({ status: 429 }) + world.simulator.count({ status: 400 }), 0);
});

Deno.test("--once again reads what is new, emits nothing that is known, and deletes nothing", async () => {
  const world = new World({ size: { calls: 2000, contacts: 300 } });
  await world.publish();
  await world.runOnce();
  await world.clock.sleep(3_600_000);
  const before = world.bound.map((name) => ({ ...world.runtime.collection(name).counts }));
  const call = world.simulator.account.startCall({ talk: 5 });
  await world.clock.sleep(3_600_000);
  assertEquals(await world.runOnce(), 0);
  assertEquals(world.differences(), []);
  const after = world.bound.map((name) => ({ ...world.runtime.collection(name).counts }));
  assertEquals(world.runtime.collection("calls").get(call)?.["id"], call);
  const calls = world.bound.indexOf("calls");
  const [c] = after.splice(calls, 1);
  assertEquals(c, { ...before[calls], documents: 2001, created: 2001 } as typeof c);
  before.splice(calls, 1);
  assertEquals(after, before);
});

Deno.test("--once without bindings ends at once with exit code 0", async () => {
  const world = new World({ bind: [] });
  await world.publish();
  world.simulator.clearJournal();
  assertEquals(await world.runOnce(), 0);
  assertEquals(world.simulator.count(), 0);
});
