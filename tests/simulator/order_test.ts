import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CallIndex } from "../../src/simulator/call_index.ts";
import { history } from "../../src/simulator/history.ts";
import { mix, Random } from "../../src/simulator/random.ts";
import { SortedPairs } from "../../src/simulator/sorted_pairs.ts";

const pair = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }));
const compare = (a: readonly [number, number], b: readonly [number, number]) => a[0] - b[0] || a[1] - b[1];
const all = (pairs: SortedPairs) =>
  Array.from({ length: pairs.length }, (_, i) => [pairs.first(i), pairs.second(i)]);

Deno.test("Pairs stay sorted whatever is added and deleted, and ranks are counted right", () => {
  fc.assert(fc.property(fc.array(fc.array(pair, { maxLength: 6 })), fc.array(pair), (runs, gone) => {
    const pairs = new SortedPairs(1);
    let model: [number, number][] = [];
    for (const run of runs) {
      pairs.add(run.toSorted(compare));
      model = [...model, ...run].toSorted(compare);
    }
    for (const [first, second] of gone) {
      const place = model.findIndex((one) => one[0] === first && one[1] === second);
      assertEquals(pairs.delete(first, second), place >= 0);
      if (place >= 0) model.splice(place, 1);
    }
    assertEquals(all(pairs), model);
    for (let first = -1; first < 23; first++) {
      assertEquals(pairs.rank(first), model.filter((one) => one[0] < first).length);
      assertEquals(pairs.get(first), model.find((one) => one[0] === first)?.[1]);
    }
  }));
});

Deno.test("Whatever the starts and the window: both orders select the same calls, each in its own order", () => {
  const any = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 12 });
  const ascending = any.map((list) => list.toSorted((a, b) => a - b));
  const starts = fc.oneof(any, ascending);
  const bound = fc.integer({ min: -1, max: 8 });
  const moves = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.integer({ min: 0, max: 7 })), { maxLength: 3 });
  fc.assert(
    fc.property(starts, bound, bound, moves, (list, from, to, moves) => {
      const index = new CallIndex(4);
      const model = new Map<number, number>();
      list.forEach((start, i) => {
        index.add(1000 + i * 3, start);
        model.set(1000 + i * 3, start);
      });
      for (const [place, start] of moves) {
        index.move(1000 + place * 3, start);
        if (model.has(1000 + place * 3)) model.set(1000 + place * 3, start);
      }
      const inside = [...model].filter(([, start]) => start > from && start <= to);
      const ids = (order: "id" | "started_at") => {
        const rows = index.select(from, to, order);
        return Array.from({ length: rows.total }, (_, rank) => rows.at(rank));
      };
      assertEquals(ids("id"), inside.map(([id]) => id).toSorted((a, b) => a - b));
      assertEquals(ids("started_at"), inside.toSorted(([a, s], [b, t]) => s - t || a - b).map(([id]) => id));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("The middle of many calls holds what belongs there, in either order", () => {
  const index = new CallIndex(100_000);
  for (let i = 0; i < 100_000; i++) index.add(i * 5, i + (i % 3 === 0 ? 1 : 0));
  for (const order of ["id", "started_at"] as const) {
    const rows = index.select(20_000, 80_000, order);
    assert(Math.abs(rows.total - 60_000) < 3);
    assert(rows.at(0) < rows.at(1));
    assert(Math.abs(rows.at(30_000) - 50_000 * 5) < 20);
  }
});

Deno.test("The past has exactly as many calls as asked for, ascending, before its end", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 200 }),
      (seed, count, days) => {
        const starts = [...history(seed, 1_790_000_000, count, days)];
        assertEquals(starts.length, count);
        assertEquals(starts, starts.toSorted((a, b) => a - b));
        const earliest = 1_790_000_000 - Math.max(1, days * 24) * 3600;
        assert(starts.every((start) => start >= earliest && start < 1_790_000_000));
      },
    ),
  );
});

Deno.test("Random numbers follow from the seed, fill their range, and every part of the seed counts", () => {
  const draw = (...seed: number[]) =>
    Array.from({ length: 5 }, ((random) => () => random.next())(new Random(...seed)));
  assertEquals(draw(1, 2), draw(1, 2));
  assert(draw(1, 2)[0] !== draw(2, 1)[0]);
  assert(mix(2 ** 40) !== mix(0));
  const random = new Random(7);
  const seen = new Set(Array.from({ length: 500 }, () => random.whole(3, 7)));
  assertEquals([...seen].toSorted(), [3, 4, 5, 6, 7]);
  assertEquals(random.maybe([]), undefined);
  const weights = Array.from({ length: 1000 }, () => random.weighted({ often: 9, seldom: 1 }));
  const seldom = weights.filter((name) => name === "seldom").length;
  assert(seldom > 50 && seldom < 170);
});
