import { assertEquals } from "@std/assert";
import type { Running } from "../../src/capture/engine.ts";
import type { Progress, Reread } from "../../src/capture/progress.ts";
import { NOW, reported, running } from "./reported.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Half an hour ago. */
const LAST = NOW / 1000 - 1800;

function calls(rereads: Record<string, Reread>, progress: Partial<Progress> = {}): Running {
  return running("calls", { phase: "following", rereads: new Map(Object.entries(rereads)), ...progress });
}

function said(rereads: Record<string, Reread>): string {
  return reported([calls(rereads)]).message.replace("1 of 1 streams up to date. up to date: ", "");
}

Deno.test("A stretch that is read again in its time is told with its period", () => {
  const day = { every: HOUR, real: HOUR, last: LAST };
  const week = { every: 6 * HOUR, real: 6 * HOUR, last: LAST };
  assertEquals(
    said({ "24 h": day, "7 d": week }),
    "calls (read again: 24 h every 60 min, 7 d every 6 h)",
  );
});

Deno.test("A stretch that takes longer is told with what it takes instead, but for a fiftieth", () => {
  const all = (real: number) => ({ all: { every: DAY, real, last: LAST } });
  assertEquals(said(all(1.3 * DAY)), "calls (read again: all every 31.2 h instead of 24 h)");
  assertEquals(said(all(2.5 * DAY)), "calls (read again: all every 2.5 d instead of 24 h)");
  assertEquals(said(all(1.03 * DAY)), "calls (read again: all every 24.7 h instead of 24 h)");
  assertEquals(said(all(1.02 * DAY)), "calls (read again: all every 24 h)");
  assertEquals(said(all(DAY)), "calls (read again: all every 24 h)");
});

Deno.test("From an hour and a half on periods are told in hours, from two days on in days", () => {
  const told = (every: number, real: number) => said({ all: { every, real, last: LAST } });
  assertEquals(told(5399, 5399), "calls (read again: all every 90 min)");
  assertEquals(told(5400, 5400), "calls (read again: all every 1.5 h)");
  assertEquals(told(DAY, 2 * DAY - 1), "calls (read again: all every 48 h instead of 24 h)");
  assertEquals(told(DAY, 2 * DAY), "calls (read again: all every 2 d instead of 24 h)");
});

Deno.test("A stretch for which there is no free request is told as not yet read", () => {
  const none = { every: DAY, real: Infinity, last: LAST };
  const { streams } = reported([calls({ all: none })]);
  assertEquals(said({ all: none }), "calls (read again: all not yet, for want of free requests)");
  assertEquals(streams["calls"]?.rereads?.["all"], {
    everySeconds: DAY,
    realSeconds: null,
    last: "2026-11-02T08:30:00.000Z",
  });
});

Deno.test("For machines a stretch says its periods in whole seconds, its last pass as a moment, and what a pass still has to read", () => {
  const { streams } = reported([
    calls({
      "24 h": { every: HOUR, real: 4000.6, last: LAST, remaining: 0 },
      all: { every: DAY, real: DAY, last: 0, remaining: 1200 },
    }),
  ]);
  assertEquals(streams["calls"]?.rereads, {
    "24 h": { everySeconds: 3600, realSeconds: 4001, last: "2026-11-02T08:30:00.000Z", remaining: 0 },
    all: { everySeconds: DAY, realSeconds: DAY, last: "1970-01-01T00:00:00.000Z", remaining: 1200 },
  });
});

Deno.test("A stream that reads nothing again and has no notes says neither, to nobody", () => {
  const { message, streams } = reported([running("tags", { phase: "up to date" })]);
  assertEquals(message, "1 of 1 streams up to date. up to date: tags");
  assertEquals(streams["tags"], { phase: "up to date", documents: 0, pages: 0, documentsPerMinute: 0 });
});

Deno.test("Notes are told behind a stream that is up to date, and to machines", () => {
  const notes = new Map([["ids", "deletions are not looked for"], ["other", "another note"]]);
  const { message, streams } = reported([
    running("contacts", { phase: "following", notes }),
    running("tags", { phase: "up to date" }),
  ]);
  assertEquals(
    message,
    "2 of 2 streams up to date. up to date: contacts (deletions are not looked for; another note), tags",
  );
  assertEquals(streams["contacts"]?.notes, ["deletions are not looked for", "another note"]);
});

Deno.test("What a calm stream waits for, what it reads again and its notes stand in one bracket, in this order", () => {
  const one = calls({ "24 h": { every: HOUR, real: HOUR, last: LAST } }, {
    notes: new Map([["a", "a note"]]),
  });
  const troubles = new Map([["calls", { cause: "503", times: 2 }]]);
  const { message } = reported([one], { troubles, everything: undefined });
  assertEquals(
    message,
    "1 of 1 streams up to date. up to date: " +
      "calls (waiting for an answer, after 2 attempts: 503; read again: 24 h every 60 min; a note)",
  );
});

Deno.test("What everything waits for is not told again in the bracket of a calm stream", () => {
  const one = calls({ "24 h": { every: HOUR, real: HOUR, last: LAST } });
  const { message } = reported([one], { troubles: new Map(), everything: "the rate limit" });
  assertEquals(
    message,
    "1 of 1 streams up to date. up to date: calls (read again: 24 h every 60 min); " +
      "everything waits for the rate limit",
  );
});

Deno.test("A stream at work or with a gap says nothing of what it reads again, and all kinds stand in one sentence", () => {
  const day = { "24 h": { every: HOUR, real: HOUR, last: LAST } };
  const { message } = reported([
    calls(day, { phase: "backfilling", notes: new Map([["a", "a note"]]) }),
    running("tags", { phase: "up to date" }),
    running("teams", { phase: "up to date", gaps: new Map([["1", "one gap"], ["2", "another"]]) }),
    running("users", { phase: "reading", failing: new Map([["a", "403"], ["b", "later"]]) }),
  ]);
  assertEquals(
    message,
    "1 of 4 streams up to date. teams incomplete: one gap; another; users stopped: 403; " +
      "calls backfilling (0 documents); up to date: tags",
  );
});
