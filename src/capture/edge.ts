import { parseJson } from "../json.ts";
import { DIGESTS } from "./digest.ts";
import type { Key } from "./row.ts";

/** Rows that are kept at most: more than these were changed at once, and come out once more after a restart. */
const MOST = 600;

/**
 * The rows that were changed last, and as what they came out: a state keeps them, since they lie before the cursor and are read again
 * by the first poll after a restart.
 *
 * @returns `[<how digests are made>,"<key>",<digest>,…]`, by key; an empty text where there are none, or too many
 */
export function edgeText(rows: ReadonlyMap<Key, number>): string {
  if (rows.size === 0 || rows.size > MOST) return "";
  return JSON.stringify([DIGESTS, ...[...rows].sort(([a], [b]) => a < b ? -1 : 1).flat()]);
}

/** The same rows; none where the text is not what was written, or its digests were made another way. */
export function edgeOf(text: string): Map<Key, number> {
  const rows = new Map<Key, number>();
  const list = listOf(text);
  if (list[0] !== DIGESTS) return rows;
  for (let i = 1; i + 1 < list.length; i += 2) {
    const [key, digest] = list.slice(i, i + 2);
    if (typeof key === "string" && typeof digest === "number") rows.set(key, digest);
  }
  return rows;
}

function listOf(text: string): unknown[] {
  try {
    const list = text === "" ? [] : parseJson(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
