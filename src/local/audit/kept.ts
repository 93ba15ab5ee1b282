import { type Key, keyOf, placeOf } from "../../capture/row.ts";
import type { Window } from "../../capture/source.ts";
import type { JsonObject } from "../../capture/stream.ts";

/** A row as far as an audit looks at it. */
export interface Placed {
  key: Key;
  /** Unix second at which it stands. */
  second: number;
}

/** The rows of a stream that are stored, by the second at which they stand. */
export class Kept {
  readonly #rows: readonly Placed[];
  #keys: Set<Key> | undefined;

  private constructor(rows: readonly Placed[]) {
    this.#rows = rows;
  }

  /** Reads them once; of a document nothing is held but its key and time. */
  static async of(rows: AsyncIterable<JsonObject>, fields: { key: string; time: string }): Promise<Kept> {
    const placed: Placed[] = [];
    for await (const row of rows) {
      const key = keyOf(row, fields.key);
      if (key !== undefined) placed.push({ key, second: placeOf(row, fields.time) });
    }
    return new Kept(placed.sort((a, b) => a.second - b.second));
  }

  /** Their keys. */
  get keys(): ReadonlySet<Key> {
    return this.#keys ??= new Set(this.#rows.map((row) => row.key));
  }

  /** How many there are in all. */
  get size(): number {
    return this.#rows.length;
  }

  /** The second of the first one. */
  get first(): number | undefined {
    return this.#rows[0]?.second;
  }

  /** How many stand in a window. */
  count({ from, to }: Window): number {
    return this.#after(to) - this.#after(from);
  }

  /** Those that stand in a window. */
  within({ from, to }: Window): readonly Placed[] {
    return this.#rows.slice(this.#after(from), this.#after(to));
  }

  /** Whether a row is stored, wherever it stands. */
  has(key: Key): boolean {
    return this.keys.has(key);
  }

  /** The place of the first row that stands after a second. */
  #after(second: number): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle]?.second ?? Infinity) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
