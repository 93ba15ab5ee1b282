import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { TooSlow, Watch } from "../../src/http/watch.ts";
import { Ledger, rest } from "./support.ts";

const deadlines = { headers: 30_000, stall: 15_000, whole: 120_000 };

/** Milliseconds after which a watch gives up that sees something come at these moments, and why it does. */
async function givenUp(touches: number[], given = deadlines): Promise<[after: number, why: string]> {
  const clock = new Ledger();
  const began = clock.now();
  const watch = new Watch(clock, given);
  const over = new Promise<number>((resolve) =>
    watch.signal.addEventListener("abort", () => resolve(clock.now() - began))
  );
  for (const at of touches) {
    await clock.sleep(began + at - clock.now());
    if (watch.signal.aborted) break;
    watch.touch();
  }
  const after = await over;
  watch.end();
  assertInstanceOf(watch.signal.reason, TooSlow);
  return [after, watch.signal.reason.message];
}

Deno.test("Without headers a request is given up after 30 s", async () => {
  assertEquals(await givenUp([]), [30_000, "no answer for 30 s"]);
});

for (const headers of [0, 1000, 14_999, 15_000, 16_000, 29_999]) {
  Deno.test(`A body that stalls after headers that took ${headers / 1000} s is given up 15 s later`, async () => {
    assertEquals(await givenUp([headers]), [headers + 15_000, "the body stalled for 15 s"]);
  });
}

Deno.test("A body that goes on coming is given up after 120 s in all", async () => {
  const drops = Array.from({ length: 20 }, (_, i) => 5000 + i * 10_000);
  assertEquals(await givenUp(drops), [120_000, "the answer was not complete after 120 s"]);
});

Deno.test("The whole deadline holds for the headers too", async () => {
  const [after] = await givenUp([], { headers: 30_000, stall: 15_000, whole: 10_000 });
  assertEquals(after, 10_000);
});

Deno.test("A request is given up at the first deadline that passes, whenever something came before", async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 25_000 }), { maxLength: 20 });
  await fc.assert(fc.asyncProperty(gaps, async (gaps) => {
    let at = 0;
    const touches = gaps.map((gap) => at += gap);
    let expected = deadlines.headers;
    for (const touch of touches) {
      // what comes in the very millisecond of the deadline may be in time or not
      fc.pre(touch !== expected);
      if (touch > expected) break;
      expected = Math.min(touch + deadlines.stall, deadlines.whole);
    }
    assertEquals((await givenUp(touches))[0], expected);
  }));
});

Deno.test("A deadline that is a millisecond away when the watch wakes is waited for all the same", async () => {
  assertEquals((await givenUp([15_001]))[0], 30_001);
  assertEquals((await givenUp([14_999]))[0], 29_999);
});

Deno.test("When the caller gives up, so does the watch, at once and for the caller's reason", async () => {
  const clock = new Ledger();
  const stop = new AbortController();
  const watch = new Watch(clock, deadlines, stop.signal);
  const reason = new Error("not needed any more");
  stop.abort(reason);
  assertStrictEquals(watch.signal.reason, reason);
  watch.end();
  const now = clock.now();
  await rest();
  assertEquals([clock.sleeping, clock.now()], [0, now]);
});

Deno.test("When the caller has given up before, the watch begins given up", () => {
  const reason = new Error("not needed any more");
  const watch = new Watch(new Ledger(), deadlines, AbortSignal.abort(reason));
  watch.end();
  assert(watch.signal.aborted);
  assertStrictEquals(watch.signal.reason, reason);
});

Deno.test("What has ended is never given up afterwards, and nothing sleeps on", async () => {
  const clock = new Ledger();
  const stop = new AbortController();
  const watch = new Watch(clock, deadlines, stop.signal);
  watch.touch();
  watch.end();
  const now = clock.now();
  await rest();
  assertEquals([clock.sleeping, clock.now()], [0, now]);
  stop.abort();
  await clock.sleep(1_000_000);
  assert(!watch.signal.aborted);
});
