import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertMatch,
} from "@std/assert";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { FlowLog } from "../../src/flow/log.ts";
import { StatusLine } from "../../src/flow/status_line.ts";
import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import type { Log } from "../../src/flow/runtime/mod.ts";
import { type Simulator, streams } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, openOf, smallAccount, type Talk, talk } from "../support/talk.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-02T09:00:00Z");

/** A capture of so many minutes. */
function during(
  minutes: number,
  { simulator, names = [...streams], rate = 600, interval = "PT5M", range }: {
    simulator: Simulator;
    names?: string[];
    rate?: number;
    interval?: string;
    range?: JsonObject;
  },
): Promise<Talk> {
  const stop = new AbortController();
  simulator.clock.sleep(minutes * MINUTE).then(() => stop.abort());
  const config = configOf(simulator, { advanced: { requests_per_minute: rate } });
  const bindings = names.map((stream) => bindingOf(stream, { resourceConfig: { stream, interval } }));
  return talk([openOf(config, bindings, { range })], { simulator, hold: true, signal: stop.signal });
}

function statuses({ logs }: Talk): Log[] {
  return logs.filter(({ fields }) => fields.eventType === "connectorStatus");
}

/** What a status says of one stream, for machines. */
function of(status: Log | undefined, stream: string): JsonObject {
  const found = locate(status?.fields, `/streams/${stream}`);
  assert(isObject(found), JSON.stringify(status));
  return found;
}

function minute({ ts }: Log): number {
  return (Date.parse(ts) - START) / MINUTE;
}

Deno.test("the status is told at the start, at the end of each phase, and every minute", async () => {
  const simulator = smallAccount({ size: { calls: 15_000, days: 100 } });
  const told = statuses(await during(8, { simulator, names: ["calls", "tags"], rate: 60, interval: "PT5M" }));
  assertEquals(told[0]?.ts, "2026-11-02T09:00:00.000Z");
  for (let at = 1; at < 8; at++) {
    assert(told.some((status) => minute(status) === at), `none after ${at} minutes`);
  }
  const phases = told.map((status) => `${of(status, "calls").phase} ${of(status, "tags").phase}`);
  assertEquals(phases[0], "starting starting");
  assert(phases.includes("backfilling up to date"));
  assertEquals(phases.at(-1), "following up to date");
  const change = phases.findIndex((phase) => phase.startsWith("following"));
  assertGreater(minute(told[change] as Log) % 1, 0, "a change is told when it comes, not at the full minute");
});

Deno.test("the status says what a stream does, how far it is, how fast, and how long it will take", async () => {
  const simulator = smallAccount({ size: { calls: 15_000, days: 100 } });
  const told = statuses(await during(4, { simulator, names: ["calls", "users"], rate: 60 }));
  const status = told.find((status) => minute(status) === 3);
  const calls = of(status, "calls");
  assertEquals(calls.phase, "backfilling");
  const { documents, remaining, documentsPerMinute: rate, secondsLeft } = calls;
  assertGreater(Number(documents), 4000);
  assertEquals(Number(documents) + Number(remaining), 15_000);
  assertGreater(Number(rate), 2000);
  assertLessOrEqual(Math.abs(Number(secondsLeft) - Number(remaining) / Number(rate) * 60), 1);
  const { message = "" } = status ?? {};
  assertMatch(
    message,
    /^1 of 2 streams up to date\. calls backfilling \([\d,]+ documents, [\d,]+ rows to go, /,
  );
  assertMatch(message, /[\d,]+ a minute, about \d+ (s|min) left\); up to date: users$/);
});

Deno.test("an hour of quiet is told once a minute, not at every poll", async () => {
  const simulator = smallAccount({ latency: 700 }); // long enough for a poll to be seen
  const told = statuses(await during(70, { simulator, interval: "PT10S" }));
  const quiet = told.filter((status) => minute(status) > 5 && minute(status) <= 65);
  assertEquals(quiet.length, 60);
  for (const status of quiet) assertMatch(status.message, /streams up to date\. /);
});

Deno.test("in a quiet hour nothing but the status is logged", async () => {
  const simulator = smallAccount();
  const { logs } = await during(65, { simulator });
  assertEquals(logs.filter(({ fields, level }) => fields.eventType === undefined && level !== "info"), []);
  assertLessOrEqual(logs.filter(({ fields }) => fields.eventType === undefined).length, 2);
});

Deno.test("during the pause after a 429 the status says what everything waits for, and until when", async () => {
  const simulator = smallAccount({ size: { calls: 6000, days: 100 } });
  simulator.faults.add({
    path: "/v1/calls",
    nth: 20,
    kind: { status: 429, headers: { "retry-after": "110" } },
  });
  const ran = await during(4, { simulator, names: ["calls"], rate: 60 });
  const waiting = statuses(ran).filter(({ message }) => /everything waits for/.test(message));
  assertGreaterOrEqual(waiting.length, 1);
  assertMatch(waiting[0]?.message ?? "", /everything waits for Aircall's rate limit, until 09:0\d:\d\d UTC/);
  assertMatch(String(of(waiting[0], "calls").waitsFor), /rate limit, until/);
  assertEquals(ran.logs.filter(({ message }) => /429/.test(message) && !/ended/.test(message)).length, 1);
});

Deno.test("while a request is tried again and again the status names its stream and the cause", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", kind: { status: 503 }, every: 1 });
  const ran = await during(6, { simulator, names: ["teams", "tags"] });
  for (const at of [1, 3, 5]) {
    const status = statuses(ran).find((status) => minute(status) === at);
    assertMatch(
      String(of(status, "teams").waitsFor),
      /an answer, after (?:one attempt|\d+ attempts): GET \/v1\/teams\?\S+ 503/,
    );
    assertMatch(
      status?.message ?? "",
      /teams reading \(0 documents, waiting for an answer, after (?:one attempt|\d+ attempts)/,
    );
    assertEquals(of(status, "tags").waitsFor, undefined);
  }
  const warnings = ran.logs.filter(({ level, message }) => level === "warn" && message.startsWith("teams: "));
  assertLessOrEqual(warnings.length, 12, "retries back off, so their warnings are few");
});

Deno.test("a stream that stands still is named in the status for as long as it does", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/numbers", kind: { status: 403 }, every: 1 });
  const told = statuses(await during(30, { simulator, names: ["numbers", "tags"] }));
  for (const status of told.filter((status) => minute(status) >= 1)) {
    assertMatch(status.message, /^1 of 2 streams up to date\. numbers stopped: \/v1\/numbers, page 1: .*403/);
    assertEquals(of(status, "numbers").phase, "stopped");
  }
});

Deno.test("with nothing to capture the status is told once at the start and once at the end", async () => {
  for (const range of [undefined, { keyBegin: 0x80000000, keyEnd: 0xffffffff }]) {
    const simulator = smallAccount();
    const told = statuses(
      await during(120, { simulator, names: range ? ["tags"] : [], ...(range ? { range } : {}) }),
    );
    assertEquals(told.map(minute), [0, 120]);
    assertMatch(told[0]?.message ?? "", range ? /This shard captures nothing/ : /No bindings are enabled/);
  }
});

Deno.test("a status that cannot be told is said once, and what it was about goes on", async () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = new FlowLog({ clock, level: "info", write: (line) => void lines.push(line) });
  const status = new StatusLine(clock, log, () => {
    throw new RangeError("Invalid time value");
  });
  status.begin();
  await status.changed();
  await clock.sleep(10 * MINUTE);
  status.end();
  assertEquals(lines.map((line) => JSON.parse(line).msg), [
    "The status cannot be told: RangeError: Invalid time value. The capture goes on.",
  ]);
});
