import { assertAlmostEquals, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { LearnedRate } from "../../src/http/learned_rate.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** A rate that is learned, and what has come through so far; time in milliseconds since the run began. */
class Learner {
  readonly rate: LearnedRate;
  #passed: number[] = [];
  now = 0;

  constructor(configured: number) {
    this.rate = new LearnedRate(configured, 0);
  }

  get perMinute(): number {
    return this.rate.at(this.now);
  }

  /** Sends `count` requests evenly over some time; all pass. */
  send(count: number, ms: number): this {
    for (let i = 0; i < count; i++) this.#passed.push(this.now + (i + 0.5) * ms / count);
    this.now += ms;
    return this;
  }

  /** A request is refused, and everything is closed for so long. */
  refused(closed = MINUTE, limit?: number): this {
    const { now } = this;
    const passed = (from: number, to: number) => this.#passed.filter((at) => at > from && at < to).length;
    this.rate.refused({ sentAt: now, now, until: now + closed, limit, passed });
    this.now += closed;
    return this;
  }

  pause(ms: number): this {
    this.now += ms;
    return this;
  }

  setBack(ms: number): this {
    this.rate.shift(ms);
    this.now -= ms;
    this.#passed = this.#passed.map((at) => at - ms);
    return this;
  }
}

/** One that has run at its configured 60 a minute for two minutes. */
const running = () => new Learner(60).send(120, 2 * MINUTE);

Deno.test("A first 429 takes the rate a twentieth below what came through in the minute before it", () => {
  assertEquals(running().refused().perMinute, 57);
  assertEquals(new Learner(600).send(1100, 2 * MINUTE).refused().perMinute, 520);
  assertEquals(new Learner(10).send(20, 2 * MINUTE).refused().perMinute, 9);
});

Deno.test("What is left after a closing, where others were counted from before, is what came through since then", () => {
  // 30 in 30 s: the others would need all of the 60 if they had begun anew
  const one = running().refused().send(30, 30_500).refused();
  assertEquals(one.perMinute, 29);
  const other = running().refused().send(12, 12_200).refused();
  assertEquals(other.perMinute, 11);
});

Deno.test("Where the others may have begun anew after a closing, what their pace leaves is tried for a minute, then within two more all that came through", () => {
  // 40 in 40 s, so 20 of the others: 30 a minute
  const one = running().refused().send(40, 40_000).refused();
  assertEquals(one.perMinute, 29);
  assertEquals(one.pause(MINUTE).perMinute, 29);
  assertEquals(one.pause(MINUTE).perMinute, 34);
  assertEquals(one.pause(MINUTE).perMinute, 39);
  assertEquals(one.pause(7 * MINUTE).perMinute, 39);
});

Deno.test("A 429 while the higher reading is tried tells what is left; one after it, that this changes", () => {
  const one = () => running().refused().send(40, 40_000).refused().send(29, MINUTE);
  assertEquals(one().send(32, MINUTE).refused().perMinute, 31);
  assertEquals(one().send(34, MINUTE).send(78, 2 * MINUTE).refused().perMinute, 37);
});

Deno.test("The others' pace is reckoned from the limit that the server states", () => {
  // of 120 the others had 80 in 40 s, which is all of it
  assertEquals(running().refused(MINUTE, 120).send(40, 40_000).refused(MINUTE, 120).perMinute, 39);
  // of 50 they had 10, which is 15 a minute
  assertEquals(running().refused(MINUTE, 50).send(40, 48_000).refused(MINUTE, 50).perMinute, 50 - 12.5 - 1);
});

Deno.test("A wait that is shorter than a minute ends the server's own minute, and what came through in that is what was left", () => {
  // refused 20 s before its minute ends, so it began 40 s ago
  assertEquals(running().send(35, 40_000).refused(20_000).perMinute, 32);
  assertEquals(running().send(35, 40_000).refused(59_500).perMinute, 52);
});

Deno.test("A 429 halves the rate where the run is younger than a minute, has used less than its rate, or nothing came through", () => {
  assertEquals(new Learner(60).send(50, 50_000).refused().perMinute, 30);
  assertEquals(running().send(40, MINUTE).refused().perMinute, 30);
  assertEquals(running().send(46, MINUTE).refused().perMinute, 43);
  assertEquals(running().refused().refused().perMinute, 57 / 2);
});

Deno.test("No single 429 takes more than seven eighths of the rate, and none the last request a minute", () => {
  assertEquals(running().refused().send(2, 2034).refused().perMinute, 57 / 8);
  const one = new Learner(2).send(4, 2 * MINUTE).refused();
  assertEquals(one.perMinute, 1);
  assertEquals(one.refused().perMinute, 1);
});

Deno.test("The rate stays for ten minutes after a 429, then a tenth of the configured one comes back each minute", () => {
  const one = running().refused().send(30, 30_500).refused();
  assertEquals(one.pause(10 * MINUTE).perMinute, 29);
  assertEquals(one.pause(MINUTE).perMinute, 35);
  assertEquals(one.pause(4 * MINUTE).perMinute, 59);
  assertEquals(one.pause(MINUTE).perMinute, 60);
  assertEquals(one.pause(24 * HOUR).perMinute, 60);
});

Deno.test("Each climb that is refused doubles the time until the next, up to an hour, and costs nothing of the rate", () => {
  const one = running().refused().send(30, 30_500).refused();
  for (const hold of [10, 20, 40, 60, 60]) {
    one.send(29 * hold, hold * MINUTE);
    assertEquals(one.perMinute, 29);
    one.send(30, MINUTE);
    assertEquals(one.perMinute, 35);
    one.refused();
    assertEquals(one.perMinute, 29);
  }
});

Deno.test("Ten minutes at the whole rate again, and the next 429 is like a first one", () => {
  const climbs = (quiet: number) => {
    const one = running().refused().send(30, 30_500).refused();
    one.send(290, 10 * MINUTE).send(30, MINUTE).refused().send(29 * 20, 20 * MINUTE).send(
      200,
      5 * MINUTE + 10_000,
    );
    assertEquals(one.perMinute, 60);
    one.send(quiet * 60, quiet * MINUTE).refused();
    assertEquals(one.perMinute, quiet < 10 ? 59 : 57);
    return one.pause(10 * MINUTE + 10_000).perMinute;
  };
  assertEquals(climbs(9), 59);
  assertEquals(climbs(11), 58);
});

Deno.test("A 429 at a rate that was held before without one doubles the margin, up to a quarter of the rate; a climb halves it", () => {
  const one = running().refused();
  const rates = [6, 12].map(() => one.send(Math.ceil(one.perMinute), MINUTE).refused().perMinute);
  assertEquals(rates, [51, 39]);
  assertEquals(one.send(39, MINUTE).refused().perMinute, 39 - 9.75);
  // refused as it climbs from there
  one.send(292, 10 * MINUTE).send(32, MINUTE).refused();
  assertEquals(one.perMinute, 32 - 9.75 / 2);
});

Deno.test("Answers to what was sent before the last 429 came teach nothing, but the ten minutes begin when all is open", () => {
  const one = running();
  const sentAt = one.now - 100;
  one.refused(MINUTE);
  const echo = { sentAt, now: one.now, until: one.now + MINUTE, passed: () => 0 };
  one.rate.refused(echo);
  assertEquals(one.perMinute, 57);
  assertEquals(one.pause(11 * MINUTE).perMinute, 57);
  assertEquals(one.pause(MINUTE / 12).perMinute, 57.5);
});

Deno.test("The rate keeps below a lower limit that the server states, until it states another", () => {
  const one = running().refused(MINUTE, 40);
  assertEquals(one.perMinute, 40);
  assertEquals(one.pause(24 * HOUR).perMinute, 40);
  one.send(40, MINUTE).refused(MINUTE, 0.5);
  assertEquals(one.perMinute, 1);
  one.send(1, MINUTE).refused(MINUTE, 200);
  assertEquals(one.pause(24 * HOUR).perMinute, 60);
});

Deno.test("A clock that is set back leaves everything as far ahead as before", () => {
  const one = running().refused().send(30, 30_500).refused();
  assertEquals(one.setBack(HOUR).pause(10 * MINUTE).perMinute, 29);
  assertEquals(one.pause(MINUTE).perMinute, 35);
  // and what came before is still known, and what comes later is new
  assertEquals(running().setBack(HOUR).refused().perMinute, 57);
  assertEquals(running().refused().setBack(HOUR).send(30, 30_500).refused().perMinute, 29);
});

Deno.test("Whatever is refused, the rate goes down by it, and stays between 1 and the configured one", () => {
  const happening = fc.record({
    share: fc.double({ min: 0, max: 1.2, noNaN: true }),
    ms: fc.integer({ min: 1, max: 20 * MINUTE }),
    closed: fc.integer({ min: 1, max: 120_000 }),
    limit: fc.option(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, -1, NaN, Infinity)), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(happening, { maxLength: 8 }),
      (configured, all) => {
        const one = new Learner(configured);
        for (const { share, ms, closed, limit } of all) {
          one.send(Math.round(share * one.perMinute * ms / MINUTE), ms);
          const before = one.perMinute;
          one.refused(closed, limit);
          assertLessOrEqual(one.perMinute, Math.max(1, before));
          assertGreaterOrEqual(one.perMinute, 1);
          assertLessOrEqual(one.pause(ms).perMinute, configured);
        }
        assertAlmostEquals(one.pause(10 * 24 * HOUR).perMinute, Math.min(configured, one.perMinute));
      },
    ),
    { numRuns: 300, seed: 3 },
  );
});
