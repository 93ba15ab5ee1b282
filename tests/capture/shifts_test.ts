import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { World } from "../support/world.ts";

Deno.test("contacts that are deleted and added while the backfill pages through them cost no row, and those that are gone are gone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(100_000),
      fc.array(fc.integer({ min: 2, max: 30 }), { maxLength: 12 }),
      async (seed, moments) => {
        const world = new World({
          bind: ["contacts"],
          seed,
          size: { calls: 0, contacts: 1000 },
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
  await session.until(() => world.runtime.collection("contacts").size === 1500);
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
        size: { calls: 240, contacts: 240 },
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
        size: { calls: 340, contacts: 340 },
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
