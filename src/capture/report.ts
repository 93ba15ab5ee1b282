import type { Running } from "./engine.ts";
import type { Progress } from "./progress.ts";
import { duration } from "./pace.ts";
import { thousands } from "./thousands.ts";
import { utc } from "./utc.ts";

/** One stream in a {@link Report}, for machines. */
export interface StreamReport {
  /** As in {@link Progress}, or `stopped`. */
  phase: string;
  /** Kept in this run. */
  documents: number;
  /** Read in this run. */
  pages: number;
  /** Rows still to be read in the present pass. */
  remaining?: number;
  /** Since the last report that measured. */
  documentsPerMinute: number;
  /** Until the present pass ends, at the present rate. */
  secondsLeft?: number;
  /** RFC 3339; changes up to here are known. */
  cursor?: string;
  /** Why it is not going on, if it is not. */
  waitsFor?: string;
  /** What could not be read. */
  gaps?: string[];
  /** What is not done, though nothing is wrong. */
  notes?: string[];
  /** By the stretch of the past: how often it is read again. */
  rereads?: Record<string, RereadReport>;
}

/** How often a stretch of the past is read again. */
export interface RereadReport {
  /** As it should be. */
  everySeconds: number;
  /** As it is; null where that cannot be told yet. */
  realSeconds: number | null;
  /** RFC 3339: when the last pass began that came to its end. */
  last: string;
  /** Rows that the pass under way still has to read. */
  remaining?: number;
}

/** What a run does, as a sentence and stream by stream. */
export interface Report {
  /** For people: what is up to date, and what the others do. */
  message: string;
  /** By name. */
  streams: Record<string, StreamReport>;
}

/** What else is known of why a stream waits: a request that keeps failing, by stream; what holds up everything. */
export interface Waits {
  /** By stream name. */
  troubles: ReadonlyMap<string, { cause: string; times: number }>;
  /** Undefined where nothing holds up all of them. */
  everything: string | undefined;
}

/** Turns what bindings do into words and figures. Rates are since the report before. */
export class Reporter {
  readonly #running: readonly Running[];
  #last: { at: number; documents: number[] };

  /**
   * The first rates are since `now`.
   *
   * @param now Unix milliseconds
   */
  constructor(running: readonly Running[], now: number) {
    this.#running = running;
    this.#last = { at: now, documents: running.map(() => 0) };
  }

  /**
   * What goes on at `now`.
   *
   * @param now Unix milliseconds
   * @param measure whether rates begin anew with this report
   */
  report(now: number, waits: Waits, measure = true): Report {
    const minutes = Math.max((now - this.#last.at) / 60_000, 1 / 60);
    const streams: [string, StreamReport][] = this.#running.map(({ binding, progress }, i) => {
      const rate = (progress.documents - (this.#last.documents[i] ?? 0)) / minutes;
      const { phase, documents, pages, remaining, cursor, gaps, notes, rereads, failing } = progress;
      const trouble = waits.troubles.get(binding.stream.name);
      const [stopped] = failing.values();
      const waitsFor = stopped ??
        (trouble ? `an answer, after ${attempts(trouble.times)}: ${trouble.cause}` : waits.everything);
      return [binding.stream.name, {
        phase: stopped ? "stopped" : phase,
        documents,
        pages,
        documentsPerMinute: Math.round(rate),
        ...(remaining ? { remaining } : {}),
        ...(remaining && rate > 0 ? { secondsLeft: Math.round(remaining / rate * 60) } : {}),
        ...(cursor === undefined ? {} : { cursor: utc(cursor * 1000) }),
        ...(waitsFor ? { waitsFor } : {}),
        ...(gaps.size > 0 ? { gaps: [...gaps.values()] } : {}),
        ...(notes.size > 0 ? { notes: [...notes.values()] } : {}),
        ...(rereads.size > 0 ? { rereads: told(rereads) } : {}),
      }];
    });
    if (measure) this.#last = { at: now, documents: this.#running.map(({ progress }) => progress.documents) };
    return { message: sentence(streams, waits.everything), streams: Object.fromEntries(streams) };
  }
}

function told(rereads: Progress["rereads"]): Record<string, RereadReport> {
  return Object.fromEntries(
    [...rereads].map(([stretch, { every, real, last, remaining }]) => [stretch, {
      everySeconds: every,
      realSeconds: Number.isFinite(real) ? Math.round(real) : null,
      last: utc(last * 1000),
      ...(remaining === undefined ? {} : { remaining }),
    }]),
  );
}

const CALM = ["following", "up to date"];

function sentence(streams: [string, StreamReport][], everything: string | undefined): string {
  if (streams.length === 0) return "Capture started. No bindings are enabled.";
  const stopped = streams.filter(([, { phase, gaps }]) => phase === "stopped" || gaps);
  const busy = streams.filter(([name, { phase }]) =>
    !CALM.includes(phase) && !stopped.some(([other]) => other === name)
  );
  const calm = streams.filter(([name, { phase }]) =>
    CALM.includes(phase) && !stopped.some(([other]) => other === name)
  );
  const parts = [
    ...stopped.map(([name, { phase, waitsFor, gaps }]) =>
      phase === "stopped" ? `${name} stopped: ${waitsFor}` : `${name} incomplete: ${gaps?.join("; ")}`
    ),
    ...busy.map(([name, stream]) => `${name} ${working(stream, everything)}`),
    ...(calm.length > 0
      ? [`up to date: ${calm.map(([name, stream]) => `${name}${aside(stream, everything)}`).join(", ")}`]
      : []),
    ...(everything ? [`everything waits for ${everything}`] : []),
  ];
  return `${calm.length} of ${streams.length} streams up to date. ${parts.join("; ")}`;
}

function working(
  { phase, documents, remaining, documentsPerMinute, secondsLeft, waitsFor }: StreamReport,
  everything: string | undefined,
): string {
  const figures = [
    `${thousands(documents)} documents`,
    ...(remaining ? [`${thousands(remaining)} rows to go`] : []),
    ...(documentsPerMinute > 0 ? [`${thousands(documentsPerMinute)} a minute`] : []),
    ...(secondsLeft ? [`about ${duration(secondsLeft * 1000)} left`] : []),
    ...(waitsFor && waitsFor !== everything ? [`waiting for ${waitsFor}`] : []),
  ];
  return `${phase} (${figures.join(", ")})`;
}

/** What there is to say of a stream that is up to date. */
function aside({ waitsFor, rereads, notes = [] }: StreamReport, everything: string | undefined): string {
  const parts = [
    ...(waitsFor && waitsFor !== everything ? [`waiting for ${waitsFor}`] : []),
    ...(rereads ? [`read again: ${Object.entries(rereads).map(rung).join(", ")}`] : []),
    ...notes,
  ];
  return parts.length > 0 ? ` (${parts.join("; ")})` : "";
}

/** `24 h every 60 min`, or with what it really is: `all every 1.3 d instead of 24 h`. */
function rung([stretch, { everySeconds, realSeconds }]: [string, RereadReport]): string {
  const every = duration(everySeconds * 1000);
  if (realSeconds === null) return `${stretch} not yet, for want of free requests`;
  const late = realSeconds > everySeconds * 1.02;
  return late
    ? `${stretch} every ${duration(realSeconds * 1000)} instead of ${every}`
    : `${stretch} every ${every}`;
}

function attempts(times: number): string {
  return times === 1 ? "one attempt" : `${times} attempts`;
}
