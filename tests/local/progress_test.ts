import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { Board, StreamBoard } from "../../src/local/progress/board.ts";
import { boardLines } from "../../src/local/progress/lines.ts";
import { LiveView } from "../../src/local/progress/live_view.ts";
import { PlainView } from "../../src/local/progress/plain_view.ts";
import { Rates } from "../../src/local/progress/rates.ts";
import { Screen } from "../../src/local/screen.ts";
import { Sheet } from "../support/sheet.ts";

const now = Date.parse("2026-11-02T09:00:00Z");
const reading: StreamBoard = {
  ...{ stream: "tags", phase: "reading", ended: false },
  ...{ kept: 0, documents: 0, pages: 0, perSecond: 0 },
};
const calls: StreamBoard = {
  ...{ ...reading, stream: "calls", phase: "backfilling", kept: 3299, documents: 3299, remaining: 21_702 },
  ...{ pages: 77, perSecond: 50, secondsLeft: 434 },
};
const failing: StreamBoard = {
  ...{ ...reading, stream: "contacts", phase: "backfilling", kept: 101, remaining: 3900, attempts: 3 },
  waitsFor: "an answer, after 3 attempts: GET /v1/contacts: 503",
};
const done: StreamBoard = {
  ...{ ...reading, stream: "user_availablity", phase: "up to date", ended: true },
  ...{ kept: 120, documents: 120, pages: 3 },
};
const stopped: StreamBoard = { ...reading, stream: "teams", phase: "stopped", ended: true };
const board: Board = { now, streams: [calls, failing, done, stopped, reading] };
const waiting: Board = { ...board, everythingWaits: "Aircall's rate limit, until 09:14:05 UTC" };

/** What a person sees of a board in a window of so many columns. */
function seen(board: Board, columns: number): string[] {
  const sheet = new Sheet(true, columns);
  new LiveView(new Screen(sheet, new VirtualClock(now)), () => now).show(board);
  return sheet.text;
}

Deno.test("in 80 columns a line shows a stream's bar, its rows, and what it does", () => {
  assertEquals(seen(board, 80), [
    "  calls             ━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  3,299 of 25,001  50/s  7 min left",
    "  contacts          ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌     101 of 4,001  waits: 3 attempts failed",
    "  user_availablity  ━━━━━━━━━━━━━━━━━              120  up to date",
    "  teams             ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌                0  stopped",
    "  tags              ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌                0  reading",
  ]);
});

Deno.test("in 120 columns there is room for the pages too", () => {
  assertEquals(seen({ ...board, streams: [calls, done] }, 120), [
    "  calls             ━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  3,299 of 25,001  77 pages  50/s  7 min left",
    "  user_availablity  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━              120   3 pages  up to date",
  ]);
});

Deno.test("in 40 columns a share stands for the bar, and what everything waits for is broken, not cut", () => {
  assertEquals(seen(board, 40), [
    "calls             13%  50/s  7 min left",
    "contacts           2%  waits: 3 attempt…",
    "user_availablity  120  up to date",
    "teams               0  stopped",
    "tags                0  reading",
  ]);
  assertEquals(seen(waiting, 40).slice(0, 1).concat(seen(waiting, 40).slice(-2)), [
    "calls             13%  waits",
    "Everything waits for Aircall's rate",
    "limit, until 09:14:05 UTC.",
  ]);
});

Deno.test("a stream that is followed says up to when it was read", () => {
  const following = {
    ...reading,
    stream: "calls",
    phase: "following",
    kept: 5,
    cursor: "2026-11-02T08:59:58.000Z",
  };
  assertEquals(seen({ now, streams: [following] }, 40), ["calls  5  read up to 08:59:58"]);
});

Deno.test("while the rate limit holds up everything, that is said once, under the streams; not when all have ended", () => {
  const lines = seen(waiting, 80);
  assertEquals(lines.at(-1), "  Everything waits for Aircall's rate limit, until 09:14:05 UTC.");
  assertEquals(lines.map((line) => line.split("  ").at(-1)).slice(0, 5), [
    ...["waits", "waits: 3 attempts failed", "up to date", "stopped", "waits"],
  ]);
  assertEquals(seen({ ...waiting, streams: [done, stopped] }, 80).length, 2);
});

Deno.test("whatever a stream does, its line fits into the window, and every stream has one", () => {
  const streams = fc.array(
    fc.record({
      stream: fc.constantFrom("calls", "user_availablity", "tags"),
      phase: fc.constantFrom("starting", "backfilling", "reading everything again", "up to date", "stopped"),
      ended: fc.boolean(),
      kept: fc.nat(1e9),
      documents: fc.nat(1e9),
      remaining: fc.nat(1e9),
      pages: fc.nat(1e7),
      perSecond: fc.double({ min: 0, max: 1e5, noNaN: true }),
      secondsLeft: fc.nat(1e8),
      waitsFor: fc.string(),
    }),
    { minLength: 1, maxLength: 9 },
  );
  fc.assert(
    fc.property(streams, fc.integer({ min: 1, max: 300 }), fc.boolean(), (streams, columns, waits) => {
      const shown = seen({ ...(waits ? waiting : board), streams }, columns);
      for (const line of shown) assertLessOrEqual([...line].length, columns);
      for (const [i, { stream }] of streams.entries()) {
        assert(boardLines({ now, streams }, columns)[i]?.trim().startsWith(stream));
      }
      assert(!/NaN|Infinity|undefined/.test(shown.join("\n")));
    }),
  );
});

Deno.test("a warning stands above the lines that are drawn over, and a window that is resized is drawn anew", () => {
  const sheet = new Sheet(true, 80);
  const view = new LiveView(new Screen(sheet, new VirtualClock(now)), () => now);
  view.begin({ streams: ["calls", "tags"], to: "aircall.sqlite", requestsPerMinute: 60, follow: false });
  view.show({ now, streams: [calls, reading] });
  view.say("warn", "calls: something to look at");
  sheet.resize(40);
  view.show({ now, streams: [calls, done] });
  assertEquals(sheet.text.map((line) => line.trimEnd()), [
    "Reads 2 streams into aircall.sqlite at 6",
    "0 requests a minute at most",
    "",
    "warn: calls: something to look at",
    "calls             13%  50/s  7 min left",
    "user_availablity  120  up to date",
  ]);
});

Deno.test("a window that is too low for a line a stream gets lines that stay", () => {
  const sheet = new Sheet(true, 80, 5);
  const view = new LiveView(new Screen(sheet, new VirtualClock(now)), () => now);
  view.show(board);
  view.show(board);
  assertEquals(sheet.text.length, 5);
  assertMatch(
    sheet.text[0] ?? "",
    /^2026-11-02 09:00:00 {2}calls: backfilling, 3,299 of 25,001 rows, .*, 7 min left$/,
  );
  assertEquals(sheet.cursorShown, true);
});

Deno.test("where there is no terminal a stream has a line when its phase changes, and one each ten seconds while it moves", () => {
  const lines: string[] = [];
  const view = new PlainView((...more) => void lines.push(...more), () => now);
  const show = (at: number, stream: StreamBoard) => view.show({ now: now + at, streams: [stream] });
  for (let at = 0; at <= 25_000; at += 1000) show(at, { ...calls, kept: 3299 + at / 20 });
  for (let at = 26_000; at <= 60_000; at += 1000) show(at, failing);
  for (let at = 61_000; at <= 99_000; at += 1000) show(at, { ...done, stream: "contacts" });
  assertEquals(lines.map((line) => line.replace("2026-11-02 09:00:00  ", "")), [
    "calls: backfilling, 3,299 of 25,001 rows, 3,299 documents in this run, 77 pages, 50/s, 7 min left",
    "calls: backfilling, 3,799 of 25,501 rows, 3,299 documents in this run, 77 pages, 50/s, 7 min left",
    "calls: backfilling, 4,299 of 26,001 rows, 3,299 documents in this run, 77 pages, 50/s, 7 min left",
    "contacts: backfilling, 101 of 4,001 rows, 0 pages, waits for an answer, after 3 attempts: GET /v1/contacts: 503",
    "contacts: up to date, 120 rows, 120 documents in this run, 3 pages",
  ]);
});

Deno.test("a rate is that of the last minute, and none before a second has passed", () => {
  const rates = new Rates();
  const at = (second: number, count: number) => {
    rates.note(second * 1000, new Map([["calls", count]]));
    return rates.perSecond("calls", second * 1000, count);
  };
  assertEquals(at(0, 0), 0);
  assertEquals(at(0.5, 100), 0);
  assertEquals(at(10, 500), 50);
  for (let second = 11; second <= 200; second++) at(second, 500);
  assertEquals(at(201, 500), 0);
  assertEquals(at(231, 800), 5);
});
