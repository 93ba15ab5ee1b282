import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { Reporter } from "../../src/capture/report.ts";
import { CALM, MINUTE, NOW, reported, running } from "./reported.ts";

Deno.test("Without bindings the report says that there are none", () => {
  assertEquals(reported([]), { message: "Capture started. No bindings are enabled.", streams: {} });
});

Deno.test("Streams that are up to date are counted and named", () => {
  const { message } = reported([
    running("teams", { phase: "up to date" }),
    running("calls", { phase: "following" }),
  ]);
  assertEquals(message, "2 of 2 streams up to date. up to date: teams, calls");
});

Deno.test("A stream that is at work says how far it is and how long it will take", () => {
  const calls = running("calls", { phase: "backfilling", documents: 1500, pages: 30, remaining: 6000 });
  const { message, streams } = reported([calls]);
  assertEquals(
    message,
    "0 of 1 streams up to date. calls backfilling (1,500 documents, 6,000 rows to go, 1,500 a minute, about 4 min left)",
  );
  assertEquals(streams["calls"], {
    phase: "backfilling",
    documents: 1500,
    pages: 30,
    remaining: 6000,
    documentsPerMinute: 1500,
    secondsLeft: 240,
  });
});

Deno.test("A stream that has not begun is starting", () => {
  assertEquals(reported([running("tags")]).message, "0 of 1 streams up to date. tags starting (0 documents)");
});

Deno.test("Rates are of whole minutes, and the least that is told is one document a minute", () => {
  const rate = (documents: number) => reported([running("calls", { phase: "backfilling", documents })]);
  assertEquals(rate(60_000_000).streams["calls"]?.documentsPerMinute, 60_000_000);
  assertStringIncludes(rate(1).message, "(1 documents, 1 a minute)");
});

Deno.test("From 90 seconds on what is left is told in minutes", () => {
  const left = (remaining: number) =>
    reported([running("calls", { phase: "backfilling", documents: 60, remaining })]).message;
  assertStringIncludes(left(89), "about 89 s left");
  assertStringIncludes(left(90), "about 2 min left");
});

Deno.test("Rates are since the report before that measured", () => {
  const calls = running("calls", { phase: "backfilling" });
  const reporter = new Reporter([calls], NOW);
  const rate = (minutes: number, documents: number, measure: boolean) => {
    calls.progress.documents = documents;
    return reporter.report(NOW + minutes * MINUTE, CALM, measure).streams["calls"]?.documentsPerMinute;
  };
  assertEquals(rate(1, 100, true), 100);
  assertEquals(rate(2, 400, false), 300);
  assertEquals(rate(3, 400, true), 150);
  assertEquals(rate(4, 400, true), 0);
});

Deno.test("A report right after the one before divides by no zero", () => {
  const calls = running("calls", { phase: "backfilling", documents: 1, remaining: 10 });
  const { streams } = new Reporter([calls], NOW).report(NOW, CALM);
  assertAlmostEquals(streams["calls"]?.documentsPerMinute ?? 0, 60, 1);
});

Deno.test("A cursor is told as a moment", () => {
  const { streams } = reported([running("calls", { phase: "following", cursor: NOW / 1000 })]);
  assertEquals(streams["calls"]?.cursor, "2026-11-02T09:00:00.000Z");
});

Deno.test("A stream that stands still says why, and is not up to date", () => {
  const { message, streams } = reported([
    running("teams", { phase: "up to date", failing: new Map([["snapshot", "404 Not Found"]]) }),
    running("tags", { phase: "up to date" }),
  ]);
  assertEquals(message, "1 of 2 streams up to date. teams stopped: 404 Not Found; up to date: tags");
  assertEquals([streams["teams"]?.phase, streams["teams"]?.waitsFor], ["stopped", "404 Not Found"]);
});

Deno.test("A stream with a gap is incomplete, and not up to date", () => {
  const { message, streams } = reported([
    running("calls", { phase: "following", gaps: new Map([["1-2", "20,001 calls in one second"]]) }),
  ]);
  assertEquals(message, "0 of 1 streams up to date. calls incomplete: 20,001 calls in one second");
  assertEquals(streams["calls"]?.gaps, ["20,001 calls in one second"]);
});

Deno.test("A request that keeps failing is told with its stream, whether it is at work or calm", () => {
  const troubles = new Map([["calls", { cause: "GET /v1/calls: 503", times: 3 }]]);
  for (const phase of ["backfilling", "following"]) {
    const { message, streams } = reported([
      running("calls", { phase }),
      running("tags", { phase: "up to date" }),
    ], {
      troubles,
      everything: undefined,
    });
    assertEquals(streams["calls"]?.waitsFor, "an answer, after 3 attempts: GET /v1/calls: 503");
    assertStringIncludes(message, "waiting for an answer, after 3 attempts: GET /v1/calls: 503");
    assertEquals(streams["tags"]?.waitsFor, undefined);
  }
});

Deno.test("What holds up everything is told once in the sentence, and with each stream", () => {
  const everything = "Aircall's rate limit, until 09:01:00 UTC";
  const { message, streams } = reported(
    [running("tags", { phase: "up to date" }), running("teams", { phase: "up to date" })],
    { troubles: new Map(), everything },
  );
  assertEquals(
    message,
    `2 of 2 streams up to date. up to date: tags, teams; everything waits for ${everything}`,
  );
  assertEquals(streams["tags"]?.waitsFor, everything);
});

Deno.test("A stream with a gap that waits with all others is incomplete, not stopped, and the reason is told once", () => {
  const calls = running("calls", {
    phase: "following",
    gaps: new Map([["1-2", "one row could not be read"]]),
  });
  const { message } = reported([calls], { troubles: new Map(), everything: "Aircall's rate limit" });
  assertStringIncludes(message, "calls incomplete: one row could not be read");
  assertEquals(message.includes("stopped"), false);
  const busy = running("users", { phase: "reading" });
  const { message: both } = reported([busy], { troubles: new Map(), everything: "Aircall's rate limit" });
  assertEquals(both.split("Aircall's rate limit").length, 2);
});
