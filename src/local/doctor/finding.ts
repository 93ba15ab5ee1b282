import type { Json } from "../../capture/stream.ts";

/** How a check came out. A warning stands in nobody's way. */
export type Mark = "ok" | "warning" | "failed";

/** What one check found. */
export interface Finding {
  /** What was checked: `clock`, or a stream's name. */
  check: string;
  mark: Mark;
  /** In a sentence without its end. */
  found: string;
  /** Further lines. */
  details?: readonly string[];
  /** What to do about it, or what it does to a capture. */
  advice?: string;
  /** The same for machines. */
  figures?: Readonly<Record<string, Json>>;
}

/** What all of it comes to. */
export interface Verdict {
  /** 0: everything that is asked for can be captured; 2: not with this configuration; 1: not at present. */
  code: 0 | 1 | 2;
  said: string;
  /** Requests that it took. */
  requests: number;
  /** How many of them were answered with 429. */
  refused429: number;
}
