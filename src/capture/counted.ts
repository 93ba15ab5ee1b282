import { plus } from "./cell.ts";
import type { Key } from "./row.ts";

/** What was read of one row. */
export interface Counted {
  /** Its key. */
  key: Key;
  /** The second that it stands at. */
  second: number;
  /** See {@link Digester.lasting}; 0 where it does not count. */
  digest: number;
  /** When it was asked for first. */
  asked: number;
}

/** What the digests of several rows add up to. */
export function total(rows: readonly Counted[]): number {
  let sum = 0;
  for (const { digest } of rows) sum = plus(sum, digest);
  return sum;
}

/** Their keys. */
export function keysOf(rows: readonly Counted[]): Key[] {
  return rows.map(({ key }) => key);
}
