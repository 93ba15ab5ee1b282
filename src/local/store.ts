import type { Binding, Sink } from "../capture/engine.ts";
import type { Batch, JsonObject, Stream } from "../capture/stream.ts";
import type { Identity } from "./store/identity.ts";

/** What was kept of one stream: rows that are new, that have changed, that are gone. */
export interface Kept {
  created: number;
  updated: number;
  deleted: number;
}

/** What one run did, for whoever asks later how the store came to be. */
export interface RunRecord {
  /** RFC 3339, UTC. */
  began: string;
  /** RFC 3339, UTC. */
  ended: string;
  /** Requests sent, and how many of them were answered with 429. */
  requests: number;
  refused429: number;
  /** The rate that was configured. */
  requestsPerMinute: number;
  /** Documents kept, by stream: new ones, changed ones, those that are gone. */
  streams: Record<string, Kept>;
  /** Why it is not complete; empty where it is. */
  incomplete: string[];
  /** Whether it was killed: it ended when it was last known to be alive then, and did what was known at that time. @default false */
  killed?: boolean | undefined;
}

/** A run that is going on. */
export interface RunUnderWay extends Pick<RunRecord, "began" | "requestsPerMinute"> {
  /** The names of those that were asked for. */
  streams: readonly string[];
  /** Requests so far; looked at again and again. */
  sent: Readonly<Pick<RunRecord, "requests" | "refused429">>;
}

/** Changes of one stream within one hour. */
export interface Changes extends Kept {
  /** RFC 3339, UTC, the beginning of the hour. */
  hour: string;
  stream: string;
}

/**
 * What was kept at one moment, documents and states together, for whoever only looks: what a run writes meanwhile is not in it. It is there
 * as long as the looking lasts.
 */
export interface StoreMoment extends Pick<Store, "identity" | "state" | "rows" | "runs" | "changes"> {
  /** Whether a run has it open: more may come soon. */
  readonly busy: boolean;
}

/** Looks at a store as it is at one moment. */
export type LookAt = <T>(look: (moment: StoreMoment) => Promise<T>) => Promise<T>;

/**
 * What a person keeps on disk: the latest document of each row, and the state that is true once they are kept. Batches are written whole or
 * not at all, whenever the process dies.
 */
export interface Store extends Sink {
  /**
   * Keeps a batch. Of its documents only what is new to the store, whatever they say of themselves: a run that goes on where another one was
   * killed brings rows a second time, and rows beside one that has changed.
   *
   * @returns what came of it
   */
  write(binding: Pick<Binding, "stream">, batch: Batch): Promise<Kept>;
  /**
   * What an earlier run left of a stream: `{}` at first.
   *
   * @throws {StateError} it is newer, or not what was written; the message says how to begin anew
   */
  state(stream: Stream): JsonObject;
  /** How many rows of a stream are kept. */
  count(stream: Stream): number | Promise<number>;
  /** The same where it is known without looking: undefined before it was counted. */
  known(stream: string): number | undefined;
  /**
   * What somebody else has taken out of it since it was written: a sentence for each stream, with how many rows it was and what brings them
   * back. To be asked before anything is written; what was told once is taken as it is from then on.
   */
  lost(streams: readonly Stream[]): Promise<string[]>;
  /** Whose it is; undefined where that was never noted. */
  identity(): Identity | undefined;
  /** Notes whose it is, in the place of what was noted before. */
  identify(identity: Identity): Promise<void>;
  /** The latest documents of a stream, without `_meta`, one after the other, in no particular order. */
  rows(stream: Stream): AsyncGenerator<JsonObject, void, void>;
  /**
   * Keeps how far a run has come. Each batch does so too from then on; where the run never comes to {@link note}, whoever opens the store
   * next notes it as one that was killed.
   */
  going(run: RunUnderWay): Promise<void>;
  /** Keeps what a run did, at its end. */
  note(run: RunRecord): Promise<void>;
  /** The runs that were noted, first one first. */
  runs(): Promise<RunRecord[]>;
  /** What came by the hour in which it was written, first hour first. */
  changes(): Promise<Changes[]>;
  /** Brings what is on disk into its final form, and lets go of it. Without it nothing is lost: the next run does it. */
  close(): Promise<void>;
}
