import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { FaultKind } from "../../src/simulator/mod.ts";
import { api, type Read, walk } from "./api.ts";

/** One answer with a fault, and the same without. */
async function withFault(
  kind: FaultKind,
  path = "/v1/contacts?per_page=10",
): Promise<{ bad: Read; good: Read }> {
  const { get, simulator } = api();
  simulator.faults.add({ kind });
  return { bad: await get(path), good: await get(path) };
}

Deno.test("A status comes with the body that it has, or with another, and the headers that are given", async () => {
  const { bad } = await withFault({ status: 503 });
  assertEquals([bad.status, bad.text], [503, '{"message":"Internal Server Error"}']);
  for (const status of [400, 401, 403, 404, 408, 422, 429, 500, 502, 504]) {
    assertEquals((await withFault({ status })).bad.status, status);
  }
  assertEquals((await withFault({ status: 403 })).bad.text, '{"message":"Forbidden"}');
  const html = (await withFault({ status: 502, body: "<html>", headers: { "retry-after": "7" } })).bad;
  assertEquals([html.text, html.headers.get("retry-after")], ["<html>", "7"]);
  assertEquals((await withFault({ status: 422, body: { error: "no" } })).bad.json, { error: "no" });
});

Deno.test("A request that is answered with a status does nothing", async () => {
  const { get, simulator, account } = api();
  const [id = 0] = account.contacts.ids();
  simulator.faults.add({ kind: { status: 500 } });
  assertEquals(
    (await get(`/v1/contacts/${id}`, {
      method: "DELETE",
      headers: { authorization: simulator.authorization },
    })).status,
    500,
  );
  assertEquals((await get(`/v1/contacts/${id}`)).status, 200);
});

Deno.test("A reset rejects as fetch does, before any answer", async () => {
  const { get, simulator } = api();
  simulator.faults.add({ kind: "reset" });
  await assertRejects(() => get("/v1/calls"), TypeError, "fetch failed");
  assertEquals((await get("/v1/calls")).status, 200);
  assertEquals(simulator.count({ status: 0 }), 1);
});

Deno.test("A cut body is shorter than its length and rejects while it is read", async () => {
  const { simulator } = api();
  simulator.faults.add({ kind: "cut" });
  const headers = { authorization: simulator.authorization };
  const response = await simulator.fetch("https://api.aircall.io/v1/contacts", { headers });
  let bytes = 0;
  await assertRejects(
    async () => {
      for await (const chunk of response.body ?? []) bytes += chunk.length;
    },
    TypeError,
    "error reading a body from connection",
  );
  assert(bytes > 0 && bytes < Number(response.headers.get("content-length")));
});

Deno.test("A stall lasts until the client gives up, and ends with its reason, in the headers or in the body", async () => {
  const { simulator, clock } = api();
  simulator.faults.add({ kind: "stall-headers" });
  simulator.faults.add({ kind: "stall-body" });
  const headers = { authorization: simulator.authorization };
  for (const step of ["headers", "body"]) {
    const control = new AbortController();
    const reason = new DOMException("too slow", "TimeoutError");
    const ask = simulator.fetch("https://api.aircall.io/v1/calls", { headers, signal: control.signal });
    const read = step === "headers" ? ask : ask.then((response) => response.text());
    clock.sleep(1000).then(() => control.abort(reason));
    const error = await assertRejects(() => read);
    assertEquals(error, reason);
  }
});

Deno.test("A signal ends a request that waits, and one that has not begun", async () => {
  const { simulator, clock } = api({ latency: 5000 });
  const headers = { authorization: simulator.authorization };
  const control = new AbortController();
  const waiting = simulator.fetch("https://api.aircall.io/v1/calls", { headers, signal: control.signal });
  clock.sleep(10).then(() => control.abort(new Error("enough")));
  await assertRejects(() => waiting, Error, "enough");
  const request = new Request("https://api.aircall.io/v1/calls", {
    headers,
    signal: AbortSignal.abort(new Error("never")),
  });
  await assertRejects(() => simulator.fetch(request), Error, "never");
});

Deno.test("Latency is slept by the clock, a number or one made up each time", async () => {
  for (const latency of [250, () => 250]) {
    const { get, clock } = api({ latency });
    const before = clock.now();
    await get("/v1/ping");
    assertEquals(clock.now() - before, 250);
  }
});

Deno.test("A dripping body arrives whole, in sixteen drops with a wait before each", async () => {
  const { get, simulator, clock } = api();
  const whole = (await get("/v1/contacts")).text;
  simulator.faults.add({ kind: { drip: 100 } });
  const before = clock.now();
  assertEquals((await get("/v1/contacts")).text, whole);
  assert(clock.now() - before >= 1500);
});

Deno.test("Truncated JSON, HTML and a broken byte are no JSON in UTF-8; another type holds the right JSON", async () => {
  const truncated = await withFault("truncated-json");
  assertEquals([truncated.bad.status, truncated.bad.json], [200, {}]);
  assert(truncated.good.text.startsWith(truncated.bad.text) && truncated.bad.text.length > 100);
  assertEquals(
    truncated.bad.headers.get("content-length"),
    String(new TextEncoder().encode(truncated.bad.text).length),
  );
  const html = await withFault("html");
  assertEquals([html.bad.status, html.bad.headers.get("content-type"), html.bad.json], [
    200,
    "text/html",
    {},
  ]);
  const type = await withFault("wrong-type");
  assertEquals([type.bad.text, type.bad.headers.get("content-type")], [
    type.good.text,
    "application/octet-stream",
  ]);
  const { get, simulator } = api();
  const headers = { authorization: simulator.authorization };
  simulator.faults.add({ kind: "invalid-utf8" });
  const broken = await simulator.fetch("https://api.aircall.io/v1/contacts?per_page=10", { headers });
  const bytes = await broken.bytes();
  assertThrows(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes), TypeError);
  const mended = JSON.parse(new TextDecoder().decode(bytes).replace("\ufffd", ""));
  assertEquals(mended, (await get("/v1/contacts?per_page=10")).json);
});

Deno.test("An answer can lack its envelope, or hold something else in it", async () => {
  const none = await withFault("no-envelope");
  assertEquals(Object.keys(none.bad.json), ["meta"]);
  assertEquals(none.bad.meta, none.good.meta);
  const shape = await withFault("wrong-shape");
  assert(!Array.isArray(shape.bad.json.contacts) && "contacts" in shape.bad.json);
  assertEquals(Object.keys((await withFault("no-envelope", "/v1/company")).bad.json), []);
});

Deno.test("What is refused anyway is refused undistorted", async () => {
  for (const kind of ["no-envelope", "empty-page", "truncated-json", "html"] as const) {
    const { bad, good } = await withFault(kind, "/v1/calls?page=201&per_page=50");
    assertEquals([bad.status, bad.text], [400, good.text]);
  }
});

Deno.test("An empty page keeps the true total", async () => {
  const { bad, good } = await withFault("empty-page");
  assertEquals([bad.rows, bad.meta], [[], { ...good.meta, count: 0 }]);
});

Deno.test("Rows can be doubled, dropped or robbed of their key while meta says all is well", async () => {
  const doubled = await withFault("duplicate-rows");
  assertEquals(doubled.bad.ids, [...doubled.good.ids.slice(0, -1), doubled.good.ids[0] ?? 0]);
  assertEquals(doubled.bad.meta, doubled.good.meta);
  const dropped = await withFault("drop-row");
  assertEquals(dropped.bad.ids, dropped.good.ids.toSpliced(5, 1));
  assertEquals(dropped.bad.meta, dropped.good.meta);
  const robbed = await withFault("missing-key");
  assertEquals(robbed.bad.rows.map((row) => "id" in row), [false, ...Array(9).fill(true)]);
  const hooks = await withFault("missing-key", "/v1/webhooks");
  assert(!("webhook_id" in (hooks.bad.rows[0] ?? {})));
  assertEquals(Object.keys(JSON.parse((await withFault("missing-key", "/v1/company")).bad.text).company), [
    "users_count",
    "numbers_count",
  ]);
});

Deno.test("The total can be wrong, a link can loop or lead away", async () => {
  const total = await withFault({ total: -3 });
  assertEquals([total.bad.meta.total, total.bad.rows], [total.good.meta.total - 3, total.good.rows]);
  const loop = await withFault("loop-link");
  assertEquals(loop.bad.meta.next_page_link, "https://api.aircall.io/v1/contacts?per_page=10");
  const foreign = await withFault("foreign-link");
  assert(new URL(foreign.bad.meta.next_page_link ?? "").host !== "api.aircall.io");
});

Deno.test("A huge number is in the text digit by digit", async () => {
  const { bad } = await withFault("huge-number");
  assertEquals(bad.text.split('"sequence_number":9007199254740993').length, 11);
});

Deno.test("A rule takes effect on the nth request that matches, so many times", async () => {
  const { get, simulator } = api();
  const handle = simulator.faults.add({ path: "/v1/tags", nth: 3, times: 2, kind: { status: 500 } });
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) {
    await get("/v1/numbers");
    statuses.push((await get("/v1/tags")).status);
  }
  assertEquals(statuses, [200, 200, 500, 500, 200, 200]);
  assertEquals([handle.fired, handle.seen], [2, 6]);
});

Deno.test("Every so many, with a probability, by a pattern or a condition, until it is removed", async () => {
  const { get, simulator } = api();
  const statuses = async (count: number, path = "/v1/tags") => {
    const list: number[] = [];
    for (let i = 0; i < count; i++) list.push((await get(path)).status);
    return list;
  };
  const every = simulator.faults.add({ every: 3, kind: { status: 500 } });
  assertEquals(await statuses(7), [200, 200, 500, 200, 200, 500, 200]);
  every.remove();
  const offset = simulator.faults.add({ every: 3, nth: 1, kind: { status: 500 } });
  assertEquals(await statuses(5), [500, 200, 200, 500, 200]);
  offset.remove();
  const chance = simulator.faults.add({ probability: 0.3, kind: { status: 500 } });
  const failed = (await statuses(200)).filter((status) => status === 500).length;
  assert(failed > 30 && failed < 90);
  assertEquals(chance.fired, failed);
  simulator.faults.clear();
  simulator.faults.add({ path: /^\/v1\/tags\/\d+$/g, times: Infinity, kind: { status: 500 } });
  assertEquals([await statuses(2, "/v1/tags/1"), await statuses(1)], [[500, 500], [200]]);
  simulator.faults.add({ when: ({ query }) => query.page === "2", kind: { status: 418 } });
  assertEquals([(await get("/v1/tags?page=1")).status, (await get("/v1/tags?page=2")).status], [200, 418]);
});

Deno.test("Of two rules that would take effect the first one added does", async () => {
  const { get, simulator } = api();
  simulator.faults.add({ kind: { status: 500 } });
  simulator.faults.add({ kind: { status: 501 } });
  assertEquals([
    (await get("/v1/tags")).status,
    (await get("/v1/tags")).status,
    (await get("/v1/tags")).status,
  ], [500, 501, 200]);
});

Deno.test("The journal names the fault; a rule that makes no sense is refused", async () => {
  const { get, simulator } = api();
  simulator.faults.add({ kind: { total: 2 } });
  await walk(get, "/v1/tags", 50);
  assertEquals(simulator.journal[0]?.fault, "total:2");
  assertThrows(() => simulator.faults.add({ nth: 0, kind: "reset" }), RangeError, "nth");
  assertThrows(() => simulator.faults.add({ probability: 2, kind: "reset" }), RangeError, "probability");
  assertThrows(() => simulator.faults.add({ kind: { status: 99 } }), RangeError, "status");
});
