import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { readJson } from "../../src/http/body.ts";
import { HttpFault, Malformed } from "../../src/http/fault.ts";
import {
  against,
  anything,
  ask,
  drip,
  json,
  later,
  type Options,
  type Received,
  reset,
  silence,
  text,
  type Turn,
} from "./support.ts";

/** Whatever may be gone next time, and what is said of it. */
const passing: [what: string, turn: Turn, says: string][] = [
  ["408", json({ error: "Timeout" }, { status: 408 }), '408 ("Timeout")'],
  ["500", text("", { status: 500, statusText: "Internal Server Error" }), "500 Internal Server Error"],
  ["502 with HTML", text("<html>", { status: 502 }), "502"],
  ["503", json({ message: "Service Unavailable" }, { status: 503 }), '503 ("Service Unavailable")'],
  ["504", text("upstream request timeout", { status: 504 }), "504"],
  ["a reset before the headers", reset, "no answer came (connection closed before message completed)"],
  [
    "a body that breaks off",
    drip([[5, '{"teams":[']], "cut"),
    "the answer (200) broke off (error reading a body",
  ],
  ["headers that do not come", silence, "no answer for 30 s"],
  ["a fetch that has words of its own for a deadline", aborted, "no answer for 30 s"],
  ["a body that stalls", drip([[5, '{"teams":[']], "stall"), "the body stalled for 15 s"],
  [
    "a body that drips",
    drip(Array.from({ length: 20 }, () => [10_000, " "]), "close"),
    "not complete after 120 s",
  ],
  ["JSON that was cut", text('{"teams":[{"id":1'), "cut short after 17 characters"],
  ["HTML with 200", text("<html>maintenance</html>"), "the body is HTML instead of JSON"],
  ["an empty body", text(""), "the body is empty"],
  ["204", () => new Response(null, { status: 204 }), "the body is empty"],
  ["a body that is not UTF-8", text(new Uint8Array([0x7b, 0xff, 0x7d])), "the body is not valid UTF-8"],
  ["another shape", json({ wrong: [] }), "no envelope"],
];

/** What some runtimes reject with, whatever the signal's reason. */
function aborted({ signal }: Received): Promise<Response> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      "abort",
      () => reject(new DOMException("The operation was aborted", "AbortError")),
    );
  });
}

function read(bytes: Uint8Array): unknown {
  const body = readJson(bytes);
  if (typeof body !== "object" || body === null || !("teams" in body)) throw new Malformed("no envelope");
  return body.teams;
}

for (const [what, turn, says] of passing) {
  Deno.test(`${what}: asked again until there is an answer, with a warning by the second failure`, async () => {
    const { client, log, requests } = against([turn, turn, turn, json({ teams: [1] })]);
    let seen: unknown;
    const watched = against([turn, turn, (request) => {
      seen = [...watched.client.troubles].map(([asker, { times }]) => [asker, times]);
      return json({ teams: [1] })(request);
    }]);
    assertEquals((await client.json(ask(), read)).value, [1]);
    assertEquals(requests.length, 4);
    const [warning = ""] = log.of("warn");
    assertStringIncludes(warning, "warn teams: GET /v1/teams?page=1: ");
    assertStringIncludes(warning, says);
    assertStringIncludes(warning, "attempt 2 failed");
    assertEquals(client.troubles.size, 0);
    await watched.client.json(ask(), read);
    assertEquals(seen, [["teams", 2]]);
  });

  Deno.test(`${what}: thrown as a passing fault when patience runs out`, async () => {
    const { client } = against([turn], { patience: 60_000 });
    const fault = await assertRejects(() => client.json(ask(), read), HttpFault);
    assertEquals(fault.kind, "passing");
    assertStringIncludes(fault.happened, says);
    assertEquals(client.troubles.size, 0);
  });
}

Deno.test("One failure that is gone at once is not worth a warning", async () => {
  const { client, log } = against([reset, json({})]);
  await client.json(ask(), anything);
  assertEquals(log.of("warn"), []);
});

Deno.test("A warning says which attempt failed, how, and in how many seconds the next one comes", async () => {
  const { client, log } = against([reset, reset, reset, json({})]);
  await client.json(ask(), anything);
  const failed = "GET /v1/teams?page=1: no answer came (connection closed before message completed)";
  assertEquals(log.of("debug"), [`debug teams: ${failed}; attempt 1 failed, the next is in 0.8 s`]);
  assertEquals(log.of("warn"), [
    `warn teams: ${failed}; attempt 2 failed, the next is in 1.5 s`,
    `warn teams: ${failed}; attempt 3 failed, the next is in 3.0 s`,
  ]);
});

Deno.test("When it goes on after a warning, that is said too", async () => {
  const { client, log } = against([reset, reset, json({})]);
  await client.json(ask(), anything);
  assertEquals(log.of("info"), ["info teams: answered again after 2 failed attempts"]);
});

/** Milliseconds between the attempts at a request that fails so many times. */
async function waits(failures: number, options: Options = {}): Promise<number[]> {
  const { client, requests } = against([...Array.from({ length: failures }, () => reset), json({})], options);
  await client.json(ask(), anything);
  return requests.slice(1).map(({ at }, i) => at - (requests[i]?.at ?? 0));
}

Deno.test("The first wait is a second at most, they grow, and none is longer than 60 s, whatever the jitter", async () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(random, { minLength: 12, maxLength: 12 }), async (randoms) => {
      const [first = 0, ...others] = await waits(12, { random: () => randoms.pop() ?? 0 });
      assert(first > 0 && first <= 1000);
      let before = first;
      for (const wait of others) {
        assertLessOrEqual(wait, 60_001);
        assertGreaterOrEqual(wait, before < 30_000 ? before : 30_000);
        before = wait;
      }
      assertGreaterOrEqual(others.at(-1) ?? 0, 30_000);
    }),
    { numRuns: 50 },
  );
});

Deno.test("Two that fail at the same moment do not come back at the same moment", async () => {
  assertNotEquals(await waits(3, { random: () => 0.2 }), await waits(3, { random: () => 0.8 }));
});

Deno.test("Each attempt takes a token of its own", async () => {
  const { client, requests, bucket } = against([reset, json({})], { perMinute: 2 });
  await client.json(ask(), anything);
  await bucket.take("tail");
  assertGreater((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0), 30_000);
});

Deno.test("Patience is counted from the first failure, not from the request", async () => {
  const { client, clock } = against([later(25_000, reset)], { patience: 10_000 });
  const began = clock.now();
  await assertRejects(() => client.json(ask(), anything), HttpFault);
  assertGreaterOrEqual(clock.now() - began, 35_000);
});

Deno.test("The last attempt at a request comes when its patience ends, however long the next wait would be", async () => {
  for (const patience of [10_000, 20_000, 60_000]) {
    const { client, clock } = against([reset], { patience });
    const began = clock.now();
    await assertRejects(() => client.json(ask(), anything), HttpFault);
    assertGreaterOrEqual(clock.now() - began, patience);
    // what the rate adds
    assertLessOrEqual(clock.now() - began, patience + 1000);
  }
});

Deno.test("A slow answer that stays within its deadlines is taken", async () => {
  const slow = drip(
    Array.from({ length: 9 }, (_, i) => [10_000, i === 0 ? "[" : i === 8 ? "1]" : " "]),
    "close",
  );
  const { client, requests } = against([later(29_000, slow)]);
  assertEquals((await client.json(ask(), anything)).value, [1]);
  assertEquals(requests.length, 1);
});

Deno.test("Deadlines can be set", async () => {
  const { client, requests } = against([silence, json({})], { deadlines: { headers: 100 } });
  await client.json(ask(), anything);
  assertLessOrEqual((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0), 1100);
});
