import fc from "fast-check";
import { assertEquals } from "@std/assert";
import { AuditedAccount, of } from "./audited.ts";

const size = { calls: 400, days: 40, contacts: 120, users: 3, teams: 1, numbers: 1, tags: 10, webhooks: 1 };

Deno.test("whatever calls, contacts and tags are lost, the audit names exactly them, and the store that lost none is equal", async () => {
  const account = new AuditedAccount({ size, only: ["calls", "contacts", "tags"] });
  await account.sync();
  const whole = new Map(
    ["calls", "contacts", "tags"].map((name) => [name, new Map(account.store.table(name))]),
  );
  const some = (name: string) =>
    fc.uniqueArray(fc.constantFrom(...whole.get(name)?.keys() ?? []), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({ calls: some("calls"), contacts: some("contacts"), tags: some("tags") }),
      fc.constantFrom("months" as const, "days" as const, "keys" as const),
      async (lost, depth) => {
        for (const [name, rows] of whole) account.store.tables.set(name, new Map(rows));
        for (const [name, keys] of Object.entries(lost)) {
          for (const key of keys) account.store.table(name).delete(key);
        }
        const result = await account.audit(depth);
        for (const [name, keys] of Object.entries(lost)) {
          const { differences, counted, stored } = of(result, name);
          assertEquals(differences.flatMap(({ missing }) => missing).sort(), keys.sort());
          assertEquals(differences.flatMap(({ extra }) => extra), []);
          assertEquals(counted - stored, keys.length);
        }
        assertEquals(result.equal, Object.values(lost).every((keys) => keys.length === 0));
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("by key whatever is lost and whatever is foreign is named exactly, also where the counts are the same", async () => {
  const account = new AuditedAccount({ size, only: ["calls"] });
  await account.sync();
  const whole = new Map(account.store.table("calls"));
  const times = [...whole.values()].map(({ started_at }) => Number(started_at));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...whole.keys()), { maxLength: 8 }),
      fc.array(fc.constantFrom(...times.slice(1)), { maxLength: 8 }),
      async (lost, foreign) => {
        const table = new Map(whole);
        account.store.tables.set("calls", table);
        for (const key of lost) table.delete(key);
        foreign.forEach((started_at, id) => table.set(String(id), { id, started_at }));
        const { differences } = of(await account.audit("keys"), "calls");
        assertEquals(differences.flatMap(({ missing }) => missing).sort(), lost.sort());
        assertEquals(
          differences.flatMap(({ extra }) => extra).sort(),
          foreign.map((_, id) => String(id)).sort(),
        );
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("a stretch of ten thousand calls and more is halved before its rows are read, down to a second, also where Aircall's count is clamped", async () => {
  for (const clampTotal of [false, true]) {
    const account = new AuditedAccount({
      size: { ...size, calls: 50 },
      only: ["calls"],
      clampTotal,
      requestsPerMinute: 100_000,
    });
    await account.sync();
    // long before, so that a sync would have brought them; thousands of its pages would show nothing of the audit
    const second = Date.parse("2026-10-20T12:00:00Z") / 1000;
    const ids = [0, 1, 2].flatMap((place) => {
      const started_at = second + place;
      const burst = account.simulator.account.burst(started_at, 5_000);
      for (const id of burst) account.store.table("calls").set(String(id), { id, started_at });
      return burst;
    });
    // with the seconds beside them they are more than is listed
    const lost = ids.filter((_, i) => i % 4_999 === 7).map(String);
    for (const key of lost) account.store.table("calls").delete(key);
    const { differences, counted } = of(await account.audit(), "calls");
    assertEquals([counted, differences.flatMap(({ missing }) => missing).sort()], [15_050, lost.sort()]);
  }
});
