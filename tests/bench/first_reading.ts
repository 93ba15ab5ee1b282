import { type Binding, Engine } from "../../src/capture/engine.ts";
import type { Log } from "../../src/capture/log.ts";
import type { Row } from "../../src/capture/source.ts";
import type { Stream } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { Generated } from "./generated.ts";

/** What a first reading has cost, and brought. */
export interface FirstReading {
  /** Requests of the backfill: pages, overlaps, counts, proofs. */
  requests: number;
  /** Different rows that came out. */
  rows: number;
  /** Documents that came out more than once. */
  twice: number;
  /** Of rows that were served in the end, those that did not come out. */
  missing: number;
  /** Requests that these rows cannot be had without. */
  least: number;
  /** Seconds that it took. */
  seconds: number;
}

/** What is read. */
export interface FirstReadingOptions {
  stream: Stream;
  /** Of the clock's beginning; ascending. */
  secondsOf: (now: number) => Float64Array;
  /** @default as many as are asked for */
  perMinute?: number;
  /** @default never */
  horizon?: number;
}

/** Rows of a list cannot be had with fewer requests than this. */
export function leastOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / 50));
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Reads a generated account for the first time, with the engine and the stream as they are, until nothing is left to backfill. */
export async function firstReading(options: FirstReadingOptions): Promise<FirstReading> {
  const { stream, horizon, perMinute } = options;
  const clock = new VirtualClock();
  const began = clock.now();
  const seconds = options.secondsOf(Math.floor(began / 1000));
  const made: (place: number, second: number) => Row = stream.name === "contacts"
    ? (place, second) => ({ id: idOf(place), created_at: second, updated_at: second })
    : (place, second) => ({ id: idOf(place), started_at: second, ended_at: second + 1 });
  const account = new Generated(clock, {
    seconds,
    row: made,
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(horizon === undefined ? {} : { horizon }),
  });
  const binding: Binding = {
    stream,
    settings: { mode: "incremental", interval: 300_000, start: 0, rereads: true },
    state: {},
  };
  const came = new Uint8Array(seconds.length);
  let twice = 0;
  let done = began;
  const stop = new AbortController();
  const engine: Engine = new Engine({
    bindings: [binding],
    source: () => account.source,
    sink: {
      write(_, { documents }) {
        for (const { row } of documents) {
          const place = (Number(row["id"]) - FIRST_ID) / 3;
          if (came[place] === 1) twice++;
          came[place] = 1;
        }
        if (documents.length > 0) done = clock.now();
        return Promise.resolve();
      },
    },
    clock,
    log: silent,
    signal: stop.signal,
    changed: () => engine.running.some(({ progress }) => progress.phase === "following") && stop.abort(),
  });
  await engine.run();
  const oldest = Math.floor(clock.now() / 1000) - (horizon ?? Infinity);
  const rows = came.reduce((sum, one) => sum + one, 0);
  const missing = came.reduce((sum, one, i) => sum + (one === 0 && (seconds[i] ?? 0) >= oldest ? 1 : 0), 0);
  return {
    requests: account.asked.get("backfill") ?? 0,
    rows,
    twice,
    missing,
    least: leastOf(rows),
    seconds: (done - began) / 1000,
  };
}

const FIRST_ID = 3_100_000_000;

function idOf(place: number): number {
  return FIRST_ID + 3 * place;
}
