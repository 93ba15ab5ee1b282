import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import fc from "fast-check";
import { TokenBucket } from "../../src/http/token_bucket.ts";
import { Ledger, SHARES, type Work } from "./support.ts";

function bucketOf(perMinute: number) {
  const clock = new Ledger();
  return { clock, bucket: new TokenBucket<Work>({ perMinute, clock, shares: SHARES }) };
}

/** Moments of so many grants, asked for all at once. */
async function grants(bucket: TokenBucket<Work>, clock: Ledger, count: number): Promise<number[]> {
  const moments: number[] = [];
  await Promise.all(
    Array.from({ length: count }, () => bucket.take("tail").then(() => void moments.push(clock.now()))),
  );
  return moments;
}

Deno.test("After a 429 no token comes before the stated moment, not even to those who wait already", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 1, max: 120_000 }),
      async (limit, after, closed) => {
        const { bucket, clock } = bucketOf(limit);
        const coming = grants(bucket, clock, 20);
        await clock.sleep(after);
        const now = clock.now();
        bucket.refused(now, now + closed);
        assertEquals(bucket.closedUntil, now + closed);
        for (const moment of await coming) assert(moment <= now || moment >= now + closed);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("What was closed is open again at the stated moment", async () => {
  const { bucket, clock } = bucketOf(60);
  const until = clock.now() + 30_000;
  bucket.refused(clock.now(), until);
  await bucket.take("tail");
  assertEquals(clock.now(), until);
  assertEquals(bucket.closedUntil, undefined);
});

Deno.test("A 429 slows tokens down at once, to a twentieth below what came through in the minute before it", async () => {
  const { bucket, clock } = bucketOf(100);
  await grants(bucket, clock, 250);
  bucket.refused(clock.now(), clock.now() + 60_000);
  // 100 tokens are 60.25 s, so 99 or 100 are within a minute
  assertAlmostEquals(bucket.perMinute, 94.5, 0.5);
  const rate = bucket.perMinute;
  const [first = 0, ...others] = await grants(bucket, clock, 50);
  assertAlmostEquals((others.at(-1) ?? 0) - first, 49 * 60_250 / rate, 51);
});

Deno.test("While it is open no more than the learned rate come in any 60 s, though the configured one is higher", async () => {
  const { bucket, clock } = bucketOf(60);
  await grants(bucket, clock, 130);
  bucket.refused(clock.now(), clock.now() + 60_000);
  await grants(bucket, clock, 20);
  bucket.refused(clock.now(), clock.now() + 60_000);
  const moments = await grants(bucket, clock, 60);
  for (const [i, at] of moments.entries()) {
    assertGreaterOrEqual((moments[i + 19] ?? Infinity) - at, 60_000);
  }
});

Deno.test("Each 429 that comes when nothing came through halves what is left, but never takes the last request a minute", () => {
  const { bucket, clock } = bucketOf(100);
  for (let i = 0; i < 3; i++) bucket.refused(clock.now() + i, clock.now() + 1000);
  // sent in the same instant in which the first was refused: the later two are its echo only if they were sent before it
  assertEquals(bucket.perMinute, 12.5);
  for (let i = 0; i < 100; i++) bucket.refused(clock.now() + 10, clock.now() + 1000);
  assertEquals(bucket.perMinute, 1);
});

Deno.test("Refusals of requests that were sent before the last refusal came teach nothing, but hold everything back", async () => {
  const { bucket, clock } = bucketOf(100);
  const sent = clock.now();
  await clock.sleep(500);
  bucket.refused(sent, clock.now() + 60_000);
  // sent in the very millisecond of that answer
  bucket.refused(clock.now(), clock.now() + 60_000);
  await clock.sleep(500);
  bucket.refused(sent + 400, clock.now() + 60_000);
  assertEquals(bucket.perMinute, 50);
  assertEquals(bucket.closedUntil, clock.now() + 60_000);
});

Deno.test("A refusal that ends earlier than the one before does not open early", () => {
  const { bucket, clock } = bucketOf(100);
  bucket.refused(clock.now(), clock.now() + 60_000);
  bucket.refused(clock.now(), clock.now() + 1000);
  assertEquals(bucket.closedUntil, clock.now() + 60_000);
});

Deno.test("After ten minutes that are open a tenth of the configured rate comes back each minute, up to all of it", async () => {
  const { bucket, clock } = bucketOf(200);
  bucket.refused(clock.now(), clock.now() + 60_000);
  await clock.sleep(60_000 + 600_000);
  assertEquals(bucket.perMinute, 100);
  await clock.sleep(120_000);
  assertEquals(bucket.perMinute, 140);
  await clock.sleep(180_000);
  assertEquals(bucket.perMinute, 200);
  await clock.sleep(365 * 86_400_000);
  assertEquals(bucket.perMinute, 200);
});

Deno.test("Where the server states its limit, the rate falls to it at once and does not climb above it again", async () => {
  const { bucket, clock } = bucketOf(1000);
  bucket.refused(clock.now(), clock.now() + 60_000, 120);
  assertEquals(bucket.perMinute, 120);
  await clock.sleep(86_400_000);
  assertEquals(bucket.perMinute, 120);
  bucket.refused(clock.now(), clock.now() + 60_000, 500);
  assertEquals(bucket.perMinute, 60);
  await clock.sleep(86_400_000);
  assertEquals(bucket.perMinute, 500);
});

Deno.test("The least limit that a server can state holds, and less than one a minute is one", () => {
  for (const limit of [1, 0.5]) {
    const { bucket, clock } = bucketOf(1000);
    bucket.refused(clock.now(), clock.now() + 60_000, limit);
    assertEquals(bucket.perMinute, 1);
  }
});

Deno.test("A stated limit that is none is ignored", () => {
  for (const limit of [0, -5, NaN, undefined]) {
    const { bucket, clock } = bucketOf(100);
    bucket.refused(clock.now(), clock.now() + 1000, limit);
    assertEquals(bucket.perMinute, 50);
  }
});

Deno.test("Whatever is refused, the rate does not go up by it, and stays between 1 and the configured one", async () => {
  const refusals = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 7_200_000 }),
      age: fc.integer({ min: 0, max: 30_000 }),
      closed: fc.integer({ min: 0, max: 120_000 }),
      limit: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    }),
    { maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), refusals, async (configured, refusals) => {
      const { bucket, clock } = bucketOf(configured);
      for (const { after, age, closed, limit } of refusals) {
        await clock.sleep(after);
        const before = bucket.perMinute;
        bucket.refused(clock.now() - age, clock.now() + closed, limit);
        assertLessOrEqual(bucket.perMinute, before);
        assertGreaterOrEqual(bucket.perMinute, 1);
        await clock.sleep(after);
        assertLessOrEqual(bucket.perMinute, configured);
      }
    }),
    { numRuns: 100 },
  );
});
