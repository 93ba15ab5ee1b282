import type { Clock } from "./clock.ts";
import type { Fault } from "./fits.ts";
import type { Log } from "./log.ts";
import type { Progress } from "./progress.ts";
import type { ObjectShape } from "./shape.ts";
import type { Endpoint, Row, Source } from "./source.ts";

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** A JSON object. */
export type JsonObject = { [name: string]: Json };

/** What became of a row: `c` first seen, `u` seen before, `d` gone (the row then holds its key alone). */
export interface Document {
  /** The letters of Flow's `/_meta/op`. */
  op: "c" | "u" | "d";
  /** Whole, as it was just read; for `d` see above. */
  row: Row;
}

/** What belongs together: all documents are kept, then the state that is true once they are. */
export interface Batch {
  /** May be none: then only the state moves. */
  documents: Document[];
  /** RFC 7396 merge patch on the binding's state. */
  patch: JsonObject;
}

/** How a binding wants its stream. */
export interface Settings {
  /** `incremental`: changes and deletions. `full_refresh`: everything, again and again. */
  mode: "incremental" | "full_refresh";
  /** Milliseconds from the start of one poll to the start of the next. */
  interval: number;
  /** Unix second; what started before is not captured, by the streams that have a start. */
  start: number;
  /** Whether what changes without a word is looked for by reading everything again, each stretch in its own period. */
  rereads: boolean;
}

/** One binding while it runs: all that a strategy works with. */
export interface Run {
  /** The API as this stream sees it. */
  source: Source;
  /** Fixed while it runs. */
  settings: Settings;
  /** Bring up to date once and return, instead of going on for ever. */
  once: boolean;
  /** With `once`: also read again what is due by now, since nobody may be there when it is later. @default false */
  due?: boolean;
  /** The only time there is: nothing reads the machine's own. */
  clock: Clock;
  /** Aborts when the run has to end: its life is over, it was asked to, or something failed. */
  signal: AbortSignal;
  /** Lines begin with the stream's name. */
  log: Log;
  /** For the status; a strategy writes what it does. */
  progress: Progress;
  /** The binding's state as of the last batch that was kept. */
  state(): JsonObject;
}

/** One thing that a stream does beside others, each in its own time: a backfill, a tail, a snapshot. */
export interface Task {
  /** Unique within its stream: its key in {@link Progress.failing}. */
  name: string;
  /** Batches until the work is done (`once`) or the signal aborts. Begun again after a fault, it goes on from the state. */
  batches(): AsyncGenerator<Batch, void, void>;
}

/** How often a stretch of the past is read again. */
export interface Rung {
  /** Its key in the state: `day`. */
  name: string;
  /** For people: `24 h`. */
  title: string;
  /** Seconds back from now that it reaches; absent: everything that is served. */
  reach?: number;
  /** Seconds from the beginning of one pass to the beginning of the next. */
  every: number;
}

/** How a stream over time is followed: what that costs can be told from it. */
export interface Follows {
  /** Seconds before now that are read again at each interval; 0 where the list says what has changed. */
  overlap: number;
  /** What is read again for changes that nothing tells of, the nearest stretch first. */
  rereads: readonly Rung[];
}

/** A stream: what it is called, what identifies its rows, and how it is captured. */
export interface Stream {
  /** As bindings and logs call it: `teams`. */
  name: string;
  /** JSON pointers. */
  key: readonly `/${string}`[];
  /** Every field that is known, open to others. */
  document: ObjectShape;
  /** Where its rows are listed. */
  endpoint: Endpoint;
  /** How it is followed once it was read; absent: it is read whole at each interval. */
  follows?: Follows;
  /** Why a binding's state is not what was written: it is corrupt then. */
  stateFault(state: unknown): Fault | undefined;
  /** What runs side by side for one binding; asked for once a run. */
  tasks(run: Run): Task[];
}

/** A key's text as the value that it has in a document. */
export function keyValue(stream: Pick<Stream, "key" | "document">, key: string): string | number {
  return keyType(stream) === "integer" ? Number(key) : key;
}

/** The name of the one field that is a stream's key. */
export function keyField(stream: Pick<Stream, "key">): string {
  return (stream.key[0] ?? "/id").slice(1);
}

/** What a stream's key is, and what the platform is told that it is. */
export function keyType(stream: Pick<Stream, "key" | "document">): "string" | "integer" {
  return stream.document.fields[keyField(stream)]?.type === "string" ? "string" : "integer";
}
