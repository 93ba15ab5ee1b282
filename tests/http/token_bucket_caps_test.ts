import { assertAlmostEquals, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { TokenBucket } from "../../src/http/token_bucket.ts";
import { Ledger, rest, SHARES, type Work } from "./support.ts";

/** Spacing of tokens at 60 a minute, in milliseconds. */
const SPACING = 60_250 / 60;
/** How early a token may come. */
const CREDIT = 50;

/** When a token that is due so many spacings after the beginning may come. */
const early = (spacings: number) => spacings === 0 ? 0 : Math.round(spacings * SPACING - CREDIT);

interface Grant {
  work: Work;
  at: number;
}

/** A bucket whose re-reads are capped, and when it hands out what. */
class Capped {
  readonly clock = new Ledger();
  readonly grants: Grant[] = [];
  readonly bucket: TokenBucket<Work>;
  readonly began = this.clock.now();

  constructor(perMinute: number, cap: number) {
    const { clock } = this;
    this.bucket = new TokenBucket<Work>({ perMinute, clock, shares: SHARES, caps: { reread: cap } });
  }

  /** Takes so many tokens, all asked for now. */
  async take(work: Work, count = 1, signal?: AbortSignal): Promise<void> {
    await Promise.all(
      Array.from({ length: count }, async () => {
        await this.bucket.take(work, signal);
        this.grants.push({ work, at: this.clock.now() });
      }),
    );
  }

  /** When tokens of a class were handed out, in whole milliseconds since the beginning. */
  of(work: Work): number[] {
    return this.grants.filter((one) => one.work === work).map(({ at }) => Math.round(at - this.began));
  }
}

/** The most of these moments that lie in any 60 s. */
function mostInAMinute(moments: readonly number[]): number {
  return Math.max(
    0,
    ...moments.map((from) => moments.filter((at) => at >= from && at < from + 60_000).length),
  );
}

Deno.test("A capped class that is alone gets no more than its share in any 60 s, and no less in the long run", async () => {
  const capped = new Capped(60, 0.25);
  await capped.take("reread", 46);
  const moments = capped.of("reread");
  assertLessOrEqual(mostInAMinute(moments), 15);
  // one each four spacings, each but the first as early as is forgiven
  assertEquals(moments.slice(0, 4), [0, 4, 8, 12].map(early));
  assertAlmostEquals(moments.at(-1) ?? 0, 45 * 4 * SPACING, CREDIT);
});

Deno.test("Who comes while a capped one alone waits is served at once, where a token is due", async () => {
  const capped = new Capped(60, 0.1);
  const rereads = capped.take("reread", 2);
  await capped.clock.sleep(3000);
  await capped.take("tail");
  assertEquals(capped.of("tail"), [3000]);
  await rereads;
  assertEquals(capped.of("reread"), [0, early(10)]);
});

Deno.test("Many who come one after the other while a capped one waits come as fast as tokens do", async () => {
  const capped = new Capped(60, 0.1);
  const rereads = capped.take("reread", 2);
  await capped.clock.sleep(3000);
  for (let i = 0; i < 5; i++) await capped.take("tail");
  const moments = capped.of("tail");
  // those that were due meanwhile at once, then a spacing after the other
  assertEquals(moments, [3000, 3000, 3000, early(4), early(5)]);
  await rereads;
});

Deno.test("A capped class whose time has come still waits until nobody else does", async () => {
  const capped = new Capped(60, 0.5);
  await Promise.all([capped.take("tail", 10), capped.take("reread", 3), capped.take("snapshot", 10)]);
  assertEquals(capped.grants.map(({ work }) => work).slice(0, 20).includes("reread"), false);
  assertEquals(capped.of("reread").length, 3);
});

Deno.test("A capped class gets what the others leave over while they are at work now and then", async () => {
  const capped = new Capped(60, 0.5);
  const polls = (async () => {
    for (let i = 0; i < 60; i++) {
      await capped.take("tail");
      await capped.clock.sleep(4000);
    }
  })();
  const stop = new AbortController();
  const rereads = capped.take("reread", 200, stop.signal).catch(() => {});
  await polls;
  stop.abort();
  await rereads;
  const minutes = (capped.clock.now() - capped.began) / 60_000;
  assertGreaterOrEqual(capped.of("reread").length, 28 * minutes);
  assertLessOrEqual(mostInAMinute(capped.of("reread")), 30);
});

Deno.test("A class without a cap may take all, though another has one", async () => {
  const capped = new Capped(600, 0.1);
  await capped.take("snapshot", 601);
  assertAlmostEquals(capped.clock.now() - capped.began, 60_250, 100);
});

Deno.test("Of two capped classes each has its own cap, and one that is idle keeps nobody awake", async () => {
  const clock = new Ledger();
  const began = clock.now();
  const caps = { reread: 0.1, snapshot: 0.2 };
  const bucket = new TokenBucket<Work>({ perMinute: 60, clock, shares: SHARES, caps });
  const at: Record<string, number[]> = { reread: [], snapshot: [] };
  const take = async (work: "reread" | "snapshot") => {
    await bucket.take(work);
    at[work]?.push(Math.round(clock.now() - began));
  };
  await Promise.all([take("reread"), take("reread")]);
  assertEquals(at["reread"], [0, early(10)]);
  await Promise.all([take("snapshot"), take("snapshot"), take("reread")]);
  const [first = 0, second = 0] = at["snapshot"] ?? [];
  assertAlmostEquals(first, 10 * SPACING, 2 * CREDIT);
  assertAlmostEquals(second - first, 5 * SPACING, CREDIT);
  assertAlmostEquals(at["reread"]?.[2] ?? 0, 20 * SPACING, 2 * CREDIT);
});

Deno.test("When a capped one gives up nobody waits any more, and nothing sleeps", async () => {
  const capped = new Capped(60, 0.1);
  await capped.take("reread");
  const stop = new AbortController();
  const second = capped.take("reread", 1, stop.signal).catch(() => {});
  await capped.clock.sleep(2000);
  assertEquals(capped.clock.sleeping, 1);
  stop.abort();
  await second;
  await rest();
  assertEquals(capped.clock.sleeping, 0);
  await capped.take("tail");
  assertEquals(capped.of("tail"), [2000]);
});

Deno.test("A cap is a share of the rate that 429s have left", async () => {
  const capped = new Capped(60, 0.25);
  await capped.take("reread");
  const now = capped.clock.now();
  capped.bucket.refused(now, now, 30);
  await capped.take("reread", 3);
  const [, second = 0, third = 0, fourth = 0] = capped.of("reread");
  assertEquals(second, early(4));
  assertAlmostEquals(third - second, 8 * SPACING, CREDIT);
  assertAlmostEquals(fourth - third, 8 * SPACING, CREDIT);
});

Deno.test("Whoever asks when, in any 60 s all get no more than the rate, and the capped class no more than its share", async () => {
  const work = fc.constantFrom<Work>("tail", "backfill", "snapshot", "reread", "reread");
  const asks = fc.array(fc.record({ work, count: fc.integer({ min: 1, max: 40 }), wait: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(
      asks,
      fc.integer({ min: 10, max: 120 }),
      fc.constantFrom(0.1, 0.2, 0.5, 1),
      async (asks, perMinute, cap) => {
        const capped = new Capped(perMinute, cap);
        const all: Promise<void>[] = [];
        for (const { work, count, wait } of asks) {
          all.push(capped.take(work, count));
          await capped.clock.sleep(wait);
        }
        await Promise.all(all);
        assertEquals(capped.grants.length, asks.reduce((sum, { count }) => sum + count, 0));
        assertLessOrEqual(mostInAMinute(capped.grants.map(({ at }) => at)), perMinute);
        assertLessOrEqual(mostInAMinute(capped.of("reread")), Math.ceil(perMinute * cap));
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});
