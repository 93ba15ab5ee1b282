import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { estimate, type Found } from "../../../src/local/doctor/estimate.ts";
import { World } from "../../support/world.ts";

const settings = { mode: "incremental", interval: 300_000, start: 0, rereads: true } as const;
const ALLOWED = { perMinute: 60, reread: 0.5 };

/** Every stream, holding so many rows. */
function account(totals: Record<string, number>, calls: Partial<Found> = {}): Found[] {
  return streams.map((stream) => ({
    stream,
    settings,
    total: totals[stream.name] ?? 0,
    perDay: 0,
    ...(stream.name === "calls" ? calls : {}),
  }));
}

function assertWithin(part: number, told: number, real: number, what: string): void {
  assert(Math.abs(told - real) <= part * real, `${what}: told ${told}, in truth ${real}`);
}

for (
  const { calls, days, contacts, perMinute } of [
    { calls: 9_000, days: 175, contacts: 1_400, perMinute: 60 },
    { calls: 3_000, days: 100, contacts: 500, perMinute: 60 },
    { calls: 10_000, days: 300, contacts: 1_600, perMinute: 120 },
  ]
) {
  Deno.test(`a first reading of ${calls} calls in ${days} days takes as many minutes and requests as was told, to a tenth`, async () => {
    const world = new World({ size: { calls, days, contacts }, requestsPerMinute: perMinute, limit: 120 });
    const { clock, simulator, runtime } = world;
    await world.publish();
    const served = simulator.account.truth("calls").size;
    const totals = Object.fromEntries(
      world.bound.map((name) => [name, simulator.account.truth(name).size]),
    );
    const told = estimate(account(totals, { total: served, perDay: calls / days }), {
      ...ALLOWED,
      perMinute,
    });
    simulator.clearJournal();
    const began = clock.now();
    const session = await runtime.open();
    const phases = () => {
      const said = world.logs.findLast(({ fields }) => fields["streams"] !== undefined)?.fields["streams"];
      const found = said as Record<string, { phase: string }> | undefined;
      return [found?.["calls"]?.phase, found?.["contacts"]?.phase];
    };
    while (!phases().every((phase) => phase === "following")) await clock.sleep(1000);
    const minutes = (clock.now() - began) / 60_000;
    const polls = Math.floor(minutes / 5) * 12;
    session.kill("SIGTERM");
    await session.ended;
    assertWithin(0.1, told.first.minutes, minutes, "minutes");
    assertWithin(0.1, told.first.requests, simulator.count() - polls, "requests");
  });
}

Deno.test("polls that need more than the rate are late by as much, and leave nothing for re-reads", () => {
  const found = account({ users: 10_000, calls: 1_000 }, { perDay: 100, past: 10 * 86_400 });
  const { steady } = estimate(found, { perMinute: 10, reread: 0.5 });
  const live = Object.values(steady.streams).reduce((sum, { polls }) => sum + polls, 0);
  assertEquals(steady.late, [{ what: "polls", times: live / 600 }, { what: "re-reads", times: Infinity }]);
});

Deno.test("re-reads are late by as much as they need more than their part of the rate", () => {
  const found = account({ calls: 1_000_000 }, { perDay: 5_000, past: 180 * 86_400 });
  const { steady } = estimate(found, { perMinute: 20, reread: 0.25 });
  const again = Object.values(steady.streams).reduce((sum, { rereads }) => sum + rereads, 0);
  assertEquals(steady.late.map(({ what }) => what), ["re-reads"]);
  assertAlmostEquals(steady.late[0]?.times ?? 0, again / 300, 0.001);
});

Deno.test("where re-reads are switched off none are told of", () => {
  const found = account({ calls: 50_000, contacts: 3_000 }, { perDay: 500 })
    .map((one) => ({ ...one, settings: { ...one.settings, rereads: false } }));
  const { steady } = estimate(found, { perMinute: 60, reread: 0 });
  assertEquals(Object.values(steady.streams).map(({ rereads }) => rereads), streams.map(() => 0));
  assertEquals(steady.late, []);
});

Deno.test("a larger account never costs less, and every figure is a number", () => {
  const size = fc.nat(10_000_000);
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 1_000_000 }), fc.nat(190), (a, b, perMinute, days) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((total) => {
        const past = (days + 1) * 86_400;
        const calls = { total, perDay: total / (days + 1), past };
        return estimate(account({ contacts: total }, calls), { perMinute, reread: 0.5 });
      });
      assert(less && more);
      for (const { first, steady } of [less, more]) {
        assert(
          [first.requests, first.minutes, steady.perHour].every((one) => Number.isFinite(one) && one > 0),
        );
        assert(steady.late.every(({ times }) => times > 1));
      }
      assert(less.first.requests <= more.first.requests && less.steady.perHour <= more.steady.perHour);
    }),
  );
});
