import { assert, assertEquals, assertLessOrEqual, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { pages } from "../../src/capture/pages.ts";
import type { Page } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

const never = new AbortController().signal;

/** A list whose pages take a while each; it remembers what was asked for and what is on its way. */
function listOf(latency: (page: number) => number) {
  const clock = new VirtualClock();
  const asked: number[] = [];
  const aborted: number[] = [];
  let flying = 0;
  let most = 0;
  const ask = async (page: number, signal: AbortSignal): Promise<Page> => {
    asked.push(page);
    most = Math.max(most, ++flying);
    const abort = () => void aborted.push(page);
    signal.addEventListener("abort", abort);
    try {
      await clock.sleep(latency(page), signal);
    } finally {
      signal.removeEventListener("abort", abort);
      flying--;
    }
    return { rows: [{ id: page }], total: 100 };
  };
  return { clock, ask, asked, aborted, most: () => most, flying: () => flying };
}

const ranges = fc.record({
  first: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 0, max: 30 }),
  ahead: fc.integer({ min: 1, max: 12 }),
  probing: fc.boolean(),
  latencies: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40 }),
  work: fc.integer({ min: 0, max: 500 }),
});

Deno.test("Pages come in order, each once, none beyond the last, and never more than `ahead` are held", async () => {
  await fc.assert(
    fc.asyncProperty(ranges, async ({ first, count, ahead, probing, latencies, work }) => {
      const list = listOf((page) => latencies[page % latencies.length] ?? 0);
      const last = first + count - 1;
      const numbers: number[] = [];
      for await (const page of pages({ first, last, ahead: () => ahead, probing, signal: never }, list.ask)) {
        numbers.push(page.number);
        assertEquals(page.rows, [{ id: page.number }]);
        assertEquals(page.total, 100);
        await list.clock.sleep(work);
        assertLessOrEqual(list.asked.length - numbers.length, ahead - 1);
      }
      const all = Array.from({ length: count }, (_, i) => first + i);
      assertEquals(numbers, all);
      assertEquals(list.asked, all);
      assertLessOrEqual(list.most(), ahead);
      assertEquals(list.aborted, []);
    }),
    { numRuns: 100 },
  );
});

Deno.test("Who leaves early has what is on its way aborted, and nothing more is asked for", async () => {
  await fc.assert(
    fc.asyncProperty(ranges, fc.nat(29), async ({ first, ahead, probing, work }, leaveAfter) => {
      const list = listOf(() => 1000);
      let taken = 0;
      let flying = 0;
      for await (
        const _ of pages({ first, last: first + 40, ahead: () => ahead, probing, signal: never }, list.ask)
      ) {
        await list.clock.sleep(work);
        flying = list.flying();
        if (taken++ === leaveAfter) break;
      }
      assertEquals(list.aborted.length, flying);
      const { length } = list.asked;
      await list.clock.sleep(100_000);
      assertEquals(list.flying(), 0);
      assertEquals(list.asked.length, length);
      assertLessOrEqual(length, leaveAfter + ahead);
    }),
    { numRuns: 60 },
  );
});

Deno.test("What is aborted because nobody wants it any more is told so by an AbortError", async () => {
  const reasons: unknown[] = [];
  const ask = async (page: number, signal: AbortSignal): Promise<Page> => {
    signal.addEventListener("abort", () => void reasons.push(signal.reason));
    return await Promise.resolve({ rows: [{ id: page }], total: 100 });
  };
  for await (const _ of pages({ first: 1, last: 9, ahead: () => 2, signal: never }, ask)) break;
  assertEquals(reasons.map((reason) => reason instanceof DOMException && reason.name), [
    "AbortError",
    "AbortError",
  ]);
});

Deno.test("With time to spare, pages are read as fast as `ahead` at a time allow", async () => {
  const list = listOf(() => 1000);
  const began = list.clock.now();
  for await (const _ of pages({ first: 1, last: 40, ahead: () => 4, signal: never }, list.ask));
  assertLessOrEqual(list.clock.now() - began, 11_000);
});

Deno.test("Where the loop may end with any page, one page is asked for at first, and one more ahead with each page", async () => {
  const list = listOf(() => 10);
  const asked: number[] = [];
  for await (
    const _ of pages({ first: 1, last: 20, ahead: () => 4, probing: true, signal: never }, list.ask)
  ) {
    asked.push(list.asked.length);
  }
  assertEquals(asked, [1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20, 20, 20]);
});

Deno.test("A page that fails is thrown in its turn, after the pages before it, and the rest is aborted", async () => {
  const list = listOf((page) => page * 100);
  const mistake = new Error("page 3 is missing");
  const numbers: number[] = [];
  const reading = async () => {
    const ask = (page: number, signal: AbortSignal) =>
      page === 3 ? Promise.reject(mistake) : list.ask(page, signal);
    for await (const page of pages({ first: 1, last: 9, ahead: () => 5, signal: never }, ask)) {
      numbers.push(page.number);
    }
  };
  assertStrictEquals(await assertRejects(reading), mistake);
  assertEquals(numbers, [1, 2]);
  await list.clock.sleep(10_000);
  assertEquals(list.flying(), 0);
});

Deno.test("When the caller gives up, the page on its way rejects with the caller's reason", async () => {
  const list = listOf(() => 1000);
  const stop = new AbortController();
  const reason = new Error("not needed any more");
  const reading = (async () => {
    for await (const _ of pages({ first: 1, last: 9, ahead: () => 3, signal: stop.signal }, list.ask));
  })().catch((error) => error);
  await list.clock.sleep(500);
  stop.abort(reason);
  assertStrictEquals(await reading, reason);
  assert(list.aborted.length > 0);
});
