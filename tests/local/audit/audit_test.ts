import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialsRefused } from "../../../src/aircall/errors.ts";
import { AuditedAccount, of } from "./audited.ts";

const small = { calls: 600, days: 60, contacts: 80, users: 5, teams: 2, numbers: 3, tags: 12, webhooks: 1 };
const begin = Date.parse("2026-11-02T09:00:00Z") / 1000;

/** How many requests each path was asked. */
function asked({ simulator }: AuditedAccount): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { path } of simulator.journal) counts[path] = (counts[path] ?? 0) + 1;
  return counts;
}

Deno.test("a store that is whole is proven to be so by one request for the credentials, one a month of calls and of contacts, and one for the first of each", async () => {
  const account = new AuditedAccount({ size: small });
  await account.sync();
  const result = await account.audit();
  assertEquals(result.streams.flatMap(({ differences, unchecked }) => [...differences, ...unchecked]), []);
  assertEquals(result.equal, true);
  const { from, to, counted, stored } = of(result, "calls");
  assertEquals([counted, stored, to], [600, 600, "2026-11-02T08:59:59Z"]);
  assertMatch(from ?? "", /^2026-09-0[3-5]T/);
  const contacts = of(result, "contacts");
  const months = 12 * 2026 + 10 -
    (12 * Number(contacts.from?.slice(0, 4)) + Number(contacts.from?.slice(5, 7)) - 1) + 1;
  assertEquals(asked(account), {
    "/v1/ping": 1,
    "/v1/calls": 1 + 3, // September to November
    "/v1/contacts": 1 + months,
    ...{ "/v1/company": 1, "/v1/numbers": 1, "/v1/tags": 1, "/v1/teams": 1, "/v1/webhooks": 1 },
    ...{ "/v1/users/availabilities": 1, "/v2/users": 1 },
  });
  assertEquals(result.requests, account.simulator.count());
});

Deno.test("by days each day of calls is asked for once, for one row and the total", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  const result = await account.audit("days");
  const { days, counted } = of(result, "calls");
  assertEquals(account.simulator.count({ route: "/v1/calls" }), 1 + days.length);
  assertEquals(account.simulator.journal.slice(1).every(({ query }) => query["per_page"] === "1"), true);
  assertEquals(days.length, 61);
  assertEquals(days.reduce((sum, { stored }) => sum + stored, 0), counted);
  assertEquals(days.filter((day) => day.counted !== day.stored), []);
  assertEquals(account.told.at(-1), "calls 61/61");
});

Deno.test("a call that was lost, and one that Aircall never had, are named by day and key, and the search for them is by halves", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  const table = account.store.table("calls");
  const [lost, call] = [...table].find(([, { started_at }]) => Number(started_at) > begin - 20 * 86_400) ??
    [];
  assert(lost && call);
  table.delete(lost);
  const foreign = Date.parse("2026-09-20T12:00:00Z") / 1000;
  table.set("77", { id: 77, started_at: foreign });
  const result = await account.audit();
  const day = new Date(Number(call["started_at"]) * 1000).toISOString().slice(0, 10);
  const { differences } = of(result, "calls");
  assertEquals(differences.map(({ day, missing, extra }) => [day, missing, extra]), [
    ["2026-09-20", [], ["77"]],
    [day, [lost], []],
  ]);
  for (const { counted, stored, missing, extra } of differences) {
    assertEquals(counted - stored, missing.length - extra.length);
  }
  assertEquals(result.equal, false);
  // two months are halved down to one day each, which is read; the oldest call is asked for once more, since one is too many
  const requests = account.simulator.count({ route: "/v1/calls" });
  assert(requests <= 1 + 3 + 2 * (2 * 5 + 1) + 1, `${requests} requests`);
});

Deno.test("calls that came after the last sync are no difference, and neither is the minute in which it ended", async () => {
  const account = new AuditedAccount({
    size: small,
    only: ["calls"],
    now: Date.parse("2026-11-02T09:00:30Z"),
  });
  await account.sync();
  const cursor = Number(account.store.state({ name: "calls" })["cursor"]);
  assert((cursor + 1) % 60 !== 0);
  await account.clock.sleep(120_000);
  account.simulator.account.burst(cursor, 3);
  account.simulator.account.startCall();
  assertEquals((await account.audit()).equal, true);
});

Deno.test("a call whose start moves over midnight is neither missing on one day nor too many on the other", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  const midnight = Date.parse("2026-10-11T00:00:00Z") / 1000;
  const ids = account.simulator.account.burst(midnight, 2);
  for (const id of ids) account.store.table("calls").set(String(id), { id, started_at: midnight - 1 });
  for (const depth of ["months", "days", "keys"] as const) {
    const result = await account.audit(depth);
    assertEquals([result.equal, of(result, "calls").differences], [true, []]);
  }
});

Deno.test("what is older than Aircall serves is named as not checked, stays stored, and is no difference", async () => {
  const account = new AuditedAccount({ size: { ...small, days: 175 }, only: ["calls"] });
  await account.sync();
  await account.clock.sleep(60 * 86_400_000);
  await account.sync();
  const result = await account.audit();
  const { notes, rows, stored, from } = of(result, "calls");
  assertEquals([result.equal, rows], [true, 600]);
  assert(stored < 600 && stored > 300);
  assert((from ?? "") >= "2026-07-01T09:00:00Z", `${from}`);
  assertEquals(notes.length, 1);
  assertStringIncludes(
    notes[0] ?? "",
    `Aircall lists none from then, and serves six months at most; ${600 - stored} stored`,
  );
});

Deno.test("a call that grows too old while the audit goes on is no difference", async () => {
  const account = new AuditedAccount({
    size: { ...small, days: 200 },
    only: ["calls"],
    horizon: 180 * 86_400,
  });
  await account.sync();
  const oldest = account.simulator.account.calls.oldest(account.simulator.account.now);
  const [second = 0] = [...account.store.table("calls").values()].map(({ started_at }) => Number(started_at))
    .sort();
  let requests = 0;
  // after the credentials, the first request tells of a call that is not listed any more when its month is counted
  account.simulator.onRequest(async () => {
    if (++requests === 3) await account.clock.sleep((second - oldest + 1) * 1000);
  });
  const result = await account.audit();
  const { counted, stored, rows } = of(result, "calls");
  assertEquals([result.equal, counted, stored < rows], [true, stored, true]);
});

Deno.test("a configuration that begins later is checked from there, and one that begins earlier than the store is told to sync", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"], start: "2026-10-01T00:00:00Z" });
  await account.sync();
  assertEquals(of(await account.audit(), "calls").from?.slice(0, 10), "2026-10-01");
  const earlier = new AuditedAccount({ size: small, only: ["calls"], start: "2026-09-20T00:00:00Z" });
  for (const [key, row] of account.store.table("calls")) earlier.store.table("calls").set(key, row);
  earlier.store.states.set("calls", account.store.state({ name: "calls" }));
  const { unchecked, differences, from } = of(await earlier.audit(), "calls");
  assertEquals([differences, from?.slice(0, 10)], [[], "2026-10-01"]);
  assertMatch(
    unchecked.join(),
    /^the store begins at 2026-10-01T00:00:00Z, the configuration at 2026-09-20T00:00:00Z: run sync/,
  );
});

Deno.test("a reading that was not finished is checked up to where it came, and not taken for whole", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  const at = Date.parse("2026-10-01T00:00:00Z") / 1000 - 1;
  const { cursor } = account.store.state({ name: "calls" });
  for (const [key, { started_at }] of account.store.table("calls")) {
    if (Number(started_at) > at) account.store.table("calls").delete(key);
  }
  const to = Number(cursor);
  account.store.states.get("calls")!["backfill"] = { at, since: at, read: 0, left: null, to, start: 0 };
  const { unchecked, differences, to: end } = of(await account.audit(), "calls");
  assertEquals([differences, end], [[], "2026-09-30T23:59:59Z"]);
  assertMatch(unchecked.join(), /its reading is not finished, and what lies after 2026-09-30T23:59:59Z/);
});

Deno.test("contacts that were deleted at Aircall, and ones that the store lost, are named by the day they were made", async () => {
  const account = new AuditedAccount({ size: small, only: ["contacts"] });
  await account.sync();
  const [deleted = "", , lost = ""] = [...account.store.table("contacts").keys()].slice(30);
  account.simulator.account.deleteContact(Number(deleted));
  account.store.table("contacts").delete(lost);
  const { differences } = of(await account.audit("keys"), "contacts");
  assertEquals(differences.flatMap(({ extra }) => extra), [deleted]);
  assertEquals(differences.flatMap(({ missing }) => missing), [lost]);
});

Deno.test("the small lists are compared by key, the company by its name", async () => {
  const account = new AuditedAccount({ size: small });
  await account.sync();
  const [tag = ""] = account.store.table("tags").keys();
  const [user = ""] = account.store.table("users").keys();
  const [hook = ""] = account.store.table("webhooks").keys();
  const before = account.simulator.account.directory.companyName;
  account.store.table("tags").delete(tag);
  account.simulator.account.deleteUser(Number(user));
  account.simulator.account.deleteWebhook(hook);
  account.simulator.account.renameCompany("Another & Co");
  const result = await account.audit();
  const found = (name: string) => of(result, name).differences.map(({ missing, extra }) => [missing, extra]);
  assertEquals(found("tags"), [[[tag], []]]);
  assertEquals(found("users"), [[[], [user]]]);
  assertEquals(found("user_availablity"), [[[], [user]]]);
  assertEquals(found("webhooks"), [[[], [hook]]]);
  assertEquals(found("company"), [[["Another & Co"], [before]]]);
  assertEquals([found("teams"), found("numbers")], [[], []]);
});

Deno.test("a stream that was never synced is named and no fault, unless it was asked for or nothing is stored at all", async () => {
  const account = new AuditedAccount({
    size: { ...small, webhooks: 0 },
    only: ["tags", "webhooks", "teams"],
  });
  const never = "the store does not hold it: no sync has read it yet";
  assertEquals((await account.audit()).streams.map(({ unchecked }) => unchecked), [[never], [never], [
    never,
  ]]);
  await account.sync(account.streams.filter(({ name }) => name !== "teams"));
  const result = await account.audit();
  assertEquals([result.equal, of(result, "teams").notes], [true, [never]]);
  // an empty list that was read is held, though its state says nothing
  assertEquals([of(result, "webhooks").notes, of(result, "webhooks").counted], [[], 0]);
  assertEquals((await account.audit("months", true)).equal, false);
});

Deno.test("a stream that cannot be read is said to be unchecked, and the others are compared", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls", "tags"] });
  await account.sync();
  account.simulator.faults.add({ path: "/v1/tags", kind: { status: 404 }, times: Infinity });
  const result = await account.audit();
  assertEquals([result.equal, of(result, "calls").unchecked], [false, []]);
  assertMatch(of(result, "tags").unchecked.join(), /^\/v1\/tags, page 1: .*404/);
});

Deno.test("a month that cannot be counted is named, and what is stored of it is not held against the others", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  account.simulator.faults.add({ path: "/v1/calls", nth: 3, kind: { status: 404 } });
  const { unchecked, differences, counted, stored } = of(await account.audit(), "calls");
  assertEquals([differences, unchecked.length, counted], [[], 1, stored]);
  assertMatch(unchecked[0] ?? "", /^2026-1[01]-01T00:00:00Z to 2026-1\S+: \/v1\/calls/);
});

Deno.test("Aircall that lists no call at all is not taken for one that serves nothing so old", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  account.simulator.account.calls.oldest = () => Infinity;
  const { unchecked } = of(await account.audit(), "calls");
  assertEquals(unchecked, ["Aircall lists none at all, and 600 are stored: is it the same account?"]);
});

Deno.test("credentials that are refused end the audit, and so does who asks it to stop", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls", "tags"] });
  await account.sync();
  account.simulator.faults.add({ kind: { status: 403 }, times: Infinity });
  await assertRejects(() => account.audit(), CredentialsRefused);
  const asked = new AuditedAccount({ size: small, only: ["tags"] });
  await asked.sync();
  asked.stop.abort(new Error("asked to stop"));
  await assertRejects(() => asked.audit(), Error, "asked to stop");
});

Deno.test("a 429 is waited for and counted, and nothing is skipped", async () => {
  const account = new AuditedAccount({ size: small, only: ["calls"] });
  await account.sync();
  account.simulator.faults.add({ path: "/v1/calls", nth: 2, kind: { status: 429 } });
  const result = await account.audit();
  assertEquals([result.equal, result.refused429, of(result, "calls").counted], [true, 1, 600]);
});

Deno.test("a count that is wrong for once is not believed: the counts of its halves are, and nothing is said to differ", async () => {
  for (const total of [-3, 5]) {
    const account = new AuditedAccount({ size: small, only: ["calls"] });
    await account.sync();
    account.simulator.faults.add({ path: "/v1/calls", nth: 3, kind: { total } });
    const result = await account.audit();
    assertEquals([result.equal, of(result, "calls").counted], [true, 600]);
    assertEquals(account.simulator.count({ route: "/v1/calls" }), 1 + 3 + 2);
  }
});
