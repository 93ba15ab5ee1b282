import type { Weight } from "../../aircall/redacted_log.ts";
import type { Board } from "./board.ts";

/** What is about to be done. */
export interface Plan {
  streams: readonly string[];
  /** Where it is kept, as it was named. */
  to: string;
  requestsPerMinute: number;
  /** Whether it goes on after everything is up to date. */
  follow: boolean;
}

/** What a run has done to one stream. */
export interface StreamOutcome {
  stream: string;
  /** Rows that are there now. */
  kept: number;
  created: number;
  updated: number;
  deleted: number;
  requests: number;
}

/** What came of a run. */
export interface Outcome {
  how: "up to date" | "stopped" | "incomplete" | "failed";
  /** What went wrong, for a person; undefined where nothing did. */
  error?: string;
  /** The exit code. */
  code: number;
  streams: readonly StreamOutcome[];
  to: string;
  /** The command line that goes on. */
  again: string;
  requests: number;
  refused429: number;
  /** How long it took, in milliseconds. */
  took: number;
}

/** Where somebody, or a program, sees how a run is doing. */
export interface View {
  /** How often it wants to be shown the board, in milliseconds. */
  readonly every: number;
  begin(plan: Plan): void;
  /** A line of the log. */
  say(weight: Weight, message: string): void;
  /** How it is now. Each decides by itself what of it is worth showing. */
  show(board: Board): void;
  end(outcome: Outcome): void;
}
