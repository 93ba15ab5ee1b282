import { assertEquals } from "@std/assert";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { dailyCells } from "../../src/capture/cell_store.ts";
import {
  isFirst,
  overlapOf,
  readState,
  timelineFault,
  type TimelineState,
} from "../../src/capture/timeline_state.ts";
import { CALLS, CONTACTS, Driven } from "./driven.ts";

const LATEST = 2 ** 33;

/** Whether a state with this in it is one. */
function isState(state: unknown): boolean {
  return timelineFault(dailyCells, state) === undefined;
}

Deno.test("an empty state is one, and so is one with what a newer version may add", () => {
  assertEquals([isState({}), isState({ else: 1 }), isState({ rereads: { day: { else: 1 } } })], [
    true,
    true,
    true,
  ]);
  assertEquals([isState(null), isState([]), isState("")], [false, false, false]);
});

Deno.test("moments are whole seconds from 1970 to 2242", () => {
  const walk = { at: 0, since: 0, read: 0, left: null };
  const places: ((moment: unknown) => unknown)[] = [
    (cursor) => ({ cursor }),
    (passed) => ({ passed }),
    (whole) => ({ whole }),
    (moment) => ({ open: { 7: moment } }),
    (to) => ({ backfill: { ...walk, to } }),
    (last) => ({ rereads: { day: { last } } }),
    (to) => ({ rereads: { day: { pass: { ...walk, from: 0, to, began: 0 } } } }),
    (began) => ({ rereads: { day: { pass: { ...walk, from: 0, to: 0, began } } } }),
  ];
  for (const state of places) {
    for (const good of [0, 1, LATEST]) assertEquals(isState(state(good)), true, JSON.stringify(state(good)));
    for (const bad of [-1, LATEST + 1, 0.5, null, "1"]) {
      assertEquals(isState(state(bad)), false, JSON.stringify(state(bad)));
    }
  }
});

Deno.test("a start date may lie before 1970, a length of time may not be negative", () => {
  const walk = { at: 0, since: 0, read: 0, left: null };
  assertEquals([isState({ start: -5 }), isState({ backfill: { ...walk, to: 0, start: -5 } })], [true, true]);
  assertEquals(isState({ rereads: { day: { pass: { ...walk, from: -5, to: 0, began: 0 } } } }), true);
  assertEquals([0, 1, -1].map((took) => isState({ rereads: { day: { took } } })), [true, true, false]);
});

Deno.test("what a state is known to hold is of its own kind, and a pass has all that it goes on from", () => {
  const walk = { at: 0, since: 0, read: 0, left: null };
  const pass = { ...walk, from: 0, to: 0, began: 0 };
  const backfill = { ...walk, to: 0 };
  assertEquals(
    [isState({ backfill: { ...backfill, repeats: true } }), isState({ rereads: { day: { pass } } })],
    [true, true],
  );
  const wrong: Record<string, unknown>[] = [
    { start: 0.5 },
    { again: 1 },
    { open: [] },
    { gaps: "none" },
    { cells: { "20759": 1 } },
    { digests: "1" },
    { rereads: { day: 5 } },
    { backfill: walk },
    { backfill: { ...backfill, start: 0.5 } },
    { backfill: { ...backfill, repeats: 1 } },
    ...Object.keys(pass).flatMap((name) => {
      const without = Object.fromEntries(Object.entries(pass).filter(([other]) => other !== name));
      // an older state says nothing of what is left
      return name === "left" ? [] : [{ rereads: { day: { pass: without } } }];
    }),
  ];
  for (const state of wrong) assertEquals(isState(state), false, JSON.stringify(state));
});

Deno.test("a gap is named by two moments, and by nothing else", () => {
  const names = ["1-2", "1780000000-1780086400", "1", "1-", "-1-2", "1-2-3", "a-2", " 1-2", "key"];
  assertEquals(names.filter((name) => isState({ gaps: { [name]: "why" } })), names.slice(0, 2));
  assertEquals(isState({ gaps: { "1-2": 1 } }), false);
});

Deno.test("cells that are not what was written are no state, and their place is told", () => {
  assertEquals(timelineFault(dailyCells, { cells: { "20759": "?" } }), {
    path: ["cells"],
    words: "they are not what was written",
  });
});

Deno.test("a state is read without its cells", () => {
  assertEquals(readState({ cursor: 5, cells: { x: "y" }, else: 1 }), { ...{ else: 1 }, cursor: 5 });
});

Deno.test("what was read of a state stays as it was, whatever is merged into the state", () => {
  const state = { cursor: 5, backfill: { at: 1, since: 0, read: 1, left: null, to: 9 } };
  const read = readState(state);
  mergePatch(state, { backfill: { at: 7 } });
  assertEquals([read.backfill?.at, readState(state).backfill?.at], [1, 7]);
});

Deno.test("the overlap is what a stream declares, and a minute where rows say when they were changed", () => {
  assertEquals([overlapOf(CALLS), overlapOf(CONTACTS)], [100, 60]);
});

Deno.test("a row is new after what is known, and where a first pass has not come yet", () => {
  const walk = { since: 0, read: 0, left: null };
  const first: TimelineState = { backfill: { ...walk, at: 100, to: 200 } };
  const repeats: TimelineState = { backfill: { ...walk, at: 100, to: 200, repeats: true } };
  const seconds = [100, 101, 200, 201, 300, 301];
  const news = (state: TimelineState) => seconds.filter((at) => isFirst(at, 300, state));
  assertEquals(news(first), [101, 200, 301]);
  assertEquals(news(repeats), [301]);
  assertEquals(news({}), [301]);
});

Deno.test("a cursor may lie a day ahead of the last second that is over, and no more", async () => {
  for (const options of [CALLS, CONTACTS]) {
    const driven = new Driven(options);
    driven.state = { cursor: driven.at(86_400 - 2), passed: driven.at(-2), start: 0 };
    await driven.once();
    assertEquals(driven.progress.failing.size, 0);
    driven.state = { ...driven.state, cursor: driven.at(86_400 - 1) };
    await driven.once();
    assertEquals([...driven.progress.failing.values()], [
      "its state says that it was read up to 2026-11-03T08:59:59.000Z, which is more than a day ahead. If the clock is right, " +
      "have it read anew without this state: in Flow by the binding's backfill counter",
    ]);
  }
});
