import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { FaultKind } from "../../src/simulator/mod.ts";
import { World, type WorldOptions } from "../support/world.ts";

const MINUTE = 60_000;

/** Contacts that are captured and followed once a minute; their keys in the order of creation. */
async function followed(contacts: number, options: WorldOptions = {}) {
  const world = new World({
    bind: ["contacts"],
    size: { calls: 0, contacts },
    requestsPerMinute: 60_000,
    interval: "PT1M",
    ...options,
  });
  await world.publish();
  const session = await world.runtime.open();
  await session.until(() => world.runtime.collection("contacts").size === contacts);
  await world.clock.sleep(2 * MINUTE);
  const keys = [...world.simulator.account.truth("contacts").keys()].map(Number);
  return { world, account: world.simulator.account, session, keys };
}

Deno.test("a contact that is edited while a later page of changes is made before an earlier one costs no other change", async () => {
  const { world, account, session, keys } = await followed(1000, { interval: "PT10M" });
  await world.clock.sleep(6 * MINUTE);
  const now = Math.floor(world.clock.now() / 1000);
  for (const [i, key] of keys.slice(0, 300).entries()) {
    account.editContact(key, { last_name: "Changed", updated_at: now - 299 + i });
  }
  let slow = true;
  world.simulator.onRequest(async ({ query }) => {
    if (query["order_by"] !== "updated_at" || query["page"] !== "2" || !slow) return;
    slow = false;
    await world.clock.sleep(2000);
    // from a later page to the top: what lay between comes one place down
    account.editContact(keys[170] ?? 0, { last_name: "Again" });
  });
  await world.clock.sleep(30 * MINUTE);
  assert(!slow);
  assertEquals(world.differences(), []);
  session.kill("SIGTERM");
});

Deno.test("more contacts than a list gives out, changed in one second, are read as a whole once, not at every poll from then on", async () => {
  const { world, account, session, keys } = await followed(10_500);
  for (const key of keys) account.editContact(key, { last_name: "Changed" });
  await world.clock.sleep(5 * MINUTE);
  assertEquals(world.differences(), []);
  assertEquals(world.simulator.count({ status: 400 }), 0);
  assertLessOrEqual(Math.max(...world.simulator.journal.map(({ page = 0 }) => page)), 199);
  const { documents } = world.runtime.collection("contacts").counts;
  world.simulator.clearJournal();
  await world.clock.sleep(60 * MINUTE);
  assertEquals(world.runtime.collection("contacts").counts.documents, documents);
  assertLessOrEqual(world.simulator.count(), 60 * 11);
  account.editContact(keys[7] ?? 0, { last_name: "Once more" });
  await world.clock.sleep(2 * MINUTE);
  assertEquals(world.differences(), []);
  session.kill("SIGTERM");
});

for (
  const kind of ["missing-key", "duplicate-rows", "drop-row", "empty-page", { total: -1 }] as FaultKind[]
) {
  Deno.test(`a page of changes with the fault ${JSON.stringify(kind)} costs no change, and is forgotten once it has passed`, async () => {
    const { world, account, session, keys } = await followed(400);
    for (const nth of [1, 2, 3]) {
      for (const key of keys.slice(0, 140)) account.editContact(key, { last_name: `Changed ${nth}` });
      const when = ({ query }: { query: Readonly<Record<string, string>> }) =>
        query["order_by"] === "updated_at";
      world.simulator.faults.add({ path: "/v1/contacts", when, nth, kind });
      await world.clock.sleep(3 * MINUTE);
      assertEquals(world.differences(), []);
    }
    assertEquals(world.logs.filter(({ level }) => level === "error"), []);
    session.kill("SIGTERM");
    assertEquals((await session.ended).code, 0);
  });
}

Deno.test("a list of contacts whose count is always wrong is said aloud, not read again and again", async () => {
  const { world, account, session, keys } = await followed(40);
  world.simulator.faults.add({ path: "/v1/contacts", kind: { total: 1 }, every: 1 });
  account.editContact(keys[3] ?? 0, { last_name: "Changed" });
  world.simulator.clearJournal();
  const { documents } = world.runtime.collection("contacts").counts;
  await world.clock.sleep(120 * MINUTE);
  assertLessOrEqual(world.simulator.count(), 30);
  assertLessOrEqual(world.runtime.collection("contacts").counts.documents - documents, 1);
  const errors = world.logs.filter(({ level }) => level === "error");
  assert(errors.length > 0 && errors.every(({ message }) => message.includes("contacts")));
  world.simulator.faults.clear();
  await world.clock.sleep(60 * MINUTE);
  assertEquals(world.differences(), []);
  session.kill("SIGTERM");
});

Deno.test("more contacts than a list gives out, changed at times before the cursor, all arrive, and cost little afterwards", async () => {
  const world = new World({
    bind: ["contacts"],
    size: { calls: 0, contacts: 10_400 },
    requestsPerMinute: 60_000,
  });
  const { account } = world.simulator;
  await world.publish();
  assertEquals(await world.runOnce(), 0);
  await world.clock.sleep(5000);
  const cursor = Math.floor(world.clock.now() / 1000) - 10;
  const keys = [...account.truth("contacts").keys()];
  keys.forEach((key, i) =>
    account.editContact(Number(key), { last_name: "Bulk", updated_at: cursor - Math.floor(i / 200) }, {
      touch: false,
    })
  );
  assertEquals(await world.runOnce(), 0);
  assertEquals(world.differences(), []);
  world.simulator.clearJournal();
  const { documents } = world.runtime.collection("contacts").counts;
  assertEquals(await world.runOnce(), 0);
  assertLessOrEqual(world.simulator.count(), 12);
  assertLessOrEqual(world.runtime.collection("contacts").counts.documents - documents, 500);
});
