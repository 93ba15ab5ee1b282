import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Ledgered, type Step } from "./ledgered.ts";

/** Few rows and seconds, and most of them at few, so that things meet. */
const id = fc.integer({ min: 1, max: 9 });
const second = fc.oneof(fc.constantFrom(58, 59, 60, 61), fc.integer({ min: 50, max: 70 }));
const length = fc.integer({ min: 1, max: 30 });
const add = fc.record({ do: fc.constant("add" as const), id, second });
/** What there is at first. */
const account = fc.array(add, { maxLength: 12, size: "max" });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: add },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("edit" as const), id, by: fc.constantFrom(1, 1, -1) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("move" as const), id, by: fc.constantFrom(1, -1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("begin" as const), from: second, length }) },
  { weight: 1, arbitrary: fc.constant({ do: "all" as const }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("page" as const),
      which: fc.nat(2),
      rows: fc.constantFrom(1, 1, 2, 2, 3, 5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("alone" as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("time" as const), seconds: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
);

for (
  const { ids, bound, kept } of [
    { ids: false, kept: "without keys in the cells" },
    { ids: true, kept: "with keys in the cells" },
    { ids: true, bound: 4, kept: "with keys in the cells until there are too many rows" },
  ]
) {
  Deno.test(`whatever is read, edited, let out and restarted in between, two readings of everything make the collection equal, ${kept}`, () => {
    fc.assert(
      fc.property(account, fc.array(step, { maxLength: 60, size: "max" }), (account, steps) => {
        // the key of a row that has moved stays where it was, until it is known to be gone from there
        const exact = !bound && !(ids && steps.some((step) => step.do === "move"));
        const one = new Ledgered({ ids, ...(bound ? { bound } : {}) });
        for (const step of [...account, ...steps]) {
          one.take(step);
          assertEquals(one.unknown(), [], "what came out is known by its key");
          assertEquals(one.untruths(), []);
        }
        one.restart();
        one.readAll();
        one.readAll();
        assertEquals(one.missing(), []);
        if (ids && exact) assertEquals(one.undead(), []);
        if (exact) assertEquals(one.inexact(), []);
        one.documents = 0;
        one.readAll();
        assertEquals(one.documents, 0, "nothing more, known by the table");
        one.restart();
        one.readAll();
        assertEquals(one.documents, 0, "nothing more, known by the sums");
        const [edited, other] = one.keys;
        if (edited === undefined) return;
        one.take({ do: "edit", id: edited, by: 1 });
        one.readAll();
        assertEquals([one.documents, one.missing()], [1, []], "what was edited, and nothing else");
        one.take({ do: "edit", id: other ?? edited, by: 1 });
        one.take({ do: "alone", id: other ?? edited });
        one.readAll();
        assertEquals([one.documents, one.missing()], [2, []], "what came out alone does not come out again");
        assertEquals(one.untruths(), []);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
}

Deno.test("cells stay within their number, and a change costs no more than its cell after a restart", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 300, size: "max" }),
      fc.nat(),
      (seconds, place) => {
        const one = new Ledgered({ ids: false, full: 5, most: 40 });
        for (const [i, second] of seconds.entries()) one.take({ do: "add", id: i + 1, second });
        one.readAll();
        assertLessOrEqual(one.cells, 40);
        const edited = place % seconds.length;
        const largest = one.largest;
        one.take({ do: "edit", id: edited + 1, by: 1 });
        one.restart();
        one.documents = 0;
        one.readAll();
        assertEquals(one.missing(), []);
        assertLessOrEqual(one.documents, largest);
      },
    ),
    { numRuns: 300, seed: 8 },
  );
});
