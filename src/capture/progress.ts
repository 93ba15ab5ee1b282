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
  /** Why a task of the stream stands still, by the task's name. */
  failing: Map<string, string>;
}

/** The progress of a binding that has not begun. */
export function noProgress(): Progress {
  return { phase: "starting", documents: 0, pages: 0, gaps: new Map(), failing: new Map() };
}
