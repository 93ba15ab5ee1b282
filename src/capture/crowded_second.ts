import { gap } from "./contradiction.ts";
import type { Handed } from "./handed.ts";
import type { List } from "./list.ts";
import { type Key, keyOf } from "./row.ts";
import type { Step, WalkState } from "./walk_state.ts";
import { whole } from "./whole.ts";

/** A second that many rows share, and what a walk has read of it. */
export interface CrowdedSecond {
  /** Unix second. */
  second: number;
  /** Keys of its first rows, as the list gives them out; none: it is read from its beginning. */
  known: Key[];
  /** The field that identifies a row. */
  key: string;
  /** Keys that were handed over before; those of this second are added. */
  handed: Handed;
  /** Where the walk is before this second. */
  state: WalkState;
  /** Whether what cannot be read this time is said aloud. */
  last: boolean;
}

/** What was found in a crowded second. */
export interface Crowd {
  /** How many rows there are, read or said aloud to be more than can be read. */
  rows: number;
  /** Whether Aircall's counts may stand for more: nothing that has this second in it can be proved by one. */
  capped: boolean;
}

/**
 * Reads the rows of one second, on from those that are known, if need be from the other end too: 20,000 are the most.
 *
 * @returns undefined where another attempt is due
 */
export async function* crowdedSecond(
  list: List,
  { second, known, key, handed, state, last }: CrowdedSecond,
): AsyncGenerator<Step, Crowd | undefined, void> {
  const window = { from: second - 1, to: second };
  const keys = new Set(known);
  const first = Math.floor(known.length / list.pageSize) + 1;
  const reading = whole(list, { window, key, keys, first, keyless: last });
  const own = new Set(known);
  handed.also(own);
  for (let next = await reading.next();; next = await reading.next()) {
    if (next.done) {
      const { total, capped, complete } = next.value;
      const crowd = { rows: Math.max(total, keys.size), capped };
      if (complete) return crowd;
      const tooMany = keys.size >= 2 * list.lastPage * list.pageSize;
      if (!tooMany && !last) return undefined;
      yield gap(window, total, keys.size, state);
      return crowd;
    }
    const rows = next.value.filter((row) => !handed.has(keyOf(row, key) ?? ""));
    for (const row of next.value) {
      const name = keyOf(row, key);
      if (name !== undefined) own.add(name);
    }
    yield { rows, asked: 0, state, remaining: 0 };
  }
}
