import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Lives, ops } from "../support/lives.ts";
import { smallAccount } from "../support/talk.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
/** Contacts of the newest minute at most: a restart reads them again, since only their second is known. */
const NEWEST = 60;
const refresh = { syncMode: "full_refresh" } as const;

function account(stream: string, calls = 400) {
  const simulator = smallAccount({ size: { calls, days: 100, contacts: calls, users: 12, tags: 12 } });
  return { simulator, lives: new Lives(simulator, stream) };
}

Deno.test("with full_refresh a snapshot emits every row at each interval: c the first time, u from then on", async () => {
  const { simulator, lives } = account("users");
  simulator.clock.sleep(32 * 60_000).then(() => simulator.account.addUser());
  const all = await lives.live({ ...refresh, interval: "PT10M", minutes: 55 });
  // polls at 0, 10, 20, 30 minutes with 12 users, at 40 and 50 with 13
  assertEquals([all.length, ops(all, "c"), ops(all, "u")], [4 * 12 + 2 * 13, 13, 61]);
  const next = await lives.live(refresh);
  assertEquals([ops(next, "c"), ops(next, "u")], [0, 13]);
});

Deno.test("with full_refresh a snapshot's deletions come once, as in incremental", async () => {
  const { simulator, lives } = account("tags");
  await lives.live(refresh);
  const tag = simulator.account.addTag();
  await lives.live(refresh);
  simulator.account.deleteTag(tag);
  const all = await lives.live(refresh);
  assertEquals([ops(all, "d"), ops(all, "u"), ops(all, "c")], [1, lives.rows.size, 0]);
  assertEquals(ops(await lives.live(refresh), "d"), 0);
});

for (const stream of ["calls", "contacts"]) {
  Deno.test(`with full_refresh ${stream} come once more in 24 hours, all of them, as u, and not sooner`, async () => {
    const { lives } = account(stream);
    const first = await lives.live(refresh);
    assertEquals(ops(first, "c"), first.length);
    const rows = lives.rows.size;
    const day = await lives.live({ ...refresh, minutes: 23 * HOUR + 55 });
    assertLessOrEqual(day.length, NEWEST);
    const after = await lives.live({ ...refresh, minutes: 30 });
    assertEquals([ops(after, "c"), new Set(after.map(({ id }) => id)).size], [0, rows]);
    assertLessOrEqual(after.length, rows + NEWEST);
    assertLessOrEqual((await lives.live({ ...refresh, minutes: 23 * HOUR })).length, NEWEST);
  });

  Deno.test(`a pass over all ${stream} goes on where it was stopped, again and again, until it is whole`, async () => {
    const { simulator, lives } = account(stream, 1500);
    await lives.live(refresh);
    await simulator.clock.sleep(DAY * 60_000);
    const seen = new Set<unknown>();
    let documents = 0;
    for (let life = 0; life < 30 && (life === 0 || lives.binding["backfill"] !== undefined); life++) {
      const some = await lives.live({ ...refresh, documents: 120 });
      assertEquals(ops(some, "c"), 0);
      documents += some.length;
      for (const { id } of some) seen.add(id);
      await simulator.clock.sleep(60_000);
    }
    const served = [...simulator.account.truth(stream === "calls" ? "calls" : "contacts").keys()];
    assertEquals(served.filter((key) => !seen.has(Number(key))), []);
    assert(documents > 1500 && documents < 4000, `${documents} documents`);
    assertLessOrEqual((await lives.live(refresh)).length, NEWEST);
  });
}

Deno.test("changes go on while everything is read again", async () => {
  const { simulator, lives } = account("contacts");
  await lives.live(refresh);
  await simulator.clock.sleep((DAY - 10) * 60_000);
  simulator.clock.sleep(12 * 60_000).then(() => simulator.account.addContact({ last_name: "New" }));
  const all = await lives.live({ ...refresh, minutes: 30 });
  assertEquals(ops(all, "c"), 1);
});

Deno.test("a start date that was moved later is kept to when everything is read again", async () => {
  const { simulator, lives } = account("calls");
  await lives.live(refresh);
  await simulator.clock.sleep(DAY * 60_000);
  const start = Math.floor(simulator.clock.now() / 1000) - 50 * 86_400;
  const all = await lives.live({ ...refresh, start: new Date(start * 1000).toISOString() });
  assert(all.length > 50);
  assertEquals(all.filter(({ started_at }) => Number(started_at) < start), []);
});
