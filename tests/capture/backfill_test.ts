import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../src/capture/stream.ts";
import type { TimelineOptions } from "../../src/capture/timeline_state.ts";
import { CALLS, CONTACTS, Driven } from "./driven.ts";

/** Rows 1, 2, … that start so many seconds from the beginning and have ended long ago. */
function of(options: TimelineOptions, ...seconds: number[]): Driven {
  const driven = new Driven(options);
  driven.rows = seconds.map((second, i) => ({
    id: i + 1,
    at: driven.at(second),
    changed: driven.at(second),
    ended: 1,
  }));
  return driven;
}

/** The patch that a pass begins with. */
async function beginning(driven: Driven, start: number): Promise<JsonObject | undefined> {
  driven.settings.start = driven.at(start);
  await driven.once();
  return driven.batches()[0]?.[1];
}

Deno.test("a timeline begins with the last second that is over for its cursor, and with a pass up to there", async () => {
  assertEquals(await beginning(of(CALLS), -1000), {
    cursor: -2,
    start: -1000,
    passed: -2,
    backfill: { at: -1001, since: -1001, read: 0, left: null, to: -2, start: -1000 },
  });
  // a list that knows no start date is read from the first second on
  assertEquals(await beginning(of(CONTACTS), -1000), {
    cursor: -2,
    passed: -2,
    backfill: { at: 0, since: 0, read: 0, left: null, to: -2 },
  });
});

Deno.test("a first pass begins no further back than rows are served, and no later than now", async () => {
  const served = { ...CALLS, time: { ...CALLS.time, serves: 500 } };
  const backfill = { read: 0, left: null, to: -2 };
  assertEquals((await beginning(of(served), -1000))?.["backfill"], {
    ...backfill,
    at: -502,
    since: -502,
    start: -1000,
  });
  assertEquals((await beginning(of(served), -400))?.["backfill"], {
    ...backfill,
    at: -401,
    since: -401,
    start: -400,
  });
  assertEquals((await beginning(of(CALLS), 1000))?.["backfill"], {
    ...backfill,
    at: -2,
    since: -2,
    start: 1000,
  });
});

Deno.test("each page of a first pass is kept with where it is, the last one with its end", async () => {
  const driven = of(CALLS, -900, -800, -700, -600, -500, -50, -10);
  driven.settings.start = driven.at(-1000);
  const told: unknown[] = [];
  driven.lie = (page, { work }) => {
    const { phase, remaining, cursor } = driven.progress;
    if (work === "backfill") told.push([phase, remaining, cursor && cursor - driven.began]);
    return page;
  };
  await driven.once();
  assertEquals(driven.asked(), [
    "backfill asc -1001..-2 page 1",
    "backfill asc -1001..-2 page 2",
    "backfill asc -1001..-2 page 3",
  ]);
  assertEquals(driven.batches().slice(1), [
    ["c 1, c 2, c 3", { backfill: { at: -901, since: -1001, read: 0, left: 7 } }],
    ["c 4, c 5, c 6", { backfill: { at: -601, since: -1001, read: 3, left: 4 } }],
    ["c 7", { backfill: null, start: -1000 }],
  ]);
  assertEquals(told, [["backfilling", undefined, undefined], ["backfilling", 4, -2], ["backfilling", 1, -2]]);
  const { phase, remaining } = driven.progress;
  assertEquals({ phase, remaining }, { phase: "following", remaining: 0 });
});

Deno.test("a pass goes on where its state says, and ends with the start date that it covers", async () => {
  const driven = of(CALLS, -900, -800, -700, -600, -500, -50, -10);
  driven.settings.start = driven.at(-1000);
  driven.state = {
    cursor: driven.at(-2),
    start: driven.at(-1000),
    passed: driven.at(-2),
    backfill: {
      at: driven.at(-601),
      since: driven.at(-1001),
      read: 3,
      left: 4,
      to: driven.at(-300),
      start: driven.at(-1000),
    },
  };
  await driven.once();
  // fewer are left than were counted then, so what was read before is counted
  assertEquals(driven.asked(), [
    "backfill asc -601..-300 page 1",
    "backfill asc -1001..-601 page 1",
    "backfill asc -601..-300 page 1",
  ]);
  assertEquals(driven.batches(), [["c 4, c 5", { backfill: null, start: -1000 }]]);
});

Deno.test("a start date that was moved earlier is a pass of its own, up to the second before the one that was covered", async () => {
  const driven = of(CALLS, -2000, -1500, -1001, -1000, -999);
  driven.settings.start = driven.at(-1000);
  await driven.once();
  assertEquals([driven.documents(), driven.asked().length], [["c 4", "c 5"], 1]);
  driven.settings.start = driven.at(-1999);
  await driven.once();
  const backfill = { at: -2000, since: -2000, read: 0, left: null, to: -1001, start: -1999 };
  assertEquals(driven.batches().filter(([, patch]) => "backfill" in patch), [
    ["", { backfill }],
    ["c 2, c 3", { backfill: null, start: -1999 }],
  ]);
  assertEquals(driven.asked().filter((one) => one.startsWith("backfill")), [
    "backfill asc -2000..-1001 page 1",
  ]);
  assertEquals(driven.brief(driven.state["passed"]), -2);
  await driven.once();
  assertEquals(driven.asked().filter((one) => one.startsWith("backfill")), []);
});

Deno.test("a start date that is moved earlier before it has come is passed over up to the cursor, what follows is the tail's", async () => {
  const driven = of(CALLS, -500);
  driven.settings.start = driven.at(1000);
  await driven.once();
  driven.batches();
  await driven.pass(100);
  driven.settings.start = driven.at(-600);
  await driven.once();
  assertEquals(driven.batches()[0], [
    "",
    { backfill: { at: -601, since: -601, read: 0, left: null, to: -2, start: -600 } },
  ]);
});

Deno.test("a start date that is moved from before 1970 further back is a pass over nothing", async () => {
  const driven = of(CALLS, -500);
  driven.settings.start = -100;
  await driven.once();
  driven.batches();
  driven.settings.start = -200;
  await driven.once();
  assertEquals(driven.batches().slice(0, 2), [
    ["", { backfill: { at: 0, since: 0, read: 0, left: null, to: 0, start: -200 } }],
    ["", { backfill: null, start: -200 }],
  ]);
});

Deno.test("a start date says nothing to a list that knows none", async () => {
  const driven = of(CONTACTS, -2000, -500);
  driven.settings.start = driven.at(-1000);
  await driven.once();
  driven.settings.start = driven.at(-3000);
  await driven.once();
  assertEquals(driven.asked().filter((one) => one.startsWith("backfill")), ["backfill asc first..-2 page 1"]);
  driven.settings.start = driven.at(-100);
  driven.state = { cursor: driven.at(-2), backfill: { at: 0, since: 0, read: 0, to: driven.at(-2) } };
  await driven.once();
  assertEquals(driven.documents(), ["c 1", "c 2", "c 1", "c 2"]);
});

/** A state amid a pass over (-1000, to]. */
function amid(driven: Driven, to: number, more: JsonObject): JsonObject {
  const at = driven.at(-1000);
  return {
    // the tail has something to read, but a pass comes first
    cursor: driven.at(-9),
    start: driven.at(-999),
    passed: driven.at(-2),
    backfill: { at, since: at, read: 0, left: null, to: driven.at(to), ...more },
  };
}

Deno.test("a start date that is moved later amid a pass makes it shorter, and it covers no more than that", async () => {
  const driven = of(CALLS, -900, -500, -499, -400);
  driven.settings.start = driven.at(-499);
  driven.state = amid(driven, -10, { start: driven.at(-999) });
  await driven.once();
  assertEquals(driven.batches().slice(0, 2), [
    ["", { backfill: { at: -500, since: -500, read: 0, left: null, start: -499 } }],
    ["c 3, c 4", { backfill: null, start: -499 }],
  ]);
  // one that covers nothing new is shortened all the same
  driven.state = amid(driven, -10, { repeats: true });
  await driven.once();
  assertEquals(driven.batches().slice(0, 2), [
    ["", { backfill: { at: -500, since: -500, read: 0, left: null } }],
    ["u 3, u 4", { backfill: null }],
  ]);
});

Deno.test("a start date that is moved behind the end of a pass ends it there", async () => {
  const driven = of(CALLS, -900, -500);
  driven.settings.start = driven.at(-10);
  driven.state = amid(driven, -300, { start: driven.at(-999) });
  await driven.once();
  assertEquals(driven.batches().slice(0, 2), [
    ["", { backfill: { at: -300, since: -300, read: 0, left: null, start: -299 } }],
    ["", { backfill: null, start: -299 }],
  ]);
  assertEquals(driven.asked().filter((one) => one.startsWith("backfill")), []);
});

Deno.test("a pass that begins just where the start date wants it is not begun anew", async () => {
  const driven = of(CALLS, -900);
  driven.settings.start = driven.at(-999);
  driven.state = amid(driven, -300, { start: driven.at(-999) });
  await driven.once();
  assertEquals(driven.batches()[0], ["c 1", { backfill: null, start: -999 }]);
});
