/** What a binding does at the moment, as its tasks report it. All counts are of this run. */
export interface Progress {
  /** `starting`, `backfilling`, `following`, `up to date` … */
  phase: string;
  /** Documents kept. */
  documents: number;
  /** Pages read. */
  pages: number;
  /** Rows that the present pass still has to read, where that is known. */
  remaining?: number | undefined;
  /** Unix second up to which changes are known. */
  cursor?: number | undefined;
  /** What could not be read, by a name of its place; each is an error that is said until it is mended. */
  gaps: Map<string, string>;
  /** What is not done, by its nature and not by a fault: said in the status. */
  notes: Map<string, string>;
  /** How often what changes without a word is read again, by the stretch of the past. */
  rereads: Map<string, Reread>;
  /** Why a task of the stream stands still, by the task's name. */
  failing: Map<string, string>;
}

/** How often a stretch of the past is read again. Seconds. */
export interface Reread {
  /** From one pass to the next, as it should be. */
  every: number;
  /** As it is; Infinity where that cannot be told. */
  real: number;
  /** Unix second in which the last pass began that came to its end. */
  last: number;
  /** Rows that the pass under way still has to read. */
  remaining?: number;
}

/** The progress of a binding that has not begun. */
export function noProgress(): Progress {
  return {
    phase: "starting",
    documents: 0,
    pages: 0,
    gaps: new Map(),
    notes: new Map(),
    rereads: new Map(),
    failing: new Map(),
  };
}
