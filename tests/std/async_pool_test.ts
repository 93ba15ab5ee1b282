import { assertEquals, assertLessOrEqual, assertRejects, assertThrows } from "@std/assert";
import { delay, pooledMap } from "@std/async";
import fc from "fast-check";

const limits = fc.integer({ min: 1, max: 6 });
/** Milliseconds that each item takes. */
const durations = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 });

Deno.test("pooledMap keeps the order of the items and never runs more than its limit", async () => {
  await fc.assert(
    fc.asyncProperty(limits, durations, async (limit, items) => {
      let running = 0;
      let most = 0;
      const results = pooledMap(limit, items.entries(), async ([index, ms]) => {
        most = Math.max(most, ++running);
        await delay(ms);
        running--;
        return index;
      });
      assertEquals(await Array.fromAsync(results), [...items.keys()]);
      assertLessOrEqual(most, limit);
    }),
    { numRuns: 25 },
  );
});

Deno.test("pooledMap fills the pool", async () => {
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let running = 0;
  const results = pooledMap(3, [1, 2, 3], async (item) => {
    if (++running === 3) resolve();
    await all;
    return item;
  });
  assertEquals(await Array.fromAsync(results), [1, 2, 3]);
});

Deno.test("pooledMap reads an async source", async () => {
  async function* source() {
    for (const item of ["a", "b", "c"]) {
      await delay(1);
      yield item;
    }
  }
  const results = pooledMap(2, source(), (item) => Promise.resolve(item.toUpperCase()));
  assertEquals(await Array.fromAsync(results), ["A", "B", "C"]);
});

Deno.test("pooledMap starts before it is read", async () => {
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const results = pooledMap(1, [1], (item) => {
    resolve();
    return Promise.resolve(item);
  });
  await started;
  assertEquals(await Array.fromAsync(results), [1]);
});

Deno.test("pooledMap lets what runs beside a failure end, yields it, and starts nothing more", async () => {
  const begun: number[] = [];
  const seen: number[] = [];
  const error = await assertRejects(async () => {
    const results = pooledMap(2, [1, 2, 3, 4, 5], async (item) => {
      begun.push(item);
      await delay(item === 2 ? 1 : 15);
      if (item === 2) throw new TypeError("two");
      return item;
    });
    for await (const result of results) seen.push(result);
  }, AggregateError);
  assertEquals([begun, seen], [[1, 2], [1]]);
  assertEquals(error.errors.map(String), ["TypeError: two"]);
});

Deno.test("pooledMap gathers every failure, in the order of the items", async () => {
  const results = pooledMap(3, [3, 1, 2], async (item) => {
    await delay(item);
    throw new Error(`item ${item}`);
  });
  const error = await assertRejects(
    () => Array.fromAsync(results),
    AggregateError,
    "Cannot complete the mapping as an error was thrown from an item",
  );
  assertEquals(error.errors.map(String), ["Error: item 3", "Error: item 1", "Error: item 2"]);
});

Deno.test("pooledMap takes an error thrown before there is a promise for a failure of the item", async () => {
  const results = pooledMap(1, [1], (): Promise<number> => {
    throw new TypeError("at once");
  });
  const error = await assertRejects(() => Array.fromAsync(results), AggregateError);
  assertEquals(error.errors.map(String), ["TypeError: at once"]);
});

Deno.test("pooledMap fails where its source fails", async () => {
  // deno-lint-ignore require-yield
  async function* source(): AsyncGenerator<number> {
    await delay(1);
    throw new TypeError("source");
  }
  await assertRejects(
    () => Array.fromAsync(pooledMap(2, source(), (item) => Promise.resolve(item))),
    AggregateError,
  );
});

Deno.test("pooledMap refuses a limit that is no positive integer", () => {
  for (const limit of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => pooledMap(limit, [], () => Promise.resolve()), RangeError);
  }
});
