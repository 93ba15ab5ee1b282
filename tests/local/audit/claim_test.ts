import { assertEquals, assertMatch } from "@std/assert";
import { after, claimed } from "../../../src/local/audit/claim.ts";

const walk = { since: 0, read: 0, left: null };

Deno.test("a store claims what lies between its start and the last full minute before its cursor", () => {
  assertEquals(claimed({ cursor: 6_059, start: 1_000 }, 1_000), {
    windows: [{ from: 999, to: 6_059 }],
    open: [],
  });
  assertEquals(claimed({ cursor: 6_058, start: 1_000 }, 1_000).windows, [{ from: 999, to: 5_999 }]);
  assertEquals(claimed({ cursor: 6_059 }, undefined).windows, [{ from: 0, to: 6_059 }]);
  assertEquals(claimed({ cursor: 6_059, start: 6_100 }, 6_100).windows, []);
});

Deno.test("a store that nobody filled claims nothing, and says what to do", () => {
  assertEquals(claimed({}, 0), { windows: [], open: ["nothing of it has been read: run sync"] });
});

Deno.test("a start that was moved later is checked from there; one that was moved earlier is not claimed before it was read", () => {
  assertEquals(claimed({ cursor: 5_999, start: 1_000 }, 2_000), {
    windows: [{ from: 1_999, to: 5_999 }],
    open: [],
  });
  const { windows, open } = claimed({ cursor: 5_999, start: 1_000 }, 500);
  assertEquals(windows, [{ from: 999, to: 5_999 }]);
  assertMatch(open.join(), /run sync, it reads what lies between/);
});

Deno.test("what a first reading, or one for an earlier start, has not come to is not claimed; a repetition takes nothing away", () => {
  const first = claimed(
    { cursor: 5_999, start: 1, backfill: { ...walk, at: 2_000, to: 5_000, start: 1 } },
    1,
  );
  assertEquals(first.windows, [{ from: 0, to: 2_000 }, { from: 5_000, to: 5_999 }]);
  const earlier = claimed({
    cursor: 5_999,
    start: 3_000,
    backfill: { ...walk, at: 700, to: 2_999, start: 500 },
  }, 500);
  assertEquals(earlier.windows, [{ from: 499, to: 700 }, { from: 2_999, to: 5_999 }]);
  for (const { open } of [first, earlier]) assertMatch(open.join(), /its reading is not finished/);
  const again = claimed(
    { cursor: 5_999, backfill: { ...walk, at: 700, to: 2_999, repeats: true } },
    undefined,
  );
  assertEquals(again, { windows: [{ from: 0, to: 5_999 }], open: [] });
});

Deno.test("a stretch that sync could not read is told as it was told there", () => {
  assertEquals(claimed({ cursor: 5_999, gaps: { "1-2": "one second holds too many" } }, 0).open, [
    "a stretch that sync could not read: one second holds too many",
  ]);
});

Deno.test("what lies after a second is left of windows, and nothing of those before", () => {
  const windows = [{ from: 0, to: 10 }, { from: 20, to: 30 }];
  assertEquals(after(windows, 5), [{ from: 5, to: 10 }, { from: 20, to: 30 }]);
  assertEquals(after(windows, 10), [{ from: 20, to: 30 }]);
  assertEquals(after(windows, Infinity), []);
});
