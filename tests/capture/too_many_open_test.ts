import { assertEquals } from "@std/assert";
import { World } from "../support/world.ts";

Deno.test("more calls that have not ended than can be followed are said aloud", async () => {
  const world = new World({ bind: ["calls"], size: { calls: 50 }, requestsPerMinute: 60_000 });
  const now = Math.floor(world.clock.now() / 1000);
  for (let i = 0; i < 260; i++) {
    world.simulator.account.startCall({ startedAt: now - 3600 - i, talk: 6 * 3600 });
  }
  await world.publish();
  assertEquals(await world.runOnce(), 0);
  await world.clock.sleep(600_000);
  assertEquals(await world.runOnce(), 0);
  const warned = world.logs.filter(({ level, message }) => level === "warn" && message.includes("followed"));
  const given = warned.map(({ message }) => Number(/the (\d+) oldest/.exec(message)?.[1]));
  assertEquals(given.reduce((sum, count) => sum + count, 0), 60);
});
