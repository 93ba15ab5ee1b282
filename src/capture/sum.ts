import { plus } from "./cell.ts";
import type { Key } from "./row.ts";

/** What was read of one second. */
export interface Sum {
  /** Which one. */
  second: number;
  /** What the digests of its rows add up to. */
  sum: number;
  /** How many rows. */
  count: number;
  /** Where cells keep their rows' keys. */
  keys: Set<Key> | undefined;
  /** When it was asked for first. */
  asked: number;
}

/** What was read of several. */
export function total(sums: Sum[]): { sum: number; count: number; keys: Key[] } {
  let [sum, count] = [0, 0];
  const keys: Key[] = [];
  for (const one of sums) {
    sum = plus(sum, one.sum);
    count += one.count;
    if (one.keys) keys.push(...one.keys);
  }
  return { sum, count, keys };
}
