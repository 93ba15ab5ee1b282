import { keyField, type Stream } from "../../capture/stream.ts";

/** How closely a timeline is looked at. */
export type Depth =
  /** Counts of months, and of halves of them where they differ. */
  | "months"
  /** The count of each day. */
  | "days"
  /** Every key. */
  | "keys";

/** Where what is stored and what Aircall has are not the same. */
export interface Difference {
  /** UTC, `2026-05-01`; null for a list that has no times. */
  day: string | null;
  /** Rows that Aircall lists. */
  counted: number;
  /** Rows that are stored. */
  stored: number;
  /** Keys that Aircall lists and the store has not. */
  missing: string[];
  /** Keys that the store has and Aircall does not list. */
  extra: string[];
}

/** One day of a timeline. */
export interface Day {
  /** UTC, `2026-05-01`. */
  day: string;
  /** Rows that are stored. */
  stored: number;
  /** Rows that Aircall counts; null where it was not asked for this day alone, since the count of a longer stretch was right. */
  counted: number | null;
}

/** What became of one stream. */
export interface StreamAudit {
  /** Its name. */
  stream: string;
  /** The field that its rows are known by. */
  key: string;
  /** Of a timeline: the first second that was compared, RFC 3339. */
  from: string | null;
  /** The last one. */
  to: string | null;
  /** Rows that Aircall has in what was compared. */
  counted: number;
  /** Rows that are stored in it. */
  stored: number;
  /** Rows that are stored in all. */
  rows: number;
  /** Of calls: each day in what was compared. */
  days: Day[];
  /** First day first. */
  differences: Difference[];
  /** What is not compared, by its nature: it is no fault. */
  notes: string[];
  /** What could not be checked though it should be, and why. */
  unchecked: string[];
}

/** What an audit found. */
export interface Audit {
  /** This program's. */
  version: string;
  /** RFC 3339, when it began. */
  made: string;
  /** How long it took. */
  seconds: number;
  /** The store's path. */
  against: string;
  /** The API's address. */
  api: string;
  depth: Depth;
  /** Sent for it, and how many of them were answered with 429. */
  requests: number;
  refused429: number;
  /** The rate that is configured. */
  requestsPerMinute: number;
  /** Whether nothing differs and everything was checked. */
  equal: boolean;
  streams: StreamAudit[];
}

/** The keys that a stream misses, or has too many of. */
export function keysOf({ differences }: StreamAudit, which: "missing" | "extra"): number {
  return differences.reduce((sum, difference) => sum + difference[which].length, 0);
}

/** Whether a stream was checked whole, and is equal. */
export function isEqual({ differences, unchecked }: StreamAudit): boolean {
  return differences.length === 0 && unchecked.length === 0;
}

/** A stream of which nothing is compared yet. */
export function nothing(stream: Stream): StreamAudit {
  return {
    stream: stream.name,
    key: keyField(stream),
    ...{ from: null, to: null, counted: 0, stored: 0, rows: 0 },
    ...{ days: [], differences: [], notes: [], unchecked: [] },
  };
}
