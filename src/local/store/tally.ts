import { utc } from "../../capture/utc.ts";
import type { Document } from "../../capture/stream.ts";

/** Documents by what they did. */
export type Tally = { created: number; updated: number; deleted: number };

/** What a batch's documents did. */
export function tallyOf(documents: readonly Document[]): Tally {
  const tally = { created: 0, updated: 0, deleted: 0 };
  for (const { op } of documents) tally[op === "c" ? "created" : op === "u" ? "updated" : "deleted"]++;
  return tally;
}

/** The hour of a moment, as it is called: `2026-01-02T03:00:00Z`. */
export function hourOf(time: number): string {
  return `${utc(time).slice(0, 13)}:00:00Z`;
}
