import type { Sink } from "../capture/engine.ts";
import type { JsonObject, Stream } from "../capture/stream.ts";

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
  streams: Record<string, { created: number; updated: number; deleted: number }>;
  /** Why it is not complete; empty where it is. */
  incomplete: string[];
}

/** Changes of one stream within one hour. */
export interface Changes {
  /** RFC 3339, UTC, the beginning of the hour. */
  hour: string;
  stream: string;
  created: number;
  updated: number;
  deleted: number;
}

/**
 * What was kept at one moment, documents and states together, for whoever only looks: what a run writes meanwhile is not in it. It is there
 * as long as the looking lasts.
 */
export interface StoreMoment extends Pick<Store, "state" | "rows" | "runs" | "changes"> {
  /** Whether a run has it open, or was killed: more may come soon. */
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
   * What an earlier run left of a stream: `{}` at first.
   *
   * @throws {StateError} it is newer, or not what was written; the message says how to begin anew
   */
  state(stream: Stream): JsonObject;
  /** How many rows of a stream are kept. */
  count(stream: Stream): number | Promise<number>;
  /** The same where it is known without looking: undefined before it was counted, or where a batch does not say how many rows are new. */
  known(stream: string): number | undefined;
  /**
   * What somebody else has taken out of it since it was written: a sentence for each stream, with how many rows it was and what brings them
   * back. To be asked before anything is written; what was told once is taken as it is from then on.
   */
  lost(streams: readonly Stream[]): Promise<string[]>;
  /** The latest documents of a stream, without `_meta`, one after the other, in no particular order. */
  rows(stream: Stream): AsyncGenerator<JsonObject, void, void>;
  /** Keeps what a run did. */
  note(run: RunRecord): Promise<void>;
  /** The runs that were noted, first one first. */
  runs(): Promise<RunRecord[]>;
  /** What came by the hour in which it was written, first hour first. */
  changes(): Promise<Changes[]>;
  /** Brings what is on disk into its final form, and lets go of it. Without it nothing is lost: the next run does it. */
  close(): Promise<void>;
}
