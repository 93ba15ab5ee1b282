import { deadline } from "@std/async";
import type { Clock } from "../../capture/clock.ts";
import {
  type Connector,
  ConnectorFailed,
  FlowRuntime,
  type Log,
  ProtocolError,
  type Session,
} from "../../flow/runtime/mod.ts";
import { serve } from "../../simulator/server.ts";
import { type StreamName, streams } from "../../simulator/mod.ts";
import { configuration, type DemoAccount, describe, pagesOf } from "./account.ts";
import { makeChanges } from "./changes.ts";
import { counted, instant, lasting } from "../../local/format.ts";
import { Progress } from "./progress.ts";
import { compare, type Differences, resultTable } from "./result.ts";
import type { Screen } from "../../local/screen.ts";
import { Watch } from "./watch.ts";

/** How often the picture is drawn anew, in milliseconds. */
const frame = 100;

/** What the demo is made of. */
export interface DemoParts {
  demo: DemoAccount;
  /** Starts the connector. */
  start(): Connector;
  /** How it is started, for a person. */
  shown: string;
  screen: Screen;
  clock: Clock;
  /** How long the connector may take for an answer before `open`, in milliseconds. @default 20 s */
  answering?: number;
  /** How long nothing at all may happen before it waits no more, in milliseconds. @default 20 s */
  patience?: number;
  /** How long the collections may take to become equal in the end, in milliseconds. @default 10 s */
  settling?: number;
  /** Ends the demo before its end. */
  signal: AbortSignal;
  /** Called with each line of the connector's log. */
  log?: (log: Log) => void;
}

/**
 * Captures the account, changes it, and compares.
 *
 * @returns the exit code: 0 when all streams are equal, else 1
 * @throws {Deno.errors.BrokenPipe} nobody looks any more
 */
export async function demonstrate(parts: DemoParts): Promise<number> {
  const { demo: { simulator, totals }, screen, clock, signal, shown } = parts;
  const server = new AbortController();
  const { port, finished } = await serve(simulator, { signal: server.signal });
  const begun = clock.now();
  const config = configuration(simulator, clock, `http://127.0.0.1:${port}`);
  const runtime = new FlowRuntime({
    start: parts.start,
    config,
    name: "acmeCo/source-aircall",
    signal,
    ...parts.log ? { log: parts.log } : {},
  });
  try {
    screen.print(
      "",
      screen.paint.bold("Capturing a simulated Aircall account"),
      "",
      ...labelled("account", describe(totals), screen),
      ...labelled("served at", `http://127.0.0.1:${port}, without a rate limit`, screen),
      ...labelled("connector", shown, screen),
    );
    await publish(runtime, parts);
    const differing = await capture(runtime, parts);
    return conclude(differing, clock.now() - begun, screen);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    screen.keep();
    screen.print("", ...obituary(error, signal).map(screen.paint.bad));
    return 1;
  } finally {
    server.abort();
    await finished;
  }
}

/** Everything up to `open`, a process each. */
async function publish(
  runtime: FlowRuntime,
  { screen, clock, answering = 20_000 }: DemoParts,
): Promise<void> {
  const step = async <T>(name: string, work: () => Promise<T>, told: (result: T) => string) => {
    const from = clock.now();
    const result = await deadline(work(), answering).catch((error) => {
      const late = error instanceof DOMException && error.name === "TimeoutError";
      throw late ? new Error(`The connector did not answer ${name} within ${lasting(answering)}.`) : error;
    });
    screen.print(...labelled(name, `${told(result)} in ${lasting(clock.now() - from)}`, screen));
    return result;
  };
  await step("spec", () => runtime.spec(), ({ protocol }) => `protocol ${protocol}`);
  const found = await step("discover", () => runtime.discover(), (found) => counted(found.length, "stream"));
  const wanted = found.map((binding) => ({
    ...binding,
    resourceConfig: { ...binding.resourceConfig, syncMode: "incremental", interval: "PT1S" },
  }));
  const draft = await step(
    "validate",
    () => runtime.validate(wanted),
    () => counted(wanted.length, "binding"),
  );
  await step("apply", () => runtime.apply(draft), () => "nothing to do outside");
}

/** The capture itself, from `open` to the comparison. */
async function capture(runtime: FlowRuntime, parts: DemoParts): Promise<Differences> {
  const { demo: { simulator, props, totals }, screen, clock, settling = 10_000 } = parts;
  const opened = clock.now();
  await using session = await runtime.open();
  const waiter = new Waiter(session, parts);
  const arrived = (stream: StreamName) => runtime.collection(stream).size;
  const received = () =>
    streams.reduce((sum, stream) => sum + runtime.collection(stream).counts.documents, 0);

  screen.print("", screen.paint.bold("Backfill"), "");
  const courses = streams.map((stream) => ({
    stream,
    total: totals.get(stream) ?? 0,
    arrived: () => arrived(stream),
    pages: () => pagesOf(simulator, stream),
  }));
  const progress = new Progress(courses, screen, opened, clock);
  await waiter.until(() => progress.show(), received);
  screen.keep();

  screen.print("", screen.paint.bold("Changes in the account, and when they arrive"), "");
  const watch = new Watch(makeChanges(simulator.account, props, runtime), screen, clock);
  await waiter.until(() => watch.show(), received);
  screen.keep();

  let differing = compare(simulator, runtime);
  for (const until = clock.now() + settling; differing.size > 0 && clock.now() < until;) {
    await waiter.pause(500);
    differing = compare(simulator, runtime);
  }
  const rows = resultTable(simulator, runtime, differing, screen);
  const heading = `${screen.paint.bold("Result")}  ${screen.paint.dim(`at ${instant(clock.now())} UTC`)}`;
  screen.print("", heading, "", ...rows);
  return differing;
}

/** Waits for things to happen, no longer than the connector lives. */
class Waiter {
  #clock: Clock;
  #signal: AbortSignal;
  #patience: number;

  constructor(session: Session, { clock, signal, patience = 20_000 }: DemoParts) {
    const over = new AbortController();
    session.ended.then(
      ({ code }) => over.abort(new Error(`The connector ended by itself, with exit code ${code}.`)),
      (error) => over.abort(error),
    );
    this.#clock = clock;
    this.#patience = patience;
    this.#signal = AbortSignal.any([signal, over.signal]);
  }

  /** @throws what ended the connector, or the reason to stop */
  async pause(ms: number): Promise<void> {
    await this.#clock.sleep(ms, this.#signal);
  }

  /** Looks again and again, until it is done, or what moves has stood still for too long. */
  async until(done: () => boolean, moving: () => number): Promise<void> {
    let last = moving();
    let movedAt = this.#clock.now();
    while (!done()) {
      await this.pause(frame);
      const now = this.#clock.now();
      const mark = moving();
      if (mark !== last) movedAt = now;
      last = mark;
      if (now - movedAt > this.#patience) return;
    }
  }
}

function conclude(differing: Differences, ms: number, screen: Screen): number {
  const { paint } = screen;
  if (differing.size === 0) {
    screen.print("", paint.good(`All ${streams.length} streams equal the account, after ${lasting(ms)}.`));
    return 0;
  }
  const lines = [...differing.values()].flat().map((line) => `  ${line}`);
  screen.print(
    "",
    paint.bad(`${counted(differing.size, "stream")} of ${streams.length} not equal to the account:`),
    ...lines,
  );
  return 1;
}

/** What a person reads when it ended too soon. */
function obituary(error: unknown, signal: AbortSignal): string[] {
  if (signal.aborted) return ["Stopped before the end; nothing was compared."];
  if (error instanceof ConnectorFailed) {
    const how = error.code > 128 ? "was killed" : "died";
    return [`The connector ${how} (exit code ${error.code}). Its last words:`, `  ${error.message}`];
  }
  if (error instanceof ProtocolError) return ["The connector broke the protocol:", `  ${error.message}`];
  return [error instanceof Error ? error.message : String(error)];
}

/** A label and its text, in as many lines as it takes. */
function labelled(label: string, text: string, { columns, paint }: Screen): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1] ?? "";
    if (last.length + word.length + 14 > columns) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line, i) => `  ${paint.dim((i === 0 ? label : "").padEnd(11))}${line}`);
}
