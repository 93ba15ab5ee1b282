import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError } from "../../../src/aircall/errors.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { Simulator } from "../../../src/simulator/mod.ts";
import { configOf, smallAccount } from "../../support/talk.ts";
import { examined, troubles } from "./examined.ts";

const RECENT = { start_date: "2026-09-01T00:00:00Z" };
const CHECKS = [
  ...["configuration", "connection", "clock", "credentials"],
  ...["calls", "company", "contacts", "numbers", "tags", "user_availablity", "users", "teams", "webhooks"],
  ...["history", "rate", "first reading", "from then on"],
];

Deno.test("an account that can be captured passes every check, in order and with eleven requests", async () => {
  const simulator = smallAccount();
  const found = await examined(simulator, { changes: RECENT });
  assertEquals(found.findings.map(({ check }) => check), CHECKS);
  assertEquals(troubles(found), []);
  assertEquals(found.verdict, {
    code: 0,
    said: "Everything that is asked for can be captured",
    requests: 11,
    refused429: 0,
  });
  assertEquals([simulator.count(), simulator.count({ route: "/v1/calls" })], [11, 2]);
  assertEquals(found.log, []);
});

Deno.test("each stream's total is what a first reading will read of it", async () => {
  const simulator = smallAccount();
  const found = await examined(simulator, { changes: RECENT });
  for (
    const name of ["calls", "contacts", "numbers", "tags", "users", "teams", "webhooks", "company"] as const
  ) {
    assertEquals(found.of(name)?.figures?.["total"], simulator.account.truth(name).size, name);
  }
});

Deno.test("only the streams that are asked for are looked at, and calls are counted only where they are", async () => {
  const simulator = smallAccount();
  const found = await examined(simulator, { streams: ["teams", "contacts"] });
  assertEquals(found.findings.map(({ check }) => check), [
    ...CHECKS.slice(0, 4),
    ...["teams", "contacts", "rate", "first reading", "from then on"],
  ]);
  assertEquals([found.verdict.code, found.verdict.requests, simulator.count()], [0, 3, 3]);
});

Deno.test("everything that is wrong with a configuration is told at once, and nothing is asked", async () => {
  const simulator = smallAccount();
  const found = await examined(simulator, {
    changes: { api_id: "", start_date: "yesterday", advanced: { requests_per_minute: 0 } },
  });
  assertEquals(found.findings.length, 1);
  const { mark, details = [] } = found.findings[0] ?? {};
  assertEquals([mark, details.length, found.verdict.code, simulator.count()], ["failed", 3, 2, 0]);
});

Deno.test("a configuration that cannot be had at all is a finding with exit code 2", async () => {
  const input = () => Promise.reject(new ConfigError(["there is no configuration"]));
  const found = await examined(smallAccount(), { input });
  assertEquals(found.findings, [
    { check: "configuration", mark: "failed", found: "there is no configuration" },
  ]);
  assertEquals(found.verdict.code, 2);
});

Deno.test("keys of the configuration that are not known are a warning that names them, and no failure", async () => {
  const found = await examined(smallAccount(), { changes: { ...RECENT, tokn: 1 }, streams: ["teams"] });
  assertEquals(troubles(found), ["configuration warning"]);
  assertMatch(found.of("configuration")?.details?.[0] ?? "", /not known and are ignored: tokn$/);
  assertEquals(found.verdict.code, 0);
});

for (const status of [401, 403]) {
  Deno.test(`credentials that are answered with ${status} fail the check with exit code 2, after one request`, async () => {
    const simulator = smallAccount();
    simulator.faults.add({ path: "/v1/ping", every: 1, kind: { status } });
    const found = await examined(simulator);
    assertEquals(found.findings.map(({ check, mark }) => [check, mark]), [
      ["configuration", "ok"],
      ["connection", "ok"],
      ["clock", "ok"],
      ["credentials", "failed"],
    ]);
    assertMatch(
      found.of("credentials")?.advice ?? "",
      /^Check api_id and api_token .* cannot be used again$/,
    );
    assertEquals([found.verdict.code, found.verdict.requests], [2, 1]);
  });
}

Deno.test("no finding holds the id or the token, whether they are taken or not", async () => {
  const simulator = smallAccount();
  const [id, token] = ["simulated-id-of-a-key", "a-token-that-nobody-may-read"];
  const echo = { error: `no such key ${id}:${token}` };
  simulator.faults.add({ every: 1, kind: { status: 418, body: echo } });
  const found = await examined(simulator, { changes: { api_id: id, api_token: token, [token]: 1 } });
  const text = JSON.stringify(found);
  assertEquals([text.includes(id), text.includes(token)], [false, false]);
  assertStringIncludes(text, "[redacted]");
});

Deno.test("a stream that is refused is named with the reason, the others are looked at, and the exit code is 1", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/webhooks", every: 1, kind: { status: 403 } });
  simulator.faults.add({ path: "/v1/teams", every: 1, kind: { status: 404 } });
  simulator.faults.add({ path: "/v1/tags", every: 1, kind: { status: 410 } });
  simulator.faults.add({ path: "/v1/numbers", every: 1, kind: { status: 500 } });
  simulator.faults.add({ path: "/v1/company", every: 1, kind: "no-envelope" });
  const found = await examined(simulator, { changes: RECENT });
  const failed = found.findings.filter(({ mark }) => mark === "failed");
  assertEquals(failed.map(({ check, found }) => [check, found.slice(0, 26)]), [
    ["company", "not answered as it should "],
    ["numbers", "not answered as it should "],
    ["tags", 'ended by Aircall (410 ("Er'],
    ["teams", 'not there (404 ("Not Found'],
    ["webhooks", 'refused (403 ("Forbidden")'],
  ]);
  assert(failed.every(({ advice = "" }) => advice.length > 20));
  assertEquals(found.verdict.said, "5 of 9 streams cannot be captured");
  assertEquals(found.verdict.code, 1);
  // eleven, one more attempt at each of the two lists that may come back, and a ping for the one that was refused
  assertEquals(found.verdict.requests, 11 + 2 + 1);
});

Deno.test("lists that all fail in a way that may pass are not asked one after the other, so that no check takes many requests", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: /v1.(?!ping)|v2/, every: 1, kind: { status: 503 } });
  const found = await examined(simulator);
  assertEquals(found.verdict.said, "9 of 9 streams cannot be captured; 5 of them were not asked any more");
  assertEquals([found.verdict.code, found.verdict.requests], [1, 9]);
});

Deno.test("credentials that are withdrawn meanwhile end the check there with exit code 2", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/ping", nth: 2, times: Infinity, kind: { status: 403 } });
  simulator.faults.add({ path: "/v1/company", every: 1, kind: { status: 403 } });
  const found = await examined(simulator);
  assertEquals(found.findings.at(-1)?.check, "credentials");
  assertEquals([found.verdict.code, found.verdict.requests], [2, 4]);
});

Deno.test("an empty account passes: nothing is listed, and everything can be captured", async () => {
  const none = { calls: 0, contacts: 0, users: 0, teams: 0, numbers: 0, tags: 0, webhooks: 0 };
  const simulator = new Simulator({ clock: new VirtualClock(), size: none, limit: null });
  const found = await examined(simulator, { changes: RECENT });
  assertEquals(troubles(found), []);
  assertMatch(found.of("history")?.found ?? "", /^no call is listed; start_date asks for 2026-09-01/);
  assertEquals(found.of("teams")?.found, "0 rows");
  assertEquals([found.verdict.code, found.verdict.requests], [0, 10]);
});

Deno.test("a start date before the six months that are served is a warning that says how many days cannot be had", async () => {
  const size = { calls: 3_000, days: 300, contacts: 0, users: 2, teams: 0, numbers: 1, tags: 9, webhooks: 0 };
  const simulator = new Simulator({ clock: new VirtualClock(), size, limit: null });
  const found = await examined(simulator, {
    changes: { start_date: "2026-01-01T00:00:00Z" },
    streams: ["calls"],
  });
  const history = found.of("history");
  // six calendar months before 2 November
  assertEquals([history?.mark, history?.figures?.["days"]], ["warning", 183]);
  assertMatch(history?.advice ?? "", /calls of the 12[12] days before that cannot be had/);
  assertEquals(found.verdict.code, 0);
});

Deno.test("an account that is younger than what is served misses only the days before that", async () => {
  const found = await examined(smallAccount(), {
    changes: { start_date: "2025-11-02T09:00:00Z" },
    streams: ["calls"],
  });
  const { mark, figures } = found.of("history") ?? {};
  assertEquals([mark, figures?.["days"], figures?.["daysNotServed"]], ["warning", 20, 365 - 180]);
});

Deno.test("a count at which a list may stop counting is told as the least that there is", async () => {
  const size = {
    calls: 10_100,
    days: 100,
    contacts: 0,
    users: 2,
    teams: 0,
    numbers: 1,
    tags: 9,
    webhooks: 0,
  };
  const simulator = new Simulator({ clock: new VirtualClock(), size, limit: null, clampTotal: true });
  assertEquals((await examined(simulator, { streams: ["calls"] })).of("calls")?.found, "10,000 rows or more");
});

Deno.test("a list whose page holds less than it counts is a warning", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", every: 1, kind: "empty-page" });
  const found = await examined(simulator, { streams: ["tags"] });
  assertEquals(troubles(found), ["tags warning"]);
  assertMatch(found.of("tags")?.advice ?? "", /^Its first page holds 0 of them/);
});

Deno.test("a check that is asked to stop ends with that, and asks nothing more", async () => {
  const simulator = smallAccount();
  const stop = new AbortController();
  simulator.onAnswer(({ path }) => path === "/v1/company" && stop.abort(new Error("enough")));
  await assertRejects(() => examined(simulator, { signal: stop.signal }), Error, "enough");
  assertEquals(simulator.count(), 3);
});

Deno.test("what the configuration asks for is what is examined: a later start date counts fewer calls", async () => {
  const simulator = smallAccount();
  const total = async (start_date: string) =>
    Number(
      (await examined(simulator, { changes: { start_date }, streams: ["calls"] })).of("calls")?.figures
        ?.["total"],
    );
  const [all, some] = [await total("2026-01-01T00:00:00Z"), await total("2026-10-25T00:00:00Z")];
  assert(some > 0 && some < all, `${some} of ${all}`);
  assertEquals(configOf(simulator)["start_date"], "2020-01-01T00:00:00Z");
});
