import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { type FaultKind, HttpFault } from "../../src/http/fault.ts";
import { against, anything, ask, drip, json, reset, rest, text, type Turn } from "./support.ts";

/** What a client makes of one answer that it does not retry. */
async function refusal(turn: Turn): Promise<{ fault: HttpFault; requests: number }> {
  const { client, requests } = against([turn]);
  const fault = await assertRejects(() => client.json(ask(), anything), HttpFault);
  return { fault, requests: requests.length };
}

const answers: [status: number, kind: FaultKind, body: unknown, says: string][] = [
  [401, "refused", { error: "Unauthorized" }, '401 ("Unauthorized")'],
  [403, "refused", { message: "Forbidden" }, '403 ("Forbidden")'],
  [
    404,
    "missing",
    { error: "Not Found", troubleshoot: "No such route" },
    '404 ("Not Found · No such route")',
  ],
  [400, "rejected", { errors: "limited to 10k results" }, '400 ("limited to 10k results")'],
  [410, "rejected", { error: "Gone" }, '410 ("Gone")'],
  [422, "rejected", { message: "per_page is too large" }, '422 ("per_page is too large")'],
];

for (const [status, kind, body, says] of answers) {
  Deno.test(`A ${status} is thrown at once as ${kind}, with the API's own words`, async () => {
    const { fault, requests } = await refusal(json(body, { status }));
    assertEquals([fault.kind, fault.status, fault.request], [kind, status, "/v1/teams?page=1"]);
    assertEquals(fault.message, `GET /v1/teams?page=1: ${says}`);
    assertEquals(requests, 1);
  });
}

for (const body of ["", "<html>Forbidden</html>", "[1]", "null", '{"error":']) {
  Deno.test(`A 403 with the body ${body || "of nothing"} is refused, without words`, async () => {
    const { fault } = await refusal(text(body, { status: 403, statusText: "Forbidden" }));
    assertEquals([fault.kind, fault.happened], ["refused", "403 Forbidden"]);
  });
}

Deno.test("Redirects are not followed: they are rejected, and the secret stays where it was sent", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { client, requests } = against([
      text("", { status, headers: { location: "https://elsewhere.test/v1/teams" } }),
    ]);
    const fault = await assertRejects(() => client.json(ask(), anything), HttpFault);
    assertEquals([fault.kind, fault.status], ["rejected", status]);
    assertEquals(requests.map(({ url, init }) => [url, init.redirect]), [
      ["http://aircall.test/v1/teams?page=1", "manual"],
    ]);
  }
});

Deno.test("A request is a GET that carries the authorization and asks for JSON", async () => {
  const { client, requests } = against([json({})]);
  await client.json(ask(), anything);
  const [{ url, init } = { url: "", init: {} }] = requests;
  const headers = new Headers(init.headers);
  assertEquals(url, "http://aircall.test/v1/teams?page=1");
  assertEquals(init.method ?? "GET", "GET");
  assertEquals(headers.get("authorization"), "Basic c2VjcmV0");
  assertEquals(headers.get("accept"), "application/json");
});

Deno.test("An answer is what read makes of its body", async () => {
  const { client } = against([json({ ping: "pong" })]);
  const { value } = await client.json(ask(), (body) => new TextDecoder().decode(body));
  assertEquals(value, '{"ping":"pong"}');
});

Deno.test("A fault of our own in read is thrown as it is, and not retried", async () => {
  const { client, requests } = against([reset, json({})]);
  const mistake = new TypeError("undefined is not a function");
  const thrown = await assertRejects(() =>
    client.json(ask(), () => {
      throw mistake;
    })
  );
  assertStrictEquals(thrown, mistake);
  assertEquals(requests.length, 2);
  assertEquals(client.troubles.size, 0);
});

Deno.test("The server's clock is behind by what its Date certainly lacks, where it has one", async () => {
  const { client, clock } = against([
    ({ at }) => new Response("{}", { headers: { date: new Date(at - 90_000).toUTCString() } }),
    ({ at }) => new Response("{}", { headers: { date: new Date(at).toUTCString() } }),
    ({ at }) => new Response("{}", { headers: { date: new Date(at + 90_000).toUTCString() } }),
    json({}, { headers: { date: "yesterday" } }),
    json({}),
  ]);
  await clock.sleep(999);
  const behind = [];
  for (let i = 0; i < 5; i++) behind.push((await client.json(ask(), anything)).behind);
  const [late = 0, ...others] = behind;
  assert(late > 88_000 && late <= 90_000);
  assertEquals(others, [0, 0, undefined, undefined]);
});

for (const status of [200, 204, 302, 400, 401, 403, 404, 410]) {
  Deno.test(`status() returns ${status} as it is`, async () => {
    const { client, requests } = against([() => new Response(null, { status })]);
    assertEquals(await client.status(ask()), status);
    assertEquals(requests.length, 1);
  });
}

for (
  const [what, turn] of Object.entries({
    "a 500": text("", { status: 500 }),
    "a 408": text("", { status: 408 }),
    reset,
  })
) {
  Deno.test(`status() asks again after ${what}`, async () => {
    const { client, requests } = against([turn, text("", { status: 404 })]);
    assertEquals(await client.status(ask()), 404);
    assertEquals(requests.length, 2);
  });
}

Deno.test("status() waits out a 429", async () => {
  const { client, clock } = against([text("", { status: 429, headers: { "retry-after": "20" } }), text("")]);
  const began = clock.now();
  assertEquals(await client.status(ask()), 200);
  assertEquals(clock.now() - began, 20_000);
});

Deno.test("status() does not read the body: it cancels it", async () => {
  let cancelled = false;
  const { client, clock } = against([
    () => new Response(new ReadableStream({ cancel: () => void (cancelled = true) })),
  ]);
  const began = clock.now();
  assertEquals(await client.status(ask()), 200);
  assert(cancelled);
  assertEquals(clock.now(), began);
  await rest();
  assertEquals([clock.sleeping, clock.now()], [0, began]);
});

Deno.test("status() does not care for a body that would never end", async () => {
  const { client, clock } = against([drip([[0, "{"]], "stall")]);
  const began = clock.now();
  assertEquals(await client.status(ask()), 200);
  assertEquals(clock.now(), began);
});

Deno.test("Requests are counted, the retried ones too", async () => {
  const { client } = against([reset, json({})]);
  await client.json(ask(), anything);
  await client.status(ask());
  assertEquals(client.counts, { requests: 3, refused429: 0 });
});

Deno.test("A fault is an error that says where it comes from", async () => {
  const { fault } = await refusal(json({}, { status: 404 }));
  assertInstanceOf(fault, Error);
  assertStringIncludes(String(fault), "HttpFault: GET /v1/teams?page=1: 404");
});

Deno.test("A host that this program may not reach is rejected at once, with the setting that names it", async () => {
  const { fault, requests } = await refusal(() => {
    throw new Deno.errors.NotCapable('Requires net access to "elsewhere.test:443"');
  });
  assertEquals([fault.kind, requests], ["rejected", 1]);
  assertStringIncludes(fault.message, "base_url");
});
