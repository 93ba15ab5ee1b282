import { LegKeys } from "./leg_keys.ts";
import { keyOf, secondOf } from "./row.ts";
import type { Row } from "./source.ts";

/** The fields that a walk reads of each row. */
export interface Fields {
  /** The field's name, not a pointer: `id`. */
  key: string;
  /** Unix seconds; what the list's window filters. */
  time: string;
}

/** What has been read of one leg of a walk: distinct keys, and how many of them lie up to the anchor. */
export class Leg {
  /** Those of all distinct rows. */
  readonly keys: LegKeys;
  readonly #fields: Fields;
  /** Times of rows that lie after {@link at}. */
  #beyond: number[] = [];
  /** The least second on the first page whose rows say one; Infinity where none has. */
  first: number = Infinity;
  /** Distinct rows up to {@link at}. */
  read = 0;
  /** Unix second up to which everything was read. */
  at: number;
  /** The greatest second so far, and by how much a row that came after it was less. */
  #greatest = -Infinity;
  #late = 0;

  /** Begins after Unix second `at`; `keys` are none as yet. */
  constructor(at: number, fields: Fields, keys: LegKeys = new LegKeys()) {
    this.at = at;
    this.#fields = fields;
    this.keys = keys;
  }

  /** Takes a page. @returns its rows whose keys are new to this leg, and its least and greatest second */
  add(rows: Row[], page: number): { fresh: Row[]; least: number; greatest: number } {
    let least = Infinity;
    let greatest = -Infinity;
    const fresh = rows.filter((row, i) => {
      const time = secondOf(row, this.#fields.time);
      if (time !== undefined) {
        least = Math.min(least, time);
        greatest = Math.max(greatest, time);
        this.#late = Math.max(this.#late, this.#greatest - time);
        this.#greatest = Math.max(this.#greatest, time);
      }
      const key = keyOf(row, this.#fields.key) ?? `\0${page} ${i}`;
      if (!this.keys.add(key, time ?? this.at)) return false;
      this.#beyond.push(time ?? this.at);
      return true;
    });
    if (this.first === Infinity) this.first = least;
    return { fresh, least, greatest };
  }

  /**
   * Up to where everything was read if what follows is no further out of order than twice what was seen: the second before the greatest
   * one, where all rows came in order.
   */
  get orderly(): number {
    return this.#greatest - 1 - 2 * this.#late;
  }

  /** Moves the anchor forward to `second`, never back; a page whose rows name no second moves nothing. */
  move(second: number): void {
    if (Number.isFinite(second)) this.at = Math.max(this.at, second);
    const before = this.#beyond.length;
    this.#beyond = this.#beyond.filter((time) => time > this.at);
    this.read += before - this.#beyond.length;
  }
}
