import {
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { retry, RetryError } from "@std/async/retry";
import fc from "fast-check";

/** A function that fails until its `good`th call, which counts its calls. */
function fails(good: number): { calls: number; (): Promise<string> } {
  const fn = () =>
    ++fn.calls < good ? Promise.reject(new Error(`call ${fn.calls}`)) : Promise.resolve("done");
  fn.calls = 0;
  return fn;
}

const atOnce = { minTimeout: 0 };

Deno.test("retry calls until the first success and never more than maxAttempts times", async () => {
  const small = fc.integer({ min: 1, max: 6 });
  await fc.assert(
    fc.asyncProperty(small, small, async (good, maxAttempts) => {
      const fn = fails(good);
      const outcome = await retry(fn, { ...atOnce, maxAttempts }).catch((error) => error.name);
      assertEquals(outcome, good <= maxAttempts ? "done" : "RetryError");
      assertEquals(fn.calls, Math.min(good, maxAttempts));
    }),
    { numRuns: 20 },
  );
});

Deno.test("retry gives up after five attempts, with the last failure as the cause", async () => {
  const fn = fails(Infinity);
  const error = await assertRejects(
    () => retry(fn, atOnce),
    RetryError,
    "Retrying exceeded the maxAttempts (5).",
  );
  assertInstanceOf(error.cause, Error);
  assertEquals([error.name, error.cause.message], ["RetryError", "call 5"]);
});

Deno.test("retry takes a function that throws instead of rejecting", async () => {
  let calls = 0;
  const result = await retry(() => {
    if (++calls < 2) throw new Error("not yet");
    return calls;
  }, atOnce);
  assertEquals(result, 2);
});

Deno.test("retry waits longer each time, up to maxTimeout, when nothing is left to chance", async () => {
  const start = performance.now();
  await retry(fails(4), { minTimeout: 5, multiplier: 4, maxTimeout: 20, jitter: 0 });
  const took = performance.now() - start;
  assertGreaterOrEqual(took, 5 + 20 + 20 - 3);
  assertLess(took, 1_000);
});

Deno.test("retry passes on at once what is not retriable", async () => {
  const fn = fails(Infinity);
  await assertRejects(() => retry(fn, { isRetriable: () => false }), Error, "call 1");
  assertEquals(fn.calls, 1);
});

Deno.test("retry makes no attempt under a signal that has aborted", async () => {
  const fn = fails(1);
  assertStrictEquals(await assertRejects(() => retry(fn, { signal: AbortSignal.abort("no") })), "no");
  assertEquals(fn.calls, 0);
});

Deno.test("retry rejects with the reason as soon as its signal aborts in a wait", async () => {
  const controller = new AbortController();
  const fn = fails(Infinity);
  const rejected = assertRejects(() =>
    retry(fn, { jitter: 0, minTimeout: 10_000, signal: controller.signal })
  );
  setTimeout(() => controller.abort("enough"), 5);
  assertEquals([await rejected, fn.calls], ["enough", 1]);
});

Deno.test("retry refuses options that are out of range before it makes any attempt", async () => {
  const fn = fails(1);
  for (
    const options of [
      { maxAttempts: 0 },
      { maxAttempts: 1.5 },
      { multiplier: 0.5 },
      { multiplier: Infinity },
      { maxTimeout: 0 },
      { maxTimeout: NaN },
      { minTimeout: -1 },
      { minTimeout: 200, maxTimeout: 100 },
      { jitter: -0.1 },
      { jitter: 1.1 },
    ]
  ) {
    await assertRejects(() => retry(fn, options), RangeError, "Cannot retry as");
  }
  assertEquals(fn.calls, 0);
});
