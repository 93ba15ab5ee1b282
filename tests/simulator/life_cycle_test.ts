import { assert, assertEquals } from "@std/assert";
import { api } from "./api.ts";

Deno.test("A call goes from initial over answered to done, and minutes later is final: cost, pricing, duration, start", async () => {
  const { account, call, pass } = api();
  const begin = account.now;
  const id = account.startCall({
    direction: "outbound",
    answeredAfter: 5,
    talk: 20,
    finaliseAfter: 90,
    shift: 1,
  });
  const seen = async () => {
    const { status, started_at, answered_at, ended_at, duration, pricing_type } = await call(id);
    return { status, started_at, answered_at, ended_at, duration, pricing_type };
  };
  const ringing = { started_at: begin, answered_at: null, ended_at: null, duration: 0, pricing_type: null };
  assertEquals(await seen(), { status: "initial", ...ringing });
  pass(5);
  assertEquals(await seen(), { status: "answered", ...ringing, answered_at: begin + 5 });
  pass(19);
  assertEquals((await seen()).status, "answered");
  pass(1);
  const ended = { ...ringing, status: "done", answered_at: begin + 5, ended_at: begin + 25, duration: 25 };
  assertEquals(await seen(), ended);
  pass(89);
  assertEquals(await seen(), ended);
  pass(1);
  assertEquals(await seen(), { ...ended, started_at: begin + 1, duration: 24, pricing_type: "in_bundle" });
});

Deno.test("Finalisation sets the cost of outbound calls, which is 0.0 until then", async () => {
  const { account, call, pass } = api({ size: { calls: 0 } });
  const ids = Array.from(
    { length: 40 },
    () => account.startCall({ direction: "outbound", answeredAfter: 1, talk: 1, finaliseAfter: 100 }),
  );
  const costs = () => Promise.all(ids.map(async (id) => (await call(id)).cost));
  pass(101);
  assert((await costs()).every((cost) => cost === "0.0"));
  pass(1);
  assert((await costs()).includes("3.0"));
});

Deno.test("A call that nobody answers has no answer time, and a reason once it is over", async () => {
  const { account, call, pass } = api();
  const ids = Array.from(
    { length: 30 },
    () => account.startCall({ direction: "inbound", answeredAfter: null, talk: 17 }),
  );
  const [id = 0] = ids;
  pass(16);
  assertEquals([(await call(id)).status, (await call(id)).missed_call_reason], ["initial", null]);
  pass(1);
  const over = await call(id);
  assertEquals([over.status, over.answered_at, over.user], ["done", null, null]);
  const reasons = await Promise.all(ids.map(async (id) => (await call(id)).missed_call_reason));
  assert(reasons.filter((reason) => typeof reason === "string").length >= 28);
});

Deno.test("A voicemail comes 33 seconds after the end, with its asset", async () => {
  const { account, call, pass } = api({ size: { calls: 0 } });
  const ids = Array.from(
    { length: 30 },
    () => account.startCall({ direction: "inbound", answeredAfter: null, talk: 10 }),
  );
  const left = async () => {
    const calls = await Promise.all(ids.map((id) => call(id)));
    return calls.filter(({ voicemail, asset }) => voicemail !== null && String(asset).endsWith("/voicemail"))
      .length;
  };
  pass(10 + 32);
  assertEquals(await left(), 0);
  pass(1);
  assert(await left() > 4);
});

Deno.test("A duration may be a second too long until the call is final, also where the start does not move", async () => {
  const { account, call, pass } = api({ size: { calls: 0 } });
  const ids = Array.from(
    { length: 20 },
    () => account.startCall({ answeredAfter: 2, talk: 8, finaliseAfter: 90, shift: 0 }),
  );
  const durations = async () => new Set(await Promise.all(ids.map(async (id) => (await call(id)).duration)));
  pass(50);
  assertEquals(await durations(), new Set([10, 11]));
  pass(50);
  assertEquals(await durations(), new Set([10]));
});

Deno.test("The list moves a call to its new second, and the window with it", async () => {
  const { account, get, pass } = api({ size: { calls: 0 } });
  const begin = account.now;
  const first = account.startCall({ answeredAfter: 1, talk: 1, finaliseAfter: 90, shift: 1 });
  const second = account.startCall({ answeredAfter: 1, talk: 1, finaliseAfter: 90, shift: 0 });
  const at = async (second: number) => (await get(`/v1/calls?from=${second - 1}&to=${second}`)).ids;
  assertEquals([await at(begin), await at(begin + 1)], [[first, second], []]);
  pass(92);
  assertEquals([await at(begin), await at(begin + 1)], [[second], [first]]);
  assertEquals((await get("/v1/calls")).ids, [second, first]);
});

Deno.test("Sorted by id, a call keeps its place when its start moves", async () => {
  const { account, get, pass } = api({ size: { calls: 0 }, callOrder: "id" });
  const first = account.startCall({ answeredAfter: 1, talk: 1, finaliseAfter: 90, shift: 1 });
  const second = account.startCall({ answeredAfter: 1, talk: 1, finaliseAfter: 90, shift: 0 });
  pass(200);
  assertEquals((await get("/v1/calls")).ids, [first, second]);
  assertEquals((await get("/v1/calls?order=desc")).ids, [second, first]);
});

Deno.test("Finalisation comes 1.5 to 20 minutes after the end, and moves one start in three", async () => {
  const { account, call, pass } = api({ size: { calls: 0 } });
  const begin = account.now;
  const ids = Array.from({ length: 300 }, () => account.startCall({ answeredAfter: 0, talk: 10 }));
  const final = async () => {
    const all = await Promise.all(ids.map((id) => call(id)));
    return all.filter(({ pricing_type }) => pricing_type !== null);
  };
  pass(10 + 89);
  assertEquals((await final()).length, 0);
  pass(300);
  const some = (await final()).length;
  assert(some > 30 && some < 200);
  pass(1200 - 389);
  const all = await final();
  assertEquals(all.length, 300);
  const moved = all.filter(({ started_at }) => started_at === begin + 1).length;
  assert(moved > 60 && moved < 140);
});

Deno.test("Live calls begin by themselves as time passes, by the seed, and go faster by the speed", async () => {
  const seen = async (seed: number, speed = 1) => {
    const { get, pass, account } = api({ seed, speed, live: 60, size: { calls: 0 } });
    assertEquals((await get("/v1/calls")).meta.total, 0);
    pass(2 * 3600);
    const { meta, rows } = await get("/v1/calls?order=desc&per_page=50");
    assert(rows.every(({ started_at }) => Number(started_at) <= account.now));
    return { total: meta.total, rows };
  };
  const one = await seen(1);
  assert(one.total > 80 && one.total < 160);
  assertEquals((await seen(1)).rows.map(({ id }) => id), one.rows.map(({ id }) => id));
  assert((await seen(2)).rows[0]?.id !== one.rows[0]?.id);
  const lasting = (rows: typeof one.rows) => Math.max(...rows.map(({ duration }) => Number(duration)));
  assert(lasting(one.rows) > 100);
  assert(lasting((await seen(1, 60)).rows) < 70);
});

Deno.test("How often the account is looked at changes nothing about the calls that begin by themselves", async () => {
  const often = api({ live: 120, size: { calls: 10 } });
  const once = api({ live: 120, size: { calls: 10 } });
  for (let i = 0; i < 60; i++) {
    often.pass(60);
    await often.get("/v1/calls?per_page=1");
  }
  once.pass(3600);
  assertEquals(
    (await often.get("/v1/calls?per_page=50&order=desc")).ids,
    (await once.get("/v1/calls?per_page=50&order=desc")).ids,
  );
});

Deno.test("Speed divides what is asked of a call, so that its times stay true to the clock", async () => {
  const { account, call, pass } = api({ speed: 10 });
  const begin = account.now;
  const id = account.startCall({ answeredAfter: 20, talk: 100, finaliseAfter: 120, shift: 0 });
  pass(12);
  const { status, answered_at, ended_at, pricing_type } = await call(id);
  assertEquals([status, answered_at, ended_at, pricing_type], ["done", begin + 2, begin + 12, null]);
  pass(12);
  assertEquals((await call(id)).pricing_type !== null, true);
});

Deno.test("With the default calm the past stands still: nothing in it changes but signed addresses", async () => {
  const { get, pass } = api();
  const state = async () => {
    const { text } = await get("/v1/calls?per_page=50&order=desc");
    return text.replace(/\?X-Amz[^"]*/g, "");
  };
  const before = await state();
  pass(3600);
  assertEquals(await state(), before);
});

Deno.test("Comments, tags and archiving come late by themselves, too", async () => {
  const { account, get, pass } = api({ size: { calls: 0 } });
  for (let i = 0; i < 50; i++) account.startCall({ answeredAfter: 0, talk: 5 });
  const count = async () => {
    const { rows } = await get("/v1/calls?per_page=50");
    const filled = (value: unknown) => Array.isArray(value) && value.length > 0;
    return rows.filter(({ comments, tags, archived }) =>
      archived === true || filled(comments) || filled(tags)
    ).length;
  };
  pass(6);
  const early = await count();
  pass(7300);
  assert(await count() > early + 5);
});
