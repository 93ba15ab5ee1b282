import {
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { HttpFault } from "../../src/http/fault.ts";
import { against, anything, ask, drip, json, later, text, type Turn } from "./support.ts";

const tooMany = (headers: Record<string, string> = {}): Turn => text("", { status: 429, headers });

Deno.test("A 429 closes everything for 60 s where it does not say how long", async () => {
  const { client, requests } = against([tooMany(), json({})]);
  await client.json(ask(), anything);
  assertEquals((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0), 60_000);
});

Deno.test("A 429 closes everything until the moment that it states", async () => {
  for (const [name, value] of [["retry-after", "20"], ["x-aircallapi-reset", "20"]] as const) {
    const { client, requests, clock, bucket } = against([tooMany({ [name]: value }), json({})]);
    const began = clock.now();
    const asked = client.json(ask(), anything);
    await clock.sleep(1);
    assertEquals(bucket.closedUntil, began + 20_000);
    await client.json(ask({ asker: "users", work: "snapshot" }), anything);
    await asked;
    for (const { at } of requests.slice(1)) assertGreaterOrEqual(at, began + 20_000);
  }
});

Deno.test("A 429 in a run's first minute halves the rate, or takes more where the server states a lower limit", async () => {
  const silent = against([tooMany(), json({})], { perMinute: 100 });
  await silent.client.json(ask(), anything);
  assertEquals(silent.bucket.perMinute, 50);
  const stating = against([tooMany({ "x-aircallapi-limit": "40" }), json({})], { perMinute: 100 });
  await stating.client.json(ask(), anything);
  assertEquals(stating.bucket.perMinute, 40);
});

Deno.test("One 429 is one warning that says for how long and at which rate it goes on", async () => {
  const { client, log } = against([tooMany(), json({})], { perMinute: 100 });
  await client.json(ask(), anything);
  const [warning = "", ...others] = log.of("warn");
  assertStringIncludes(warning, "everything waits 60 s");
  assertStringIncludes(warning, "50 requests a minute");
  assertEquals(others, []);
  assertEquals(client.counts, { requests: 2, refused429: 1 });
});

Deno.test("Requests are counted by who asks, each attempt of them", async () => {
  const { client } = against([tooMany(), json({}), json({})]);
  await client.json(ask({ asker: "users" }), anything);
  await client.json(ask({ asker: "teams" }), anything);
  assertEquals(["users", "teams", "tags"].map((name) => client.requestsOf(name)), [2, 1, 0]);
});

Deno.test("Refusals of several requests that were under way are one closing: one warning, one step down", async () => {
  let refusals = 4;
  const { client, log, bucket } = against([
    (request) => later(100 * refusals, refusals-- > 0 ? tooMany() : json({}))(request),
  ]);
  const before = bucket.perMinute;
  await Promise.all(
    [1, 2, 3, 4].map((page) => client.json(ask({ path: `/v1/teams?page=${page}` }), anything)),
  );
  assertEquals(log.of("warn").length, 1);
  assertEquals(client.counts.refused429, 4);
  assertAlmostEquals(bucket.perMinute, before / 2, 100);
});

Deno.test("The next closing is a warning of its own", async () => {
  const { client, log } = against([tooMany(), json({}), tooMany(), json({})]);
  await client.json(ask(), anything);
  await client.json(ask(), anything);
  assertEquals(log.of("warn").length, 2);
});

Deno.test("A 429 is no failure: without a patience it is waited out for hours, and no trouble is told", async () => {
  const { client, clock } = against([...Array.from({ length: 200 }, () => tooMany()), json({})]);
  const began = clock.now();
  await client.json(ask(), anything);
  assertGreaterOrEqual(clock.now() - began, 200 * 60_000);
  assertEquals(client.troubles.size, 0);
});

Deno.test("Nothing but 429s is borne ten times as long as a failure, then given up; any other answer begins that time anew", async () => {
  const nine = Array.from({ length: 9 }, () => tooMany());
  const { client, clock } = against([...nine, json({}), ...nine, json({}), tooMany()], { patience: 60_000 });
  await client.json(ask(), anything);
  await client.json(ask(), anything);
  const began = clock.now();
  const fault = await assertRejects(() => client.json(ask(), anything), HttpFault);
  assertEquals([fault.kind, fault.status], ["limited", 429]);
  assertGreaterOrEqual(clock.now() - began, 600_000);
  assertLess(clock.now() - began, 721_000);
  assertEquals(client.troubles.size, 0);
});

for (const end of ["cut", "stall"] as const) {
  Deno.test(`A 429 whose body ends in a ${end} is a 429 all the same: its body is not read`, async () => {
    const { client, requests, log } = against([(request) => {
      const { body } = drip([[10, "{"]], end)(request) as Response;
      return new Response(body, { status: 429 });
    }, json({})]);
    await client.json(ask(), anything);
    assertEquals((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0), 60_000);
    assertEquals(log.of("debug"), []);
  });
}
