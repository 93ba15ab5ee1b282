import { assertEquals } from "@std/assert";
import type { Report } from "../../src/capture/report.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { StatusLine } from "../../src/flow/status_line.ts";
import { keptLog } from "../support/scripted.ts";

const MINUTE = 60_000;

/** A status whose reports are made here; it keeps when they were said and whether rates began anew with them. */
function statusOf(streams: () => unknown) {
  const clock = new VirtualClock();
  const began = clock.now();
  const said: number[] = [];
  const measured: boolean[] = [];
  const log = keptLog();
  const fields: unknown[] = [];
  const status = new StatusLine(
    clock,
    {
      ...log,
      info: (message, more) => {
        log.info(message);
        fields.push(more);
        said.push(clock.now() - began);
      },
    },
    (measure) => {
      measured.push(measure);
      return { message: "Capturing.", streams: streams() as Report["streams"] };
    },
  );
  return { clock, status, said, measured, log, fields };
}

const phase = (phase: string, gaps?: string[]) => ({ calls: { phase, ...(gaps ? { gaps } : {}) } });

Deno.test("a status is told at the start, once a minute, and at the end, then no more", async () => {
  const { clock, status, said, measured, fields, log } = statusOf(() => phase("following"));
  status.begin();
  await clock.sleep(2.5 * MINUTE);
  status.end();
  await clock.sleep(5 * MINUTE);
  assertEquals(said, [0, MINUTE, 2 * MINUTE, 2.5 * MINUTE]);
  assertEquals(measured, [true, true, true, false]);
  assertEquals(fields[0], { eventType: "connectorStatus", streams: phase("following") });
  assertEquals(log.lines[0], "info: Capturing.");
});

Deno.test("with nothing to capture there is nothing to tell between the start and the end", async () => {
  const { clock, status, said } = statusOf(() => ({}));
  status.begin();
  await clock.sleep(10 * MINUTE);
  assertEquals(said, [0]);
});

Deno.test("phases that change together are one line, half a second later, and rates go on over it", async () => {
  let now = "backfilling";
  const { clock, status, said, measured } = statusOf(() => phase(now));
  status.begin();
  await clock.sleep(10_000);
  now = "following";
  status.changed();
  await clock.sleep(499);
  status.changed();
  assertEquals(said, [0]);
  await clock.sleep(1);
  await clock.sleep(0);
  assertEquals(said, [0, 10_500]);
  await clock.sleep(1000);
  assertEquals([said.length, measured], [2, [true, false]]);
});

Deno.test("a change that changed nothing is not told, what is missing of a stream is, and the next change is heard", async () => {
  let now = phase("following");
  const { clock, status, said } = statusOf(() => now);
  status.begin();
  status.changed();
  await clock.sleep(1000);
  assertEquals(said, [0]);
  now = phase("following", ["after noon"]);
  status.changed();
  await clock.sleep(1000);
  assertEquals(said, [0, 1500]);
});

Deno.test("after the end a change is not told, nor one that was on its way", async () => {
  let now = "backfilling";
  const { clock, status, said } = statusOf(() => phase(now));
  status.begin();
  now = "following";
  status.changed();
  await clock.sleep(100);
  status.end();
  now = "up to date";
  status.changed();
  await clock.sleep(MINUTE);
  assertEquals(said, [0, 100]);
});

Deno.test("a status that cannot be made is said once, and is no reason to stop; the next one that can be made is told", async () => {
  let broken = true;
  const { clock, status, said, log } = statusOf(() => {
    if (broken) throw new RangeError("no figures");
    return phase("following");
  });
  status.begin();
  await clock.sleep(1.5 * MINUTE);
  const warning = "warn: The status cannot be told: RangeError: no figures. The capture goes on.";
  assertEquals(log.lines, [warning]);
  broken = false;
  await clock.sleep(MINUTE);
  assertEquals([said, log.lines.length], [[2 * MINUTE], 2]);
});

Deno.test("where time has ended, as it does for a session that is killed, no line is waited for any more", async () => {
  let sleeps = 0;
  // the hundredth never ends, so that a loop without end is seen instead of going on
  const sleep = () => ++sleeps < 100 ? Promise.reject(new Error("killed")) : new Promise<void>(() => {});
  const log = keptLog();
  const report = () => ({
    message: "Capturing.",
    streams: phase("following") as unknown as Report["streams"],
  });
  new StatusLine({ now: () => 0, sleep }, log, report).begin();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(sleeps, 1);
});
