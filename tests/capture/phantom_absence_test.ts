import { assertEquals } from "@std/assert";
import { World } from "../support/world.ts";

const MINUTE = 60_000;

Deno.test("rows that a list misses read after read, but whose addresses answer, are never taken for deleted", async () => {
  // `users` loses them all, `tags` a few: the first is decided by a second reading, the other by asking for each row
  const world = new World({
    bind: ["users", "tags"],
    size: { calls: 0, users: 60, tags: 30 },
    requestsPerMinute: 6000,
    interval: "PT1M",
  });
  await world.publish();
  await using session = await world.runtime.open();
  await session.until(() => world.differences().length === 0);
  const { simulator } = world;
  const empty = {
    users: [],
    meta: {
      count: 0,
      total: 0,
      current_page: 1,
      per_page: 50,
      next_page_link: null,
      previous_page_link: null,
    },
  };
  const handle = simulator.faults.add({
    path: "/v2/users",
    times: Infinity,
    kind: { status: 200, body: empty },
  });
  await world.clock.sleep(10 * MINUTE);
  assertEquals(world.runtime.collection("users").counts.deletions, 0);
  handle.remove();
  const [gone] = [...simulator.account.truth("users").keys()];
  simulator.account.deleteUser(Number(gone));
  await world.clock.sleep(5 * MINUTE);
  assertEquals(world.runtime.collection("users").counts.deletions, 1);
  assertEquals(world.differences(), []);
  session.kill("SIGTERM");
});
