import { assertEquals } from "@std/assert";
import { Bell } from "../../src/capture/bell.ts";
import { dailyCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { Gaps } from "../../src/capture/gaps.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { Seen } from "../../src/capture/seen.ts";
import type { Window } from "../../src/capture/source.ts";
import type { JsonObject } from "../../src/capture/stream.ts";
import { readState, type Shared } from "../../src/capture/timeline_state.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";
import { CALLS } from "./driven.ts";

/** A timeline whose state keeps these gaps, at second 10,000. */
function timelineWith(gaps: Record<string, string>, serves?: number) {
  const state: JsonObject = { gaps };
  const log = keptLog();
  const progress = { ...noProgress(), gaps: new Map(Object.entries(gaps)) };
  const clock = new VirtualClock(10_000_999);
  const ledger = new Ledger(
    new Cells(dailyCells, { full: 9, most: 9 }),
    new Digester(),
    { key: "id", time: "at" },
    {},
    0,
    () => 10_000,
  );
  const shared: Shared = {
    options: { ...CALLS, time: { ...CALLS.time, ...(serves === undefined ? {} : { serves }) } },
    run: {
      source: new ScriptedList([]).source,
      settings: { mode: "incremental", interval: 1000, start: 0, rereads: false },
      once: true,
      clock,
      signal: new AbortController().signal,
      log,
      progress,
      state: () => state,
    },
    key: "id",
    ledger,
    seen: new Seen(new Digester()),
    followed: undefined,
    prepared: Promise.withResolvers(),
    again: new Bell(),
    state: () => readState(state),
  };
  /** What a walk over a window does: a gap, or how far it has come. @returns the gaps that are kept then */
  const walk = (window: Window, known?: number) => {
    const walked = new Gaps(shared, window, known);
    return (step: { gap?: Window; at?: number; since?: number }) => {
      const { gap, at = window.from, since = at } = step;
      const patch = walked.patch({
        rows: [],
        asked: 0,
        remaining: 0,
        state: { at, since, read: 0, left: null },
        ...(gap ? { gap: { window: gap, reason: `between ${gap.from} and ${gap.to}` } } : {}),
      });
      mergePatch(state, patch);
      assertEquals(Object.fromEntries(progress.gaps), state["gaps"] ?? {}, "the status says what is kept");
      return Object.keys(state["gaps"] ?? {});
    };
  };
  return {
    walk,
    log,
    patch: (window: Window, step: Parameters<Gaps["patch"]>[0]) => new Gaps(shared, window).patch(step),
  };
}

Deno.test("a gap is kept by its place with its reason, and said aloud with the stream's name", () => {
  const { walk, log } = timelineWith({});
  assertEquals(walk({ from: 1000, to: 2000 })({ gap: { from: 1200, to: 1300 } }), ["1200-1300"]);
  assertEquals(log.lines, [
    "error: calls: between 1200 and 1300. What could be read was captured; the stream goes on after it.",
  ]);
});

Deno.test("a step without news says nothing of gaps", () => {
  const { patch } = timelineWith({ "1000-1100": "a" });
  const state = { at: 1050, since: 1000, read: 0, left: null };
  assertEquals(patch({ from: 1000, to: 2000 }, { rows: [], asked: 0, remaining: 0, state }), {});
});

Deno.test("a gap that overlaps others takes their place and their stretch, those that it only touches stay", () => {
  const kept = { "1000-1100": "a", "1090-1250": "b", "1290-1400": "c", "1300-1500": "d" };
  const { walk } = timelineWith({ ...kept });
  const places = walk({ from: 900, to: 2000 })({ gap: { from: 1100, to: 1300 } });
  assertEquals(places, ["1000-1100", "1300-1500", "1090-1400"]);
});

Deno.test("a gap within another is that one, with the newer reason", () => {
  const { walk } = timelineWith({ "1000-1500": "a" });
  assertEquals(walk({ from: 900, to: 2000 })({ gap: { from: 1100, to: 1300 } }), ["1000-1500"]);
});

Deno.test("of what was known before nothing is a gap, but a stretch that was known altogether is one all the same", () => {
  const window = { from: 1000, to: 2000 };
  const gap = { from: 1000, to: 2000 };
  assertEquals(timelineWith({}).walk(window, 1500)({ gap }), ["1500-2000"]);
  assertEquals(timelineWith({}).walk(window, 900)({ gap }), ["1000-2000"]);
  assertEquals(timelineWith({}).walk(window, 1999)({ gap }), ["1999-2000"]);
  assertEquals(timelineWith({}).walk(window, 2000)({ gap }), ["1000-2000"]);
  assertEquals(timelineWith({}).walk(window, 3000)({ gap }), ["1000-2000"]);
});

Deno.test("a gap is mended when a walk has proven all of it, and that is said", () => {
  const { walk, log } = timelineWith({ "1000-1100": "a", "1100-1500": "b" });
  const step = walk({ from: 1000, to: 2000 });
  assertEquals(step({ at: 1500, since: 1099 }), ["1000-1100", "1100-1500"]);
  assertEquals(step({ at: 1500, since: 1100 }), ["1100-1500"]);
  assertEquals(step({ at: 1999, since: 1499 }), ["1100-1500"]);
  assertEquals(log.lines, ["info: calls: read after all: a"]);
  assertEquals(step({ at: 2000, since: 1499 }), []);
  assertEquals(log.lines.slice(1), ["info: calls: read after all: b"]);
});

Deno.test("a gap that begins before the walk, or before the end of one that it has found itself, is not mended", () => {
  const { walk } = timelineWith({ "999-1100": "a", "1100-1250": "b", "1300-1400": "c" });
  const step = walk({ from: 1000, to: 2000 });
  assertEquals(step({ gap: { from: 1260, to: 1290 } }), ["999-1100", "1100-1250", "1300-1400", "1260-1290"]);
  assertEquals(step({ at: 2000 }), ["999-1100", "1100-1250", "1260-1290"]);
});

Deno.test("a walk that begins where rows begin to be served mends what reaches back further", () => {
  // at second 10,000, of which 8,000 s are served
  for (const [from, mended] of [[2000, true], [1999, true], [2001, false]] as const) {
    const { walk } = timelineWith({ "500-3000": "a" }, 8000);
    assertEquals(walk({ from, to: 9000 })({ at: 9000 }).length, mended ? 0 : 1, `from ${from}`);
  }
  const { walk } = timelineWith({ "500-3000": "a" });
  assertEquals(walk({ from: 600, to: 9000 })({ at: 9000 }).length, 1, "where all is served for ever");
});
