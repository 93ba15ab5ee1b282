import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { World } from "../support/world.ts";

Deno.test("contacts that are deleted and added while the backfill pages through them cost no row, and those that are gone are gone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(100_000),
      fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 12 }),
      async (seed, moments) => {
        const world = new World({
          bind: ["contacts"],
          seed,
          size: { calls: 0, contacts: 2000 },
          requestsPerMinute: 6000,
        });
        const { account } = world.simulator;
        await world.publish();
        let requests = 0;
        const end = world.simulator.onRequest(() => {
          if (!moments.includes(++requests)) return;
          const keys = [...account.truth("contacts").keys()];
          account.deleteContact(Number(keys[(seed * requests) % Math.floor(keys.length / 4)]));
          if (requests % 2 === 0) account.addContact();
        });
        assertEquals(await world.runOnce(), 0);
        end();
        await world.clock.sleep(10_000);
        assertEquals(await world.runOnce(), 0);
        assertEquals(world.differences(), []);
      },
    ),
    { numRuns: 15, seed: 7 },
  );
});

Deno.test("changes of contacts all arrive though others are deleted, added and changed under the walk", async () => {
  const world = new World({
    bind: ["contacts"],
    size: { calls: 0, contacts: 1500 },
    requestsPerMinute: 6000,
    interval: "PT1M",
  });
  const { account } = world.simulator;
  await world.publish();
  await using session = await world.runtime.open();
  await session.until(() => world.captured("contacts").size === 1500);
  await world.clock.sleep(120_000);
  const keys = [...account.truth("contacts").keys()];
  const deleted = new Set<string>();
  for (const key of keys.slice(0, 600)) account.editContact(Number(key), { last_name: "Changed" });
  world.simulator.onRequest(({ query, page }) => {
    if (query["order_by"] !== "updated_at" || page === 1) return;
    const key = keys[deleted.size] ?? "";
    if (deleted.size < 3) account.deleteContact(Number(key));
    deleted.add(key);
    account.editContact(Number(keys[1000 + deleted.size]), { last_name: "Later" });
  });
  await world.clock.sleep(300_000);
  const wrong = world.differences().filter((line) => !line.includes("one too many"));
  assertEquals(wrong, []);
  assert(deleted.size > 3);
  session.kill("SIGTERM");
});

Deno.test("more changed contacts than a list gives out are read as a whole", async () => {
  const world = new World({
    bind: ["contacts"],
    size: { calls: 0, contacts: 10_500 },
    requestsPerMinute: 60_000,
    interval: "PT1M",
  });
  const { account } = world.simulator;
  await world.publish();
  await using session = await world.runtime.open();
  await session.until(() => world.captured("contacts").size === 10_500);
  await world.clock.sleep(120_000);
  for (const key of account.truth("contacts").keys()) {
    account.editContact(Number(key), { last_name: "Changed" });
  }
  await world.clock.sleep(600_000);
  assertEquals(world.differences(), []);
  assertEquals(world.simulator.count({ status: 400 }), 0);
  assertLessOrEqual(Math.max(...world.simulator.journal.map((e) => e.page ?? 0)), 199);
  session.kill("SIGTERM");
});

for (
  const kind of [
    "duplicate-rows",
    "drop-row",
    "empty-page",
    "no-envelope",
    "truncated-json",
    "missing-key",
    "wrong-shape",
  ] as const
) {
  Deno.test(`a page with the fault "${kind}" in the middle of a walk costs no row`, async () => {
    for (
      const [stream, path] of [["calls", "/v1/calls"], ["contacts", "/v1/contacts"], [
        "users",
        "/v2/users",
      ]] as const
    ) {
      const world = new World({
        bind: [stream],
        size: { calls: 700, contacts: 700 },
        requestsPerMinute: 6000,
      });
      world.simulator.faults.add({ path, nth: 2, kind });
      await world.publish();
      assertEquals(await world.runOnce(), 0);
      assertEquals(world.differences(), []);
    }
  });
}

Deno.test("a count that is wrong for one page is not believed", async () => {
  for (const total of [-60, -1, 1, 60]) {
    for (const nth of [1, 2, 5]) {
      const world = new World({
        bind: ["calls", "tags", "contacts"],
        size: { calls: 700, contacts: 700 },
        requestsPerMinute: 6000,
      });
      for (const path of ["/v1/calls", "/v1/tags", "/v1/contacts"]) {
        world.simulator.faults.add({ path, nth, kind: { total } });
      }
      await world.publish();
      assertEquals(await world.runOnce(), 0);
      assertEquals(world.differences(), [], `total ${total} at request ${nth}`);
    }
  }
});
