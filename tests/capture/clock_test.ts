import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import fc from "fast-check";
import { realClock, second } from "../../src/capture/clock.ts";

Deno.test("The real clock tells the machine's time", () => {
  const before = Date.now();
  const now = realClock.now();
  assertGreaterOrEqual(now, before);
  assertLessOrEqual(now, Date.now());
});

Deno.test("On the real clock shorter waits end first, and those that are none end too", async () => {
  const order: number[] = [];
  await Promise.all([40, 0, 20, -5].map((ms) => realClock.sleep(ms).then(() => void order.push(ms))));
  assertEquals(order.slice(-2), [20, 40]);
  assertEquals(order.length, 4);
});

Deno.test("On the real clock a wait that is longer than a timer can count does not end at once", async () => {
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const waits = [2 ** 31, 2 ** 40, Infinity].map((ms) =>
    realClock.sleep(ms, stop.signal).catch((error) => error)
  );
  assertEquals(await Promise.race([...waits, realClock.sleep(20).then(() => "short")]), "short");
  stop.abort(reason);
  assertEquals(await Promise.all(waits), [reason, reason, reason]);
});

Deno.test("On the real clock a wait that is given up, or was before, rejects with the signal's reason", async () => {
  const reason = new Error("not needed any more");
  assertStrictEquals(await assertRejects(() => realClock.sleep(60_000, AbortSignal.abort(reason))), reason);
  const stop = new AbortController();
  const waiting = realClock.sleep(60_000, stop.signal);
  stop.abort(reason);
  assertStrictEquals(await assertRejects(() => waiting), reason);
});

Deno.test("The present second is the one that is running, not the one that is nearest", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
    const at = second({ now: () => now, sleep: realClock.sleep });
    assertLessOrEqual(at * 1000, now);
    assertLess(now, (at + 1) * 1000);
  }));
});
