import { assert, assertEquals } from "@std/assert";
import { api, walk } from "./api.ts";

Deno.test("Calls: from is left out, to is taken in, so windows that touch share no call and lose none", async () => {
  const { get } = api();
  const { rows } = await get("/v1/calls?page=3&per_page=50");
  for (const row of rows.slice(0, 10)) {
    const at = Number(row.started_at);
    const here = (await walk(get, `/v1/calls?from=${at - 1}&to=${at}`)).map(({ id }) => id);
    assert(here.includes(row.id ?? null));
    assertEquals(
      (await walk(get, `/v1/calls?from=${at}&to=${at + 1}`)).every(({ id }) => id !== row.id),
      true,
    );
    assertEquals(
      (await walk(get, `/v1/calls?from=${at - 2}&to=${at - 1}`)).every(({ id }) => id !== row.id),
      true,
    );
  }
});

Deno.test("Contacts: both bounds are taken in, and are about created_at however the list is sorted", async () => {
  const { get } = api();
  const contacts = await walk(get, "/v1/contacts");
  const edited = contacts.find(({ created_at, updated_at }) => Number(updated_at) > Number(created_at) + 10);
  const made = Number(edited?.created_at);
  const find = async (path: string, from: number, to: number) =>
    (await walk(get, `${path}from=${from}&to=${to}`)).some(({ id }) => id === edited?.id);
  for (const path of ["/v1/contacts?", "/v1/contacts?order_by=updated_at&", "/v1/contacts/search?"]) {
    assertEquals(await find(path, made, made), true);
    assertEquals(await find(path, made + 1, made + 1), false);
    assertEquals(await find(path, made - 1, made - 1), false);
    assertEquals(await find(path, made + 1, Number(edited?.updated_at)), false);
  }
});

Deno.test("Contacts are sorted by created_at, or by updated_at where that is asked for, both ways", async () => {
  const { get } = api();
  for (const field of ["created_at", "updated_at"] as const) {
    const up = await walk(get, `/v1/contacts?order_by=${field}`);
    const values = up.map((row) => Number(row[field]));
    assertEquals(values, values.toSorted((a, b) => a - b));
    const down = await walk(get, `/v1/contacts?order_by=${field}&order=desc`);
    assertEquals(down.map(({ id }) => id), up.map(({ id }) => id).reverse());
  }
});

Deno.test("Contacts sorted by updated_at within a window are those of the window, sorted", async () => {
  const { get, account } = api();
  const from = account.now - 200 * 86_400;
  const to = account.now - 100 * 86_400;
  const rows = await walk(get, `/v1/contacts?order_by=updated_at&from=${from}&to=${to}`);
  const times = rows.map((row) => Number(row.updated_at));
  assertEquals(times, times.toSorted((a, b) => a - b));
  const plain = await walk(get, `/v1/contacts?from=${from}&to=${to}`);
  assertEquals(new Set(rows.map(({ id }) => id)), new Set(plain.map(({ id }) => id)));
  assert(rows.length > 10);
});

Deno.test("Calls older than six calendar months are not served: an empty 200, and 404 by id", async () => {
  const { get, account, pass } = api({ size: { days: 200 } });
  const oldest = Date.UTC(2026, 4, 2, 9) / 1000; // six months before 2 November, 9 o'clock
  const old = await get(`/v1/calls?to=${oldest - 1}`);
  assertEquals([old.status, old.meta.total, old.rows], [200, 0, []]);
  const edge = account.startCall({ startedAt: oldest, shift: 0 });
  const beyond = account.startCall({ startedAt: oldest - 1, shift: 0 });
  assertEquals((await get("/v1/calls?per_page=1")).ids, [edge]);
  assertEquals((await get(`/v1/calls/${beyond}`)).status, 404);
  const { total } = (await get("/v1/calls")).meta;
  pass(1);
  assertEquals((await get("/v1/calls")).meta.total, total - 1);
  pass(300 * 86_400);
  assertEquals((await get("/v1/calls")).meta.total, 0);
});

Deno.test("A month that lacks the day has its last day for the horizon; another horizon can be set", async () => {
  const { account, clock, get } = api({ size: { calls: 0 } });
  clock.set(Date.UTC(2027, 7, 31, 12));
  account.startCall({ startedAt: Date.UTC(2027, 1, 28, 12) / 1000, shift: 0 });
  account.startCall({ startedAt: Date.UTC(2027, 1, 28, 12) / 1000 - 1, shift: 0 });
  assertEquals((await get("/v1/calls")).meta.total, 1);
  const short = api({ horizon: 3600 });
  assertEquals((await short.get("/v1/calls")).meta.total, 0);
});

Deno.test("A burst fits 20,000 finished calls into one second, half of them within reach from either end", async () => {
  const { get, account } = api();
  const second = account.now - 86_400;
  assertEquals(new Set(account.burst(second, 20_000)).size, 20_000);
  const seen = new Set<number>();
  for (const order of ["asc", "desc"]) {
    for (let page = 1; page <= 200; page++) {
      const path = `/v1/calls?from=${second - 1}&to=${second}&order=${order}&per_page=50&page=${page}`;
      const { rows, ids } = await get(path);
      assert(rows.every(({ status, started_at }) => status === "done" && started_at === second));
      for (const id of ids) seen.add(id);
    }
    assertEquals(seen.size, order === "asc" ? 10_000 : 20_000);
  }
});

Deno.test("A burst of this very second is finished, too", async () => {
  const { get, account } = api();
  account.burst(account.now, 60);
  const { rows } = await get(`/v1/calls?from=${account.now - 1}&per_page=50`);
  assertEquals(rows.length, 50);
  assert(
    rows.every((row) =>
      row.status === "done" && row.pricing_type !== null && Number(row.ended_at) <= account.now
    ),
  );
});

Deno.test("The calls of bursts have ids of their own, whatever room there is for them", async () => {
  const { get, account } = api({ size: { calls: 0 } });
  const second = account.now - 86_400;
  const empty = account.burst(second, 30);
  account.startCall({ startedAt: second + 10 });
  const first = account.burst(second + 5, 1000);
  // Leaves their ids taken, and room in time.
  for (const id of first) account.editCall(id, { patch: { started_at: second + 20 } });
  const between = account.burst(second + 5, 500);
  const ids = [...empty, ...first, ...between];
  assertEquals(new Set(ids).size, 1530);
  assertEquals(between, between.toSorted((a, b) => a - b));
  assertEquals(
    new Set((await walk(get, `/v1/calls?from=${second + 4}&to=${second + 5}`)).map(({ id }) => id)),
    new Set<unknown>(between),
  );
  assertEquals((await get("/v1/calls")).meta.total, 1531);
});
