import { assertLessOrEqual } from "@std/assert";
import { TokenBucket } from "../../src/http/token_bucket.ts";
import { Ledger, SHARES, type Work } from "./support.ts";

const HOUR = 3_600_000;

function capped(clock: Ledger): TokenBucket<Work> {
  return new TokenBucket<Work>({ perMinute: 60, clock, shares: SHARES, caps: { reread: 0.5 } });
}

Deno.test("A class with a cap goes on at its pace where the clock is set back by an hour", async () => {
  const clock = new Ledger();
  const bucket = capped(clock);
  await bucket.take("reread");
  clock.set(clock.now() - HOUR);
  const began = clock.now();
  for (let i = 0; i < 10; i++) await bucket.take("reread");
  assertLessOrEqual(clock.now() - began, 25_000);
});

Deno.test("After a 429, a clock that is set back by an hour does not make everything wait for that hour", async () => {
  const clock = new Ledger();
  const bucket = capped(clock);
  await bucket.take("tail");
  bucket.refused(clock.now(), clock.now() + 60_000);
  clock.set(clock.now() - HOUR);
  const began = clock.now();
  await bucket.take("tail");
  assertLessOrEqual(clock.now() - began, 61_000);
});
