import { assertEquals, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "@std/assert";
import { Company } from "./company.ts";
import { workWithoutEnd } from "./lanes.ts";
import { jittery, type Network, steady } from "./network.ts";
import { settling, type SettlingOptions } from "./settling.ts";
import { wholeBackfill } from "./whole_backfill.ts";

/** How much of the rate work without end uses, and how often it goes over the limit. */
async function used(perMinute: number, network: Network, minutes: number, kills?: number) {
  const company = new Company({ limit: perMinute });
  const counts = { passed: 0, refused: 0 };
  const killed = await workWithoutEnd({
    ...{ perMinute, network, minutes },
    ...(kills === undefined ? {} : { kills }),
    server: (clock) => {
      const fetch = company.fetch(clock);
      return async (url, init) => {
        const response = await fetch(url, init);
        response.status === 429 ? counts.refused++ : counts.passed++;
        return response;
      };
    },
  });
  return { share: counts.passed / perMinute / minutes, refused: counts.refused, killed };
}

Deno.test("a backfill over a jittery network uses nearly all of the rate, from the start of its process on, and meets no 429", async () => {
  const size = { calls: 6000, contacts: 1500 };
  const { share, refused } = await wholeBackfill({ perMinute: 60, network: jittery(1), size });
  assertEquals(refused, 0);
  assertGreaterOrEqual(share, 0.94); // of under three minutes: its first request comes 5 s late
});

Deno.test("a backfill at 600 a minute uses seven eighths of it though each answer takes 3 s, and asks for nothing in vain", async () => {
  const { share, refused, requests } = await wholeBackfill({
    perMinute: 600,
    network: steady(3000),
    size: { calls: 50_000 },
    bind: ["calls"],
  });
  // as many as where one is asked for after the other
  assertEquals([refused, requests], [0, 1002]);
  // of under two minutes: its first page comes 10 s late, and the first hundred pages wait for two answers, one after the other
  assertGreaterOrEqual(share, 0.875);
});

for (const perMinute of [60, 120, 600]) {
  Deno.test(`work without end uses 97 % of ${perMinute} a minute and meets no 429, whatever the network does`, async () => {
    for (const network of [steady(5000), jittery(2)]) {
      const { share, refused } = await used(perMinute, network, 600 / perMinute + 6);
      assertEquals(refused, 0);
      assertGreaterOrEqual(share, 0.97);
      assertLessOrEqual(share, 1);
    }
  });
}

Deno.test("kills and restarts at any moment over a jittery network lead to no 429", async () => {
  const rare = await used(60, jittery(3), 150, 300);
  assertEquals(rare.refused, 0);
  assertGreaterOrEqual(rare.share, 0.97);
  const often = await used(60, jittery(4), 40, 15);
  assertEquals(often.refused, 0);
  assertLess(100, often.killed);
});

const programs: SettlingOptions[] = [
  { perMinute: 60, manner: "reserved", part: 0.05 },
  { perMinute: 60, manner: "reserved", part: 0.5 },
  { perMinute: 60, manner: "reserved", part: 0.8 },
  { perMinute: 60, manner: "evenly", part: 0.5 },
  { perMinute: 60, manner: "evenly", part: 0.5, says: false },
  { perMinute: 60, manner: "evenly", part: 0.8 },
];
for (const program of programs) {
  const { perMinute, manner, part, says = true } = program;
  const other = `another program that takes ${100 * part} % of ${perMinute} (${manner})`;
  const known = says ? "" : ", though 429s say nothing";
  Deno.test(`beside ${other} the rate settles within two minutes, then a 429 comes once in ten at most${known}`, async () => {
    const { settled, most, used, closings } = await settling({ ...program, lasts: 45, after: 0 });
    assertLessOrEqual(settled, 2);
    assertEquals(most, 1); // one that tries whether more is left
    assertLessOrEqual(closings.length, 5);
    assertGreaterOrEqual(used, 0.78);
  });
}

Deno.test("two minutes of another program's work are made up for after twenty", async () => {
  const { again } = await settling({ perMinute: 60, manner: "reserved", part: 0.9, lasts: 2, after: 30 });
  assertLess(again, 20);
});

Deno.test("when another program that was at work for half an hour ends, the whole rate is back within 25 minutes", async () => {
  const { again } = await settling({ perMinute: 60, manner: "reserved", part: 0.5, lasts: 30, after: 30 });
  assertLess(again, 25);
});
