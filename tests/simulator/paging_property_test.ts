import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { type Row, Simulator } from "../../src/simulator/mod.ts";
import { read, walk } from "./api.ts";

const accounts = fc.record({
  seed: fc.nat(),
  calls: fc.integer({ min: 0, max: 250 }),
  days: fc.integer({ min: 1, max: 200 }),
  callOrder: fc.constantFrom("started_at" as const, "id" as const),
  bursts: fc.array(
    fc.record({ ago: fc.integer({ min: 0, max: 200 * 86_400 }), count: fc.integer({ min: 1, max: 90 }) }),
    { maxLength: 2 },
  ),
  started: fc.array(fc.integer({ min: 0, max: 190 * 86_400 }), { maxLength: 8 }),
});
/** Places in the account's time: 0 its oldest call, 1 its newest. */
const windows = fc.record({
  from: fc.option(fc.double({ min: -0.1, max: 1.1, noNaN: true })),
  to: fc.option(fc.double({ min: -0.1, max: 1.1, noNaN: true })),
});

function build(
  { seed, calls, days, callOrder, bursts, started }: typeof accounts extends fc.Arbitrary<infer T> ? T
    : never,
) {
  const clock = new VirtualClock();
  const size = { calls, days, contacts: 90, users: 3, teams: 1, numbers: 2, tags: 10, webhooks: 0 };
  const simulator = new Simulator({ clock, seed, size, callOrder, limit: null });
  for (const { ago, count } of bursts) simulator.account.burst(simulator.account.now - ago, count);
  for (const ago of started) simulator.account.startCall({ startedAt: simulator.account.now - ago });
  const headers = { authorization: simulator.authorization };
  const get = async (path: string) =>
    await read(await simulator.fetch(`https://api.aircall.io${path}`, { headers }));
  return { account: simulator.account, get };
}

Deno.test("Whatever the account, window and order: all pages together are exactly the calls of the window, in order", async () => {
  const shape = fc.tuple(accounts, windows, fc.boolean(), fc.integer({ min: 7, max: 60 }));
  await fc.assert(
    fc.asyncProperty(shape, async ([plan, { from, to }, descending, perPage]) => {
      const { account, get } = build(plan);
      const all = [...account.truth("calls").values()];
      const starts = all.map((call) => Number(call.started_at)).sort((a, b) => a - b);
      const [oldest = 0, newest = 0] = [starts[0], starts.at(-1)];
      const at = (place: number) => Math.round(oldest + (newest - oldest) * place);
      const low = from === null ? -Infinity : at(from);
      const high = to === null ? Infinity : at(to);
      const key = ({ id, started_at }: Row) =>
        plan.callOrder === "id" ? [Number(id), 0] as const : [Number(started_at), Number(id)] as const;
      const wanted = all
        .filter(({ started_at }) => Number(started_at) > low && Number(started_at) <= high)
        .toSorted((a, b) => key(a)[0] - key(b)[0] || key(a)[1] - key(b)[1])
        .map(({ id }) => id);
      const query = new URLSearchParams({ order: descending ? "desc" : "asc" });
      if (from !== null) query.set("from", String(low));
      if (to !== null) query.set("to", String(high));
      const rows = await walk(get, `/v1/calls?${query}`, perPage);
      assertEquals(rows.map(({ id }) => id), descending ? wanted.reverse() : wanted);
    }),
    { numRuns: 60 },
  );
});

Deno.test("Whatever page and size are asked for: the cap holds, the size is clamped, count and links are right", async () => {
  const { get } = build({ seed: 1, calls: 120, days: 30, callOrder: "id", bursts: [], started: [] });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("/v1/calls", "/v1/contacts", "/v1/tags"),
      fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12_000 })),
      fc.integer({ min: 1, max: 120 }),
      async (path, page, perPage) => {
        const { status, meta, rows } = await get(`${path}?page=${page}&per_page=${perPage}`);
        const size = Math.min(perPage, 50);
        assertEquals(status, page * size > 10_000 ? 400 : 200);
        if (status === 400) return;
        assertEquals([meta.current_page, meta.per_page, meta.count], [page, size, rows.length]);
        assertEquals(rows.length, Math.max(0, Math.min(size, meta.total - (page - 1) * size)));
        assertEquals(typeof meta.next_page_link === "string", page * size < meta.total);
        assertEquals(typeof meta.previous_page_link === "string", page > 1);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("Whatever happens to contacts: both orders hold every living contact once, sorted", async () => {
  const deeds = fc.array(
    fc.record({
      deed: fc.constantFrom("add", "edit", "touch", "delete"),
      place: fc.nat({ max: 89 }),
      pause: fc.nat({ max: 2 }),
    }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      const clock = new VirtualClock();
      const size = { calls: 0, contacts: 60, users: 0, teams: 0, numbers: 0, tags: 0, webhooks: 0 };
      const { account, fetch, authorization } = new Simulator({ clock, size, limit: null });
      const living = new Set(account.contacts.ids());
      for (const { deed, place, pause } of list) {
        clock.set(clock.now() + pause * 1000);
        const id = [...living][place % living.size] ?? 0;
        if (deed === "add") living.add(account.addContact({ first_name: "New" }));
        else if (deed === "delete" && living.size > 1) living.delete((account.deleteContact(id), id));
        else account.editContact(id, { last_name: "Changed" }, { touch: deed === "touch" });
      }
      const get = async (path: string) =>
        await read(await fetch(`https://api.aircall.io${path}`, { headers: { authorization } }));
      for (const field of ["created_at", "updated_at"]) {
        const rows = await walk(get, `/v1/contacts?order_by=${field}`, 17);
        assertEquals(new Set(rows.map(({ id }) => Number(id))), living);
        assertEquals(rows.length, living.size);
        const times = rows.map((row) => Number(row[field]));
        assertEquals(times, times.toSorted((a, b) => a - b));
        assert(rows.every((row) => Number(row.updated_at) >= Number(row.created_at)));
      }
    }),
    { numRuns: 40 },
  );
});
