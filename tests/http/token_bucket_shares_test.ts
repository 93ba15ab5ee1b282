import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { TokenBucket } from "../../src/http/token_bucket.ts";
import { Ledger, SHARES, type Work } from "./support.ts";

/** Grants in their order, while each class asks for so many tokens at once. */
async function served(bucket: TokenBucket<Work>, wanted: Partial<Record<Work, number>>): Promise<Work[]> {
  const order: Work[] = [];
  const take = (work: Work) => bucket.take(work).then(() => void order.push(work));
  const works: Work[] = ["tail", "backfill", "snapshot"];
  await Promise.all(works.flatMap((work) => Array.from({ length: wanted[work] ?? 0 }, () => take(work))));
  return order;
}

const count = (order: Work[], work: Work) => order.filter((one) => one === work).length;

function bucketOf(perMinute = 6000): TokenBucket<Work> {
  return new TokenBucket<Work>({ perMinute, clock: new Ledger(), shares: SHARES });
}

Deno.test("Of any 100 tokens in a row, tail gets 50, backfill 35 and snapshots 15 while all have work", async () => {
  const order = await served(bucketOf(), { tail: 500, backfill: 350, snapshot: 150 });
  for (let from = 0; from + 100 <= order.length; from++) {
    const hundred = order.slice(from, from + 100);
    assertAlmostEquals(count(hundred, "tail"), 50, 2);
    assertAlmostEquals(count(hundred, "backfill"), 35, 2);
    assertAlmostEquals(count(hundred, "snapshot"), 15, 2);
  }
});

Deno.test("What an idle class does not use goes to the others by their shares", async () => {
  const order = await served(bucketOf(), { backfill: 700, snapshot: 300 });
  const hundred = order.slice(200, 300);
  assertAlmostEquals(count(hundred, "backfill"), 70, 2);
  assertAlmostEquals(count(hundred, "snapshot"), 30, 2);
});

Deno.test("A class that has work alone gets the whole rate", async () => {
  const clock = new Ledger();
  const began = clock.now();
  await served(new TokenBucket<Work>({ perMinute: 600, clock, shares: SHARES }), { snapshot: 601 });
  assertAlmostEquals(clock.now() - began, 60_250, 100);
});

Deno.test("A class that was idle gets its share from then on, and nothing for the time before", async () => {
  const bucket = bucketOf();
  await served(bucket, { tail: 1, backfill: 2000, snapshot: 1 });
  const order = await served(bucket, { tail: 500, backfill: 350, snapshot: 150 });
  assertAlmostEquals(count(order.slice(0, 100), "tail"), 50, 2);
  assertAlmostEquals(count(order.slice(0, 100), "snapshot"), 15, 2);
});

Deno.test("A class that asks for one token at a time gets its share too, if it asks again at once", async () => {
  const bucket = bucketOf();
  const order: Work[] = [];
  const others = Array.from(
    { length: 400 },
    () => bucket.take("backfill").then(() => void order.push("backfill")),
  );
  for (let i = 0; i < 100; i++) {
    await bucket.take("tail");
    order.push("tail");
  }
  await Promise.all(others);
  const last = order.lastIndexOf("tail");
  assertAlmostEquals(100 / (last + 1), 50 / 85, 0.03);
});

Deno.test("Within a class the first comes first", async () => {
  const bucket = bucketOf();
  const order: number[] = [];
  await Promise.all(Array.from({ length: 50 }, (_, i) => bucket.take("tail").then(() => void order.push(i))));
  assertEquals(order, Array.from({ length: 50 }, (_, i) => i));
});

Deno.test("Whatever the shares are, every class gets its own while all have work", async () => {
  const share = fc.integer({ min: 1, max: 20 });
  await fc.assert(
    fc.asyncProperty(share, share, share, async (tail, backfill, snapshot) => {
      const shares = { tail, backfill, snapshot, reread: 0 };
      const bucket = new TokenBucket<Work>({ perMinute: 600, clock: new Ledger(), shares });
      const all = tail + backfill + snapshot;
      const order = await served(bucket, { tail: 5 * tail, backfill: 5 * backfill, snapshot: 5 * snapshot });
      const some = order.slice(0, 4 * all);
      assertAlmostEquals(count(some, "tail"), 4 * tail, 2);
      assertAlmostEquals(count(some, "backfill"), 4 * backfill, 2);
      assertAlmostEquals(count(some, "snapshot"), 4 * snapshot, 2);
    }),
    { numRuns: 40 },
  );
});
