import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

Deno.test("Six months pass by being slept", async () => {
  const clock = new VirtualClock(START);
  for (let day = 0; day < 183; day++) await clock.sleep(DAY);
  assertEquals(clock.now(), START + 183 * DAY);
});

Deno.test("Without a sleeper no time passes", async () => {
  const clock = new VirtualClock(START);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(clock.now(), START);
});

Deno.test("Sleepers wake at their own time, the earliest first, those of the same time in the order in which they lay down", async () => {
  const naps = fc.array(
    fc.record({ ms: fc.integer({ min: 0, max: 20 }), then: fc.integer({ min: 0, max: 20 }) }),
  );
  await fc.assert(fc.asyncProperty(naps, async (naps) => {
    const clock = new VirtualClock(START);
    const woken: { at: number; order: number }[] = [];
    let order = 0;
    const sleep = async (ms: number) => {
      const own = { at: clock.now() + ms, order: order++ };
      await clock.sleep(ms);
      assertEquals(clock.now(), own.at);
      woken.push(own);
    };
    await Promise.all(naps.map(async ({ ms, then }) => {
      await sleep(ms);
      await sleep(then);
    }));
    assertEquals(woken, woken.toSorted((a, b) => a.at - b.at || a.order - b.order));
    assertEquals(woken.length, 2 * naps.length);
  }));
});

Deno.test("What one sleeper does when it wakes is done before the next one wakes, even at the same time", async () => {
  const clock = new VirtualClock(START);
  const did: string[] = [];
  const work = async (name: string) => {
    await clock.sleep(1000);
    for (let step = 0; step < 50; step++) await Promise.resolve();
    did.push(`${name} worked`);
  };
  await Promise.all([work("one"), clock.sleep(1000).then(() => did.push("other woke"))]);
  assertEquals(did, ["one worked", "other woke"]);
});

Deno.test("A sleep that is given up rejects at once with the reason, and its time does not come", async () => {
  const clock = new VirtualClock(START);
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const given = clock.sleep(DAY, stop.signal);
  const other = clock.sleep(2000);
  await clock.sleep(1000);
  stop.abort(reason);
  assertStrictEquals(await assertRejects(() => given), reason);
  assertEquals(clock.now(), START + 1000);
  await other;
  assertEquals(clock.now(), START + 2000);
});

Deno.test("A sleep that was given up before never begins", async () => {
  const clock = new VirtualClock(START);
  const reason = new Error("not needed any more");
  assertStrictEquals(await assertRejects(() => clock.sleep(DAY, AbortSignal.abort(reason))), reason);
  assertEquals(clock.now(), START);
});

Deno.test("Giving up after having woken changes nothing", async () => {
  const clock = new VirtualClock(START);
  const stop = new AbortController();
  await clock.sleep(1000, stop.signal);
  const other = clock.sleep(1000);
  stop.abort();
  await other;
  assertEquals(clock.now(), START + 2000);
});

Deno.test("A sleep of less than nothing does not turn the clock back", async () => {
  const clock = new VirtualClock(START);
  await clock.sleep(-DAY);
  assertEquals(clock.now(), START);
});

Deno.test("A sleep of less than nothing is one of nothing: who lay down before wakes before", async () => {
  const clock = new VirtualClock(START);
  const woken: string[] = [];
  await Promise.all([
    clock.sleep(0).then(() => woken.push("first")),
    clock.sleep(-DAY).then(() => woken.push("second")),
  ]);
  assertEquals(woken, ["first", "second"]);
});

Deno.test("When all have woken or given up, the clock can be slept on again", async () => {
  const clock = new VirtualClock(START);
  const stop = new AbortController();
  const given = clock.sleep(5, stop.signal).catch(() => {});
  stop.abort();
  await given;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await clock.sleep(1000);
  assertEquals(clock.now(), START + 1000);
});

Deno.test("A clock that is set forward or back tells the new time, and whoever sleeps still sleeps as long as they meant to", async () => {
  for (const shift of [DAY, -DAY]) {
    const clock = new VirtualClock(START);
    const sleeping = clock.sleep(1000);
    clock.set(START + shift);
    assertEquals(clock.now(), START + shift);
    await sleeping;
    assertEquals(clock.now(), START + shift + 1000);
  }
});
