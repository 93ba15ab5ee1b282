import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { TokenBucket } from "../../src/http/token_bucket.ts";
import { Ledger, rest, SHARES, type Work } from "./support.ts";

/** 1 to 1,000,000, mostly small: with few tokens a minute one too many counts most. */
const limits = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 3, arbitrary: fc.integer({ min: 13, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 301, max: 1_000_000 }) },
);
const works = fc.constantFrom<Work>("tail", "backfill", "snapshot");
/** Who asks: after a pause of milliseconds so many at once, together as much as two minutes' worth of small limits. */
const arrivals = fc.array(
  fc.record({
    pause: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 30_000, max: 200_000 }),
    ),
    burst: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 100 })),
    work: works,
  }),
  { minLength: 1, maxLength: 12 },
);

function bucketOf(perMinute: number, clock = new Ledger(), resumed = false) {
  return { clock, bucket: new TokenBucket<Work>({ perMinute, clock, shares: SHARES, resumed }) };
}

/** More than `limit` in [t, t + 60 s) for some t would be two grants, `limit` apart, within less than 60 s. */
function assertWithin(grants: number[], limit: number): void {
  for (let i = 0; i + limit < grants.length; i++) {
    const span = (grants[i + limit] ?? 0) - (grants[i] ?? 0);
    assertGreaterOrEqual(
      span,
      60_000,
      `${limit + 1} grants within ${span} ms at a limit of ${limit} a minute`,
    );
  }
}

/** Takes without a pause, `lanes` at a time, until the signal aborts. */
async function always(
  bucket: TokenBucket<Work>,
  clock: Ledger,
  grants: number[],
  signal: AbortSignal,
  lanes = 4,
) {
  const lane = async () => {
    while (!signal.aborted) {
      await bucket.take("backfill", signal);
      grants.push(clock.now());
    }
  };
  await Promise.allSettled(Array.from({ length: lanes }, lane));
}

async function during(
  clock: Ledger,
  ms: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const done = work(stop.signal);
  await clock.sleep(ms);
  stop.abort();
  await done;
}

Deno.test("TokenBucket never lets more than its limit through in any 60 seconds, whoever asks and whenever", async () => {
  await fc.assert(
    fc.asyncProperty(limits, arrivals, async (limit, arriving) => {
      const { bucket, clock } = bucketOf(limit);
      const grants: number[] = [];
      const waiting: Promise<void>[] = [];
      for (const { pause, burst, work } of arriving) {
        await clock.sleep(pause);
        for (let i = 0; i < burst; i++) {
          waiting.push(bucket.take(work).then(() => void grants.push(clock.now())));
        }
      }
      await Promise.all(waiting);
      assertWithin(grants, limit);
    }),
    { numRuns: 150 },
  );
});

Deno.test("TokenBucket lets at least 98 of 100 of its limit through while there is always work, and still never more", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 8 }),
      async (limit, lanes) => {
        const { bucket, clock } = bucketOf(limit);
        const grants: number[] = [];
        const minutes = Math.max(2, Math.ceil(100 / limit));
        await during(clock, minutes * 60_000, (signal) => always(bucket, clock, grants, signal, lanes));
        assertGreaterOrEqual(grants.length, Math.floor(0.98 * limit * minutes));
        assertWithin(grants, limit);
      },
    ),
    { numRuns: 40, examples: [[1, 1], [2, 3], [60, 1], [2000, 8]] },
  );
});

Deno.test("TokenBucket keeps a limit of 100,000 a minute, after an idle hour too", async () => {
  const { bucket, clock } = bucketOf(100_000);
  const grants: number[] = [];
  await bucket.take("tail");
  await clock.sleep(3_600_000);
  await during(clock, 61_000, (signal) => always(bucket, clock, grants, signal, 200));
  assertGreater(grants.length, 98_000);
  assertWithin(grants, 100_000);
});

Deno.test("An idle hour saves up no more than 4 s are worth, and at high rates no more than 60 tokens", async () => {
  for (const [perMinute, atOnce] of [[60, 5], [120, 9], [6000, 65]] as const) {
    const { bucket, clock } = bucketOf(perMinute);
    await bucket.take("tail");
    await clock.sleep(3_600_000);
    const began = clock.now();
    const moments: number[] = [];
    await Promise.all(
      Array.from(
        { length: 90 },
        () => bucket.take("tail").then(() => void moments.push(clock.now() - began)),
      ),
    );
    assertEquals(moments.filter((at) => at === 0).length, atOnce);
    assertAlmostEquals((moments.at(-1) ?? 0) - (moments[atOnce] ?? 0), (89 - atOnce) * 60_250 / perMinute, 1);
  }
});

Deno.test("A pause of 3 s amid work is made good: 60.5 s hold as many as without it", async () => {
  for (const pause of [0, 3000]) {
    const { bucket, clock } = bucketOf(60);
    const grants: number[] = [];
    await during(clock, 20_000, (signal) => always(bucket, clock, grants, signal));
    await clock.sleep(pause);
    await during(clock, 40_500 - pause, (signal) => always(bucket, clock, grants, signal));
    assertEquals(grants.length, 61);
    assertWithin(grants, 60);
  }
});

Deno.test("A clock that is set back by an hour does not hold the next token back for an hour", async () => {
  const { bucket, clock } = bucketOf(60);
  await bucket.take("tail");
  clock.set(clock.now() - 3_600_000);
  const began = clock.now();
  await bucket.take("tail");
  await bucket.take("tail");
  assertLessOrEqual(clock.now() - began, 2100);
});

Deno.test("The first token comes at once", async () => {
  const { bucket, clock } = bucketOf(1);
  const began = clock.now();
  await bucket.take("tail");
  assertEquals(clock.now(), began);
});

Deno.test("Tokens are due a spacing apart from the first on, each forgiven 50 ms", async () => {
  const { bucket, clock } = bucketOf(60);
  const began = clock.now();
  const came: number[] = [];
  for (let i = 0; i < 4; i++) {
    await bucket.take("tail");
    came.push(clock.now() - began);
  }
  assertEquals(came.map(Math.round), [0, 954, 1958, 2963]);
});

Deno.test("Kills and restarts together let no more than the limit through in any 60 seconds", async () => {
  const lives = fc.array(fc.integer({ min: 0, max: 150_000 }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), lives, async (limit, lives) => {
      const clock = new Ledger();
      const grants: number[] = [];
      for (const [i, life] of lives.entries()) {
        const { bucket } = bucketOf(limit, clock, i > 0);
        await during(clock, life, (signal) => always(bucket, clock, grants, signal));
      }
      assertWithin(grants, limit);
    }),
    { numRuns: 60, examples: [[1, [0, 0, 70_000, 70_000]], [60, [30_000, 30_000, 30_000]]] },
  );
});

Deno.test("Who gives up while waiting is told why at once and uses no token", async () => {
  const { bucket, clock } = bucketOf(6);
  const began = clock.now();
  await bucket.take("tail");
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const leaving = Array.from({ length: 5 }, () => bucket.take("tail", stop.signal).catch((error) => error));
  const staying = bucket.take("tail");
  await clock.sleep(5000);
  stop.abort(reason);
  assert((await Promise.all(leaving)).every((error) => error === reason));
  assertEquals(clock.now() - began, 5000);
  await staying;
  assertEquals(Math.round((clock.now() - began) / 1000), 10);
});

Deno.test("Who has given up before is refused without a token", async () => {
  const { bucket, clock } = bucketOf(1);
  const began = clock.now();
  const reason = new Error("not needed any more");
  assertStrictEquals(await assertRejects(() => bucket.take("tail", AbortSignal.abort(reason))), reason);
  await bucket.take("tail");
  assertEquals(clock.now(), began);
});

Deno.test("Nothing sleeps on when the last waiter gives up", async () => {
  const { bucket, clock } = bucketOf(1);
  await bucket.take("tail");
  const stop = new AbortController();
  const waiting = bucket.take("tail", stop.signal).catch(() => {});
  assertEquals(clock.sleeping, 1);
  const now = clock.now();
  stop.abort();
  await waiting;
  await rest();
  assertEquals([clock.sleeping, clock.now()], [0, now]);
});

Deno.test("A limit that is not from 1 to 1,000,000 is refused", () => {
  for (const limit of [0, -1, 0.5, 1_000_001, NaN, Infinity]) {
    assertThrows(() => bucketOf(limit), RangeError, "perMinute");
  }
});

Deno.test("Where an earlier process may have used the allowance the first token comes after what that may have made good, and a spacing", async () => {
  for (
    const [perMinute, after] of [[60, 4000 + 1004], [600, 4000 + 100], [6000, 602.5 + 10], [
      1,
      64_250,
    ]] as const
  ) {
    const { clock, bucket } = bucketOf(perMinute, new Ledger(), true);
    const began = clock.now();
    await bucket.take("tail");
    assertAlmostEquals(clock.now() - began, after - 50, 1);
  }
});

Deno.test("For a minute and a quarter after a restart one request is left to what the earlier process may still have on its way", async () => {
  const { clock, bucket } = bucketOf(60, new Ledger(), true);
  const grants: number[] = [];
  const began = clock.now();
  await during(clock, 300_000, (signal) => always(bucket, clock, grants, signal));
  const [first = 0] = grants;
  const within = (from: number, to: number) => grants.filter((at) => at >= from && at < to).length;
  assertEquals(within(first, first + 60_200), 59);
  assertAlmostEquals(first - began, 4954, 1);
  assertEquals(within(began + 150_000, began + 210_000), 60);
});
