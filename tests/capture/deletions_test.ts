import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { DAY, Days, HOUR, MINUTE } from "../support/days.ts";
import type { WorldOptions } from "../support/world.ts";

async function following(options: WorldOptions = {}): Promise<Days> {
  const days = new Days({
    bind: ["contacts"],
    interval: "PT5M",
    ...options,
    size: { calls: 0, contacts: 3000, ...options.size },
  });
  await days.begin();
  // the latest change of all, so that the others lie well before it
  await days.pass(5 * MINUTE);
  const latest = Number(days.world.captured("contacts").keys().toArray().at(-2));
  days.world.simulator.account.editContact(latest, { first_name: "Latest" });
  await days.pass(10 * MINUTE);
  assertEquals(days.world.differences(), []);
  days.taken();
  return days;
}

/** Keys of contacts, oldest first. */
function keys({ world }: Days): number[] {
  return [...world.simulator.account.truth("contacts").keys()].map(Number);
}

function at<T>(values: readonly T[], place: number): T {
  const value = values[place];
  if (value === undefined) throw new RangeError(`there is no value at ${place}`);
  return value;
}

for (
  const { what, place } of [{ what: "the oldest", place: 0 }, { what: "one amid", place: 1700 }, {
    what: "the newest",
    place: 2999,
  }]
) {
  Deno.test(`a deleted contact, ${what}, is gone at the next poll, for a handful of requests`, async () => {
    const days = await following();
    const gone = at(keys(days), place);
    days.world.simulator.account.deleteContact(gone);
    days.world.simulator.clearJournal();
    await days.pass(5 * MINUTE);
    assertEquals(days.documents, [`d ${gone}`]);
    assertEquals(days.world.differences(), []);
    assertLessOrEqual(days.world.simulator.count(), 16);
    await days.end();
  });
}

Deno.test("where counts end at 10,000 a deleted contact of more is gone at the next poll too, and a poll that finds nothing costs a count for each 9,000 more", async () => {
  for (const [contacts, more] of [[12_000, 2], [21_000, 3]] as const) {
    const days = await following({ clampTotal: true, size: { contacts } });
    days.world.simulator.clearJournal();
    await days.pass(5 * MINUTE);
    assertEquals(days.taken(), []);
    assertEquals(days.world.simulator.count(), 1 + more);
    const gone = at(keys(days), 7000);
    days.world.simulator.account.deleteContact(gone);
    const added = days.world.simulator.account.addContact();
    days.world.simulator.clearJournal();
    await days.pass(6 * MINUTE);
    assertEquals(days.documents.toSorted(), [`c ${added}`, `d ${gone}`]);
    assertEquals(days.world.differences(), []);
    assertLessOrEqual(days.world.simulator.count(), 30);
    await days.end();
  }
});

Deno.test("a contact that is deleted while another is added is gone at the next poll too", async () => {
  const days = await following();
  const gone = at(keys(days), 900);
  days.world.simulator.account.deleteContact(gone);
  const added = days.world.simulator.account.addContact();
  await days.pass(6 * MINUTE);
  assertEquals(days.documents.toSorted(), [`c ${added}`, `d ${gone}`]);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("contacts that were deleted while the connector was down are gone after the restart, at the cost of their cells", async () => {
  const days = await following();
  await days.end("SIGKILL");
  await days.world.clock.sleep(3 * HOUR);
  const gone = [100, 101, 1500, 2900].map((place) => at(keys(days), place));
  for (const id of gone) days.world.simulator.account.deleteContact(id);
  await days.pass(6 * MINUTE);
  const deleted = days.documents.filter((one) => one.startsWith("d"));
  assertEquals(deleted.toSorted(), gone.map((id) => `d ${id}`).toSorted());
  assertLessOrEqual(days.documents.length, 4 * 50 + 5);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("when very many contacts are deleted at once, everything is read, and just they are gone", async () => {
  const days = await following();
  const all = keys(days);
  const gone = all.filter((_, i) => i % 3 === 0);
  for (const id of gone) days.world.simulator.account.deleteContact(id);
  await days.pass(10 * MINUTE);
  assertEquals(days.documents.toSorted(), gone.map((id) => `d ${id}`).toSorted());
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("when all contacts are deleted, all are gone; and what is added then comes out", async () => {
  const days = await following({ size: { contacts: 120 } });
  for (const id of keys(days)) days.world.simulator.account.deleteContact(id);
  await days.pass(15 * MINUTE);
  assertEquals(days.documents.length, 120);
  assertEquals(days.world.differences(), []);
  days.taken();
  const added = days.world.simulator.account.addContact();
  await days.pass(10 * MINUTE);
  assertEquals(days.documents, [`c ${added}`]);
  await days.end();
});

Deno.test("a list that hides contacts for hours deletes none whose own address answers", async () => {
  const days = await following({ size: { contacts: 400 } });
  const hidden = new Set(keys(days).slice(100, 130));
  const honest = days.world.simulator.fetch;
  days.world.fetch = async (input, init) => {
    const response = await honest(input, init);
    const body = await response.clone().json().catch(() => ({}));
    if (!Array.isArray(body.contacts)) return response;
    const contacts = body.contacts.filter(({ id }: { id: number }) => !hidden.has(id));
    const less = body.meta.total - [...hidden].length;
    const inWindow = new URL(String(input)).searchParams.has("from");
    const total = inWindow ? body.meta.total - (body.contacts.length - contacts.length) : less;
    const meta = { ...body.meta, count: contacts.length, total };
    return Response.json({ contacts, meta }, { headers: response.headers });
  };
  await days.pass(5 * HOUR);
  assertEquals(days.documents.filter((one) => one.startsWith("d")), []);
  days.world.fetch = honest;
  await days.pass(25 * HOUR);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("an edit of a contact that moves no time is found within a day, at the cost of its cell", async () => {
  const days = await following();
  const id = at(keys(days), 1234);
  days.world.simulator.account.editContact(id, { information: "quietly" }, { touch: false });
  await days.pass(DAY);
  assert(days.documents.includes(`u ${id}`));
  assertLessOrEqual(days.documents.length, 51);
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("a contact that comes with old times is found at the next poll", async () => {
  const days = await following();
  const created_at = Math.floor(days.world.clock.now() / 1000) - 100 * 86_400;
  const id = days.world.simulator.account.addContact({ created_at, updated_at: created_at });
  await days.pass(6 * MINUTE);
  assertEquals(days.documents, [`c ${id}`]);
  await days.end();
});

Deno.test("days of an account that rests emit nothing, and restarts emit nothing", async () => {
  const days = await following();
  for (const hours of [2, 25, 7, 49]) {
    await days.pass(hours * HOUR);
    await days.end(hours % 2 ? "SIGKILL" : "SIGTERM");
  }
  assertEquals(days.documents, []);
});

Deno.test("the state grows by less than four bytes a contact", async () => {
  const days = await following({ size: { contacts: 20_000 } });
  await days.end();
  const bytes = JSON.stringify(days.world.runtime.state).length;
  assertLessOrEqual(bytes, 4 * 20_000);
  assert(bytes > 20_000, "the keys are there");
});

Deno.test("a count that is always one too low is looked into once, not at every poll", async () => {
  const days = await following();
  const honest = days.world.fetch;
  days.world.fetch = async (input, init) => {
    const response = await honest(input, init);
    const query = new URL(String(input)).searchParams;
    if (query.get("order_by") !== "updated_at") return response;
    const { contacts, meta } = await response.json();
    return Response.json({ contacts, meta: { ...meta, total: meta.total - 1 } }, {
      headers: response.headers,
    });
  };
  days.world.simulator.clearJournal();
  await days.pass(6 * HOUR);
  assertEquals(days.documents, []);
  // 72 polls of a page or two, and one look
  assertLessOrEqual(days.world.simulator.count(), 72 * 2 + 60);
  await days.end();
});
