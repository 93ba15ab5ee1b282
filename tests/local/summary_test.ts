import { assertEquals } from "@std/assert";
import { painter } from "../../src/local/paint.ts";
import { MachineView } from "../../src/local/progress/machine_view.ts";
import { QuietView } from "../../src/local/progress/quiet_view.ts";
import { summary } from "../../src/local/progress/summary.ts";
import type { Outcome } from "../../src/local/progress/view.ts";

const outcome: Outcome = {
  how: "up to date",
  code: 0,
  streams: [
    { stream: "calls", kept: 25_001, created: 25_001, updated: 0, deleted: 0, requests: 507 },
    { stream: "user_availablity", kept: 120, created: 0, updated: 7, deleted: 1, requests: 3 },
  ],
  to: "aircall.sqlite",
  again: "source-aircall sync --config aircall.json --to aircall.sqlite",
  requests: 511,
  refused429: 0,
  took: 512_000,
};

Deno.test("the end is a table of what was kept, where it is, and the command that goes on", () => {
  assertEquals(summary(outcome, 80, painter(false)), [
    "",
    "  stream            rows kept     new  changed  gone  requests",
    "  calls                25,001  25,001        0     0       507",
    "  user_availablity        120       0        7     1         3",
    "",
    "Up to date: 25,121 rows of 2 streams in aircall.sqlite, after 511 requests in 9",
    "min.",
    "To bring it up to date again:",
    "  source-aircall sync --config aircall.json --to aircall.sqlite",
  ]);
});

Deno.test("where a table has no room, each stream has lines of its own that do", () => {
  const lines = summary(outcome, 40, painter(false)).slice(1, 5);
  assertEquals(lines, [
    "calls: 25,001 kept",
    "  25,001 new, 507 requests",
    "user_availablity: 120 kept",
    "  7 changed, 1 gone, 3 requests",
  ]);
});

Deno.test("the end says whether it was stopped or is not complete, and how many requests were refused", () => {
  const last = (change: Partial<Outcome>) =>
    summary({ ...outcome, ...change }, 200, painter(false)).slice(-3);
  assertEquals(last({ how: "stopped" }), [
    "Stopped as asked after 9 min. 25,121 rows are kept in aircall.sqlite; nothing of it is lost.",
    "To go on:",
    "  source-aircall sync --config aircall.json --to aircall.sqlite",
  ]);
  assertEquals(last({ how: "incomplete", code: 1, refused429: 2 }), [
    "Not up to date. 25,121 rows are kept in aircall.sqlite, " +
    "after 511 requests (2 of them refused with 429) in 9 min; what was kept stays.",
    "To go on:",
    "  source-aircall sync --config aircall.json --to aircall.sqlite",
  ]);
  assertEquals(summary({ ...outcome, how: "failed", streams: [] }, 200, painter(false)), []);
  assertEquals(summary({ ...outcome, how: "stopped", streams: [] }, 200, painter(false)), [
    "Stopped before anything was read.",
    "To begin again:",
    "  source-aircall sync --config aircall.json --to aircall.sqlite",
  ]);
});

Deno.test("for programs each line is one JSON object with its type and time; progress comes with a phase or after five seconds", () => {
  const lines: Record<string, unknown>[] = [];
  let now = Date.parse("2026-11-02T09:00:00Z");
  const view = new MachineView((line) => void lines.push(JSON.parse(line)), () => now);
  view.begin({ streams: ["calls"], to: "aircall.sqlite", requestsPerMinute: 60, follow: false });
  view.say("warn", "calls: look");
  const calls = {
    stream: "calls",
    ended: false,
    pages: 1,
    perSecond: 3.14159,
    documents: 50,
    remaining: 100,
  };
  for (let i = 0; i < 12; i++, now += 1000) {
    view.show({ now, streams: [{ ...calls, phase: i < 2 ? "starting" : "backfilling", kept: i }] });
  }
  view.end(outcome);
  assertEquals(lines.map(({ type }) => type), ["begin", "log", "progress", "progress", "progress", "end"]);
  assertEquals(lines[1], {
    type: "log",
    at: "2026-11-02T09:00:00.000Z",
    level: "warn",
    message: "calls: look",
  });
  assertEquals(lines[3], {
    type: "progress",
    at: "2026-11-02T09:00:02.000Z",
    streams: {
      calls: {
        ...{ phase: "backfilling", ended: false, kept: 2, documents: 50, remaining: 100, pages: 1 },
        documentsPerSecond: 3.1,
      },
    },
  });
  assertEquals(lines[5], {
    ...{ type: "end", at: "2026-11-02T09:00:12.000Z", outcome: "up to date", code: 0 },
    ...{ to: outcome.to, again: outcome.again, requests: 511, refused429: 0, seconds: 512 },
    streams: {
      calls: { kept: 25_001, created: 25_001, updated: 0, deleted: 0, requests: 507 },
      user_availablity: { kept: 120, created: 0, updated: 7, deleted: 1, requests: 3 },
    },
  });
});

Deno.test("quiet, nothing is said but warnings and errors", () => {
  const lines: string[] = [];
  const view = new QuietView((line) => void lines.push(line));
  view.begin();
  for (const weight of ["debug", "info", "warn", "error"] as const) view.say(weight, "look");
  view.show();
  view.end();
  assertEquals(lines, ["warn: look", "error: look"]);
});
