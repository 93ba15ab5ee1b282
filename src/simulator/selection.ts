/** The rows that a list request is about, in its order: counted, and reachable by rank without reading the others. */
export interface Selection {
  readonly total: number;
  /** The key of the row at this rank, 0 to total − 1. */
  at(rank: number): number;
}

/** The same rows, last one first. */
export function reversed(rows: Selection): Selection {
  return { total: rows.total, at: (rank) => rows.at(rows.total - 1 - rank) };
}

/** The rows of a list that is held as such. */
export function selection(keys: readonly number[]): Selection {
  return { total: keys.length, at: (rank) => keys[rank] as number };
}
