import type { KnownIds } from "./known_ids.ts";

/**
 * A run of neighbouring rows as they came out last, and what their digests add up to. Seconds, (from, to]:
 *
 *   ──┼──●─●──●───●──●─┼──●────●─●──┼──▶
 *     (═════ cell ═════](═══ cell ══]      two that touch share no row
 */
export interface Cell {
  /** Left out. */
  from: number;
  /** Taken in. */
  to: number;
  /** The rows' digests, added up by {@link plus}; {@link UNKNOWN} where a row has changed and its old digest was not known. */
  sum: number;
  /** How many rows it holds. */
  count: number;
  /** Their keys, where the stream keeps them. */
  ids?: KnownIds | undefined;
}

/** Digests are added up modulo this. */
const MODULUS = 2 ** 48 - 1;
/** No rows add up to it, but by one chance in 2^48: whatever is read of such a cell differs. */
export const UNKNOWN = 0;
/** A cell whose sum is of an older kind of digest: what is read of it is adopted as it is. */
export const ADOPT: number = MODULUS;

/** Adds a digest, or another sum, to a sum; the order does not matter. */
export function plus(sum: number, digest: number): number {
  return (sum + digest) % MODULUS;
}

/** Takes a digest out of a sum again. */
export function minus(sum: number, digest: number): number {
  return (sum - digest % MODULUS + MODULUS) % MODULUS;
}
