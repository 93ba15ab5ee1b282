import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Retries } from "../../src/http/retries.ts";
import { HttpFault } from "../../src/http/fault.ts";
import { against, anything, ask, json, Ledger, Lines, reset, rest } from "./support.ts";

const fault = (happened: string) => new HttpFault("passing", "/v1/calls", happened);

function retriesOf() {
  const clock = new Ledger();
  const log = new Lines();
  return { clock, log, retries: new Retries({ clock, random: () => 0.5, log }) };
}

Deno.test("A trouble says since when, how often and why, and is gone with the answer", async () => {
  const { retries, clock } = retriesOf();
  const since = clock.now();
  const attempts = retries.begin("calls");
  assertEquals(retries.troubles.size, 0);
  await attempts.failed(fault("503"));
  await attempts.failed(fault("504"));
  assertEquals([...retries.troubles], [["calls", { since, times: 2, cause: "GET /v1/calls: 504" }]]);
  attempts.answered();
  assertEquals(retries.troubles.size, 0);
});

Deno.test("Each who asks has a trouble of its own", async () => {
  const { retries } = retriesOf();
  const [calls, users] = [retries.begin("calls"), retries.begin("users")];
  await Promise.all([calls.failed(fault("503")), users.failed(fault("504"))]);
  assertEquals([...retries.troubles.keys()].sort(), ["calls", "users"]);
  calls.answered();
  assertEquals([...retries.troubles.keys()], ["users"]);
});

Deno.test("Who has two requests in trouble is out of it only when both are answered", async () => {
  const { retries } = retriesOf();
  const [one, other] = [retries.begin("calls"), retries.begin("calls")];
  await one.failed(fault("503"));
  await other.failed(fault("504"));
  other.answered();
  assertStringIncludes(retries.troubles.get("calls")?.cause ?? "", "503");
  one.answered();
  assertEquals(retries.troubles.size, 0);
});

Deno.test("Of two requests in trouble the one that has been so for longer is told", async () => {
  const { retries } = retriesOf();
  const [one, other] = [retries.begin("calls"), retries.begin("calls")];
  await one.failed(fault("503"));
  await other.failed(fault("504"));
  await other.failed(fault("504"));
  assertStringIncludes(retries.troubles.get("calls")?.cause ?? "", "503");
});

Deno.test("An answer to one request does not hide that another of the same stream fails", async () => {
  const { client, clock } = against([
    ({ url, ...request }) =>
      url.includes("page=1") ? reset({ url, ...request }) : json({})({ url, ...request }),
  ]);
  const stop = new AbortController();
  const failing = client.json(ask({ signal: stop.signal }), anything).catch(() => {});
  await clock.sleep(5000);
  await client.json(ask({ path: "/v1/teams?page=2" }), anything);
  assertEquals([...client.troubles.keys()], ["teams"]);
  stop.abort();
  await failing;
  await rest();
  assertEquals(client.troubles.size, 0);
});

Deno.test("A 429 between two failures neither counts as one nor ends the trouble", async () => {
  const { retries } = retriesOf();
  const attempts = retries.begin("calls");
  await attempts.failed(fault("503"));
  attempts.limited(new HttpFault("limited", "/v1/calls", "429", 429));
  assertEquals(retries.troubles.get("calls")?.times, 1);
  await attempts.failed(fault("503"));
  assertEquals(retries.troubles.get("calls")?.times, 2);
});

Deno.test("Whatever the runtime throws, a fault says it on one line of at most 200 characters, or nothing of it", async () => {
  const thrown: [error: unknown, happened: string][] = [
    ["gone", "no answer came"],
    [undefined, "no answer came"],
    [new Error("first\nsecond"), "no answer came (first)"],
    [new Error(""), "no answer came"],
    [new Error("x".repeat(200)), `no answer came (${"x".repeat(200)})`],
    [new Error("x".repeat(201)), `no answer came (${"x".repeat(200)})`],
  ];
  for (const [error, happened] of thrown) {
    const { client } = against([() => Promise.reject(error)], { patience: 0 });
    const fault = await assertRejects(() => client.json(ask(), anything), HttpFault);
    assertEquals([fault.kind, fault.happened], ["passing", happened]);
  }
});

Deno.test("A body that is not read is let go of before its status is told", async () => {
  let gone = false;
  const { client } = against([({ clock }) =>
    new Response(
      new ReadableStream({
        async cancel() {
          await clock.sleep(1000);
          gone = true;
        },
      }),
    )]);
  assertEquals(await client.status(ask()), 200);
  assertEquals(gone, true);
});

Deno.test("A body that cannot be let go of is no matter", async () => {
  const { client } = against([
    () => new Response(new ReadableStream({ cancel: () => Promise.reject(new Error("it stays")) })),
  ]);
  assertEquals(await client.status(ask()), 200);
});
