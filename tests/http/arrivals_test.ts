import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Arrivals, WINDOW } from "../../src/http/arrivals.ts";

const T = 1_790_000_000_000;

/** Requests that were sent at these moments after T and answered so much later, in the order of what happens. */
function arrivals(requests: readonly (readonly [sent: number, took: number])[], until = Infinity): Arrivals {
  const all = new Arrivals();
  const happenings = requests.flatMap(([sent, took]) => [
    { at: sent, happen: () => all.sent(T + sent) },
    { at: sent + took, happen: () => all.heard(T + sent, T + sent + took, true) },
  ]).sort((a, b) => a.at - b.at);
  for (const { at, happen } of happenings) if (at <= until) happen();
  return all;
}

/** When fewer than `limit` count, after T. */
const free = (all: Arrivals, limit: number, now = 0) => all.free(limit, T + now) - T;

Deno.test("As many as the limit count until the first of them is a minute and a quarter second old", () => {
  const all = arrivals([[0, 100], [1000, 100], [2000, 100]]);
  assertEquals(free(all, 4), -Infinity);
  assertEquals(free(all, 3), WINDOW);
  assertEquals(free(all, 2), 1000 + WINDOW);
  assertEquals(free(all, 1), 2000 + WINDOW);
});

Deno.test("What took longer than the quickest is taken to have arrived that much later", () => {
  const all = arrivals([[0, 100], [1000, 5100], [2000, 100], [3000, 150]]);
  // 0, 2000, 3050, 6000
  assertEquals([4, 3, 2, 1].map((limit) => free(all, limit) - WINDOW), [0, 2000, 3050, 6000]);
});

Deno.test("The first of all may have arrived late, too, and whatever was sent before all that is remembered changes nothing", () => {
  const all = arrivals([[0, 5100], [1000, 100], [2000, 100]]);
  all.heard(T - 1, T + 5200, true);
  assertEquals([3, 2, 1].map((limit) => free(all, limit, 200_000) - WINDOW), [1000, 2000, 5000]);
});

Deno.test("What was given up before anything was answered may have arrived at that moment", () => {
  const all = new Arrivals();
  all.sent(T);
  all.heard(T, T + 30_000, false);
  assertEquals(free(all, 1) - WINDOW, 30_000);
});

Deno.test("How long answers take does not matter where all take as long", () => {
  const all = arrivals([[0, 5000], [1000, 5000], [2000, 5000]]);
  assertEquals([3, 2, 1].map((limit) => free(all, limit) - WINDOW), [0, 1000, 2000]);
});

Deno.test("What was never answered may have arrived until it was given up, and says nothing of how quick an answer is", () => {
  const all = arrivals([[0, 100]]);
  all.sent(T + 1000);
  all.heard(T + 1000, T + 1010, false);
  all.sent(T + 2000);
  all.heard(T + 2000, T + 32_000, false);
  all.sent(T + 33_000);
  all.heard(T + 33_000, T + 33_100, true);
  assertEquals([4, 3, 2, 1].map((limit) => free(all, limit) - WINDOW), [0, 1000, 31_900, 33_000]);
});

Deno.test("Where answers become quicker, what came before counts longer by as much, for that minute", () => {
  const all = arrivals([[0, 1000], [2000, 1000], [4000, 400]]);
  assertEquals(free(all, 2, 5000) - WINDOW, 2000 + 600);
  assertEquals(free(all, 2, 4400 + WINDOW + 601) - WINDOW, 2000);
  const twice = arrivals([[0, 1000], [2000, 700], [4000, 400]]);
  assertEquals(free(twice, 2, 5000) - WINDOW, 2000 + 600);
  assertEquals(free(twice, 2, 4400 + WINDOW + 599) - WINDOW, 2000 + 600);
  const apart = arrivals([[0, 1000], [2000, 700], [90_000, 400]]);
  assertEquals(free(apart, 1, 91_000) - WINDOW, 90_000 + 300);
});

Deno.test("Where the clock is set back, answers that have become quicker count until the same time, and the quickest is forgotten as soon", () => {
  const all = arrivals([[0, 1000], [2000, 400]]);
  all.shift(3_600_000);
  assertEquals(free(all, 1, 3000 - 3_600_000) - WINDOW, 2000 - 3_600_000 + 600);
  assertEquals(free(all, 1, 100_000 - 3_600_000) - WINDOW, 2000 - 3_600_000);
  for (let i = 1; i <= 60; i++) {
    const sent = T - 3_600_000 + i * 3000;
    all.sent(sent);
    all.heard(sent, sent + 2100, true);
  }
  assertEquals(free(all, 1, 0) - WINDOW, 60 * 3000 - 3_600_000);
});

Deno.test("A quickest answer is remembered for 30 answers and a minute at least, and twice that at most", () => {
  const slow = Array.from({ length: 100 }, (_, i) => [(i + 1) * 3000, 2100] as const);
  const late = (from: number) => {
    const all = arrivals([[0, 100], ...slow.slice(0, from)]);
    return free(all, 1) - WINDOW - from * 3000;
  };
  assertEquals([1, 29, 30, 59, 60, 61].map(late), [2000, 2000, 2000, 2000, 0, 0]);
});

Deno.test("What came through between two moments is counted without both", () => {
  const all = arrivals([[0, 100], [1000, 100], [2000, 100], [3000, 100]]);
  assertEquals(all.between(T, T + 3000), 2);
  assertEquals(all.between(T - 1, T + 3001), 4);
  assertEquals(all.between(T + 3000, T + 1), 0);
});

Deno.test("Where the clock is set back everything counts as long as before", () => {
  const all = arrivals([[0, 100], [1000, 100]]);
  all.shift(3_600_000);
  assertEquals(free(all, 2) - WINDOW, -3_600_000);
});

Deno.test("However many are sent, only those of two minutes are remembered", () => {
  const all = new Arrivals();
  for (let i = 0; i < 50_000; i++) all.sent(T + i * 100);
  assertEquals(all.between(T, T + 50_000 * 100), 1205);
  assertEquals(free(all, 600, 5_000_000) - WINDOW, (50_000 - 600) * 100);
});

Deno.test("Whatever a network does, no minute at the server holds more than the limit, where what is sent waits until fewer count", () => {
  const ways = fc.array(fc.record({ there: fc.nat(8000), back: fc.nat(3000), idle: fc.nat(4000) }), {
    minLength: 40,
    maxLength: 120,
  });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 15 }), ways, (limit, ways) => {
      const all = new Arrivals();
      const coming: { sent: number; answered: number }[] = [];
      const arrived: number[] = [];
      let now = T;
      // both ways are at their quickest now and then, as in any real network
      const requests = ways.map((way, i) => i % 20 === 0 ? { there: 0, back: 0, idle: 0 } : way);
      const hear = () => {
        coming.sort((a, b) => a.answered - b.answered);
        for (let next = coming[0]; next && next.answered <= now; next = coming[0]) {
          coming.shift();
          all.heard(next.sent, next.answered, true);
        }
      };
      for (const { there, back, idle } of requests) {
        now += idle;
        for (hear(); all.free(limit, now) > now; hear()) now = Math.max(now + 1, all.free(limit, now));
        all.sent(now);
        arrived.push(now + there);
        coming.push({ sent: now, answered: now + there + back });
      }
      arrived.sort((a, b) => a - b);
      for (const from of arrived) {
        assertLessOrEqual(arrived.filter((at) => at >= from && at < from + 60_000).length, limit);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});
