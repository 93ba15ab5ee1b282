import type { KeyValue } from "./change_lines.ts";

/** Rows that may be fresh however few are settled, and which share of those otherwise. */
const ROOM = 1024;
const SHARE = 8;

/** What became of a row: where the log has its latest document, or that it is gone. */
export interface ChangedRow {
  key: KeyValue;
  /** Undefined: it is gone. */
  place: number | undefined;
}

/**
 * Where the log has the latest document of each row that has changed: 16 to 40 bytes a row for keys that are numbers, which millions are.
 *
 *   keys    [ 7, 9, 12 ]      settled: sorted, one each       fresh   { 9: -13, 15: 16, 7: 20 }
 *   places  [ 0, 4,  8 ]                                              below 0: it is gone
 */
export class ChangedRows {
  readonly #texts = new Map<string, number>();
  /** What is not settled yet: a small part of it all. */
  readonly #fresh = new Map<number, number>();
  #keys = new Float64Array();
  #places = new Float64Array();

  get empty(): boolean {
    return this.#keys.length === 0 && this.#fresh.size === 0 && this.#texts.size === 0;
  }

  /** Notes what became of a row; what was noted of it before does not count any more. */
  note(key: KeyValue, place: number, gone: boolean): void {
    const signed = gone ? -1 - place : place;
    if (typeof key === "string") this.#texts.set(key, signed);
    else {
      this.#fresh.set(key, signed);
      if (this.#fresh.size > Math.max(ROOM, this.#keys.length / SHARE)) this.#settle();
    }
  }

  /** What became of a row; undefined where it has not changed. */
  find(key: KeyValue): ChangedRow | undefined {
    const signed = typeof key === "string"
      ? this.#texts.get(key)
      : this.#fresh.get(key) ?? this.#settled(key);
    return signed === undefined ? undefined : row(key, signed);
  }

  /** The rows in the order of their keys, as of now. */
  *sorted(): Generator<ChangedRow, void, void> {
    if (this.#texts.size > 0) {
      const texts = [...this.#texts].sort(([a], [b]) => precedes(a, b) ? -1 : 1);
      for (const [key, place] of texts) yield row(key, place);
      return;
    }
    this.#settle();
    // what is settled moves to other arrays when it changes
    const [keys, places] = [this.#keys, this.#places];
    for (let i = 0; i < keys.length; i++) yield row(keys[i] ?? 0, places[i] ?? 0);
  }

  #settled(key: number): number | undefined {
    const keys = this.#keys;
    let low = 0;
    for (let high = keys.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return keys[low] === key ? this.#places[low] : undefined;
  }

  /** Brings what is fresh into what is settled. */
  #settle(): void {
    if (this.#fresh.size === 0) return;
    const fresh = Float64Array.from(this.#fresh.keys()).sort();
    const [keys, places] = [this.#keys, this.#places];
    const nextKeys = new Float64Array(keys.length + fresh.length);
    const nextPlaces = new Float64Array(nextKeys.length);
    let size = 0;
    let at = 0;
    const take = (before: number) => {
      for (; at < keys.length && (keys[at] ?? 0) < before; at++) {
        nextKeys[size] = keys[at] ?? 0;
        nextPlaces[size++] = places[at] ?? 0;
      }
    };
    for (const key of fresh) {
      take(key);
      if (keys[at] === key) at++;
      nextKeys[size] = key;
      nextPlaces[size++] = this.#fresh.get(key) ?? 0;
    }
    take(Infinity);
    this.#keys = nextKeys.subarray(0, size);
    this.#places = nextPlaces.subarray(0, size);
    this.#fresh.clear();
  }
}

function row(key: KeyValue, signed: number): ChangedRow {
  return { key, place: signed < 0 ? undefined : signed };
}

/** Whether a key stands before another. */
export function precedes(a: KeyValue, b: KeyValue): boolean {
  return typeof a === "number" && typeof b === "number" ? a < b : String(a) < String(b);
}
