import { assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { duration, Pace } from "../../src/capture/pace.ts";
import { noProgress } from "../../src/capture/progress.ts";
import type { Run } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

const MINUTE = 60_000;

/** A binding's run of which only time and interval matter. */
function runOf(interval: number) {
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const stop = new AbortController();
  const ignore = () => {};
  const nothing = () => Promise.reject(new Error("nothing is to be asked for"));
  const run: Run = {
    source: { pageSize: 50, reach: 10_000, ahead: 2, page: nothing, status: nothing, settled: nothing },
    settings: { mode: "incremental", interval, start: 0, rereads: true },
    once: false,
    clock,
    signal: stop.signal,
    log: { debug: ignore, info: ignore, warn: (line) => void warnings.push(line), error: ignore },
    progress: noProgress(),
    state: () => ({}),
  };
  return { run, clock, stop, warnings };
}

Deno.test("Polls begin an interval apart, however long they take within it", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(5 * MINUTE), { maxLength: 10 }), async (took) => {
    const { run, clock, warnings } = runOf(5 * MINUTE);
    const pace = new Pace(run, "calls");
    const began = clock.now();
    for (const [i, ms] of took.entries()) {
      pace.begin();
      assertEquals(clock.now() - began, i * 5 * MINUTE);
      await clock.sleep(ms);
      await pace.next();
    }
    assertEquals(warnings, []);
  }));
});

Deno.test("A poll that takes longer than the interval is followed by the next at once, with one warning for all", async () => {
  const { run, clock, warnings } = runOf(5 * MINUTE);
  const pace = new Pace(run, "calls");
  for (let i = 0; i < 3; i++) {
    pace.begin();
    await clock.sleep(6 * MINUTE);
    const over = clock.now();
    await pace.next();
    assertEquals(clock.now(), over);
  }
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0] ?? "", "calls: one poll took 6 min, longer than the interval of 5 min");
});

Deno.test("Who stops while waiting for the next poll is told why at once", async () => {
  const { run, clock, stop } = runOf(5 * MINUTE);
  const pace = new Pace(run, "calls");
  pace.begin();
  const reason = new Error("SIGTERM");
  const waiting = pace.next().catch((error) => error);
  await clock.sleep(1000);
  const now = clock.now();
  stop.abort(reason);
  assertStrictEquals(await waiting, reason);
  assertEquals(clock.now(), now);
  await assertRejects(() => pace.next());
});

const lengths: [ms: number, text: string][] = [
  [0, "0 s"],
  [1499, "1 s"],
  [45_000, "45 s"],
  [89_000, "89 s"],
  [90_000, "2 min"],
  [12 * MINUTE, "12 min"],
  [89 * MINUTE, "89 min"],
  [90 * MINUTE, "1.5 h"],
  [210 * MINUTE, "3.5 h"],
  [48 * 60 * MINUTE, "2 d"],
  [180 * 24 * 60 * MINUTE, "180 d"],
];

for (const [ms, text] of lengths) {
  Deno.test(`${ms} ms are ${text}`, () => assertEquals(duration(ms), text));
}
