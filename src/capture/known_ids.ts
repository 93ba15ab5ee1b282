import { fromDistances, toDistances } from "./base64.ts";
import type { Key } from "./row.ts";

/** The keys of a cell's rows as its text: ascending integers. Keys that are none are not kept. */
export type Ids = string;

/** The keys of a text. */
export function readIds(ids: Ids): Set<Key> {
  return new Set(fromDistances(ids).map(String));
}

/** These keys as a text, and how many they are. */
export function writeIds(keys: Iterable<Key>): { ids: Ids; count: number } {
  const numbers = [...new Set(keys)].map(Number).filter((number) =>
    Number.isSafeInteger(number) && number >= 0
  );
  numbers.sort((a, b) => a - b);
  return { ids: toDistances(numbers), count: numbers.length };
}

/** The keys of both. */
export function joinIds(one: Ids, other: Ids): Ids {
  return writeIds([...readIds(one), ...readIds(other)]).ids;
}
