import { assert, assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { type Clock, realClock } from "../../src/capture/clock.ts";
import { HttpFault } from "../../src/http/fault.ts";
import { against, anything, ask, Lines } from "./support.ts";

/** What a server writes on a connection once a request has come; `close` ends it, otherwise it stays open. */
interface Reply {
  bytes: string;
  close: boolean;
}

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const GOOD: Reply = { bytes: `${HEAD}content-length: 13\r\n\r\n{"teams":[1]}`, close: true };

/** A server on a real socket: the first request gets this reply, any later one a good one. */
function serve(first: Reply) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const asked: string[] = [];
  const answer = async (connection: Deno.Conn) => {
    open.add(connection);
    const request = new Uint8Array(4096);
    const read = await connection.read(request);
    asked.push(new TextDecoder().decode(request.subarray(0, read ?? 0)));
    const { bytes, close } = asked.length === 1 ? first : GOOD;
    await connection.write(new TextEncoder().encode(bytes));
    if (close) connection.close();
    if (close) open.delete(connection);
  };
  const done = (async () => {
    for await (const connection of listener) answer(connection).catch(() => {});
  })();
  const url = `http://127.0.0.1:${listener.addr.transport === "tcp" ? listener.addr.port : 0}`;
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      for (const connection of open) connection.close();
      listener.close();
      await done;
    },
  };
}

/** The real clock, 30 times as fast. */
const began = Date.now();
const hurried: Clock = {
  now: () => began + (Date.now() - began) * 30,
  sleep: (ms, signal) => realClock.sleep(ms / 30, signal),
};

/** The client over the runtime's own fetch. */
function over(baseUrl: string, patience = Infinity) {
  const log = new Lines();
  const { client } = against([], {
    baseUrl,
    clock: hurried,
    fetch: (url, init) => fetch(url, init),
    log,
    patience,
  });
  return { client, log };
}

const faults: [what: string, reply: Reply, says: string][] = [
  ["closes before it answers", { bytes: "", close: true }, "no answer came"],
  [
    "breaks off inside the body",
    { bytes: `${HEAD}content-length: 100\r\n\r\n{"teams"`, close: true },
    "broke off",
  ],
  [
    "stalls inside the body",
    { bytes: `${HEAD}content-length: 100\r\n\r\n{"teams"`, close: false },
    "stalled",
  ],
  ["never answers", { bytes: "", close: false }, "no answer for 30 s"],
  [
    "breaks off inside a chunk",
    { bytes: `${HEAD}transfer-encoding: chunked\r\n\r\n9\r\n{"te`, close: true },
    "broke off",
  ],
];

for (const [what, reply, says] of faults) {
  Deno.test(`Over a real socket: a server that ${what} is asked again, and answers`, async () => {
    await using server = serve(reply);
    const { client, log } = over(server.url);
    assertEquals((await client.json(ask(), anything)).value, { teams: [1] });
    assertEquals(server.asked.length, 2);
    assertStringIncludes(log.of("debug").join(), says);
  });
}

Deno.test("Over a real socket: the request is what the API expects", async () => {
  await using server = serve(GOOD);
  await over(`${server.url}/`).client.json(ask({ path: "/v1/calls?page=1&order=asc" }), anything);
  const [request = ""] = server.asked;
  assertStringIncludes(request, "GET /v1/calls?page=1&order=asc HTTP/1.1\r\n");
  assertStringIncludes(request.toLowerCase(), "authorization: basic c2vjcmv0\r\n");
  assertStringIncludes(request.toLowerCase(), "accept: application/json\r\n");
});

Deno.test("Over a real socket: a redirect is not followed", async () => {
  await using server = serve({
    bytes: "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n",
    close: true,
  });
  const fault = await assertRejects(() => over(server.url).client.json(ask(), anything), HttpFault);
  assertEquals([fault.kind, fault.status, server.asked.length], ["rejected", 302, 1]);
});

Deno.test("Over a real socket: a status is had without the body, and the connection is let go", async () => {
  await using server = serve({
    bytes: "HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\n{",
    close: false,
  });
  assertEquals(await over(server.url).client.status(ask()), 404);
});

Deno.test("Over a real socket: giving up ends a request that is never answered", async () => {
  await using server = serve({ bytes: "", close: false });
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const asked = over(server.url).client.json(ask({ signal: stop.signal }), anything).catch((error) => error);
  while (server.asked.length === 0) await realClock.sleep(1);
  stop.abort(reason);
  assertStrictEquals(await asked, reason);
});

Deno.test("Over a real socket: nobody there is a passing fault that names no secret", async () => {
  const { url } = await (async () => {
    await using server = serve(GOOD);
    return server;
  })();
  const { client } = over(url, 1);
  const fault = await assertRejects(() => client.json(ask(), anything), HttpFault);
  assertEquals(fault.kind, "passing");
  assertStringIncludes(fault.message, "no answer came (error sending request");
  assert(!Deno.inspect(fault).includes("c2VjcmV0"));
});
