import type { KeyValue } from "./change_lines.ts";

/** Rows that there is room for at first. */
const ROOM = 1024;

/** What became of a row: where the log has its latest document, or that it is gone. */
export interface ChangedRow {
  key: KeyValue;
  /** Undefined: it is gone. */
  place: number | undefined;
}

/**
 * Where the log has the latest document of each row that has changed: 16 to 64 bytes a row for keys that are numbers, which millions are.
 *
 *   keys    [ 7, 9, 12 | 9, 15, 7 ]        the first three are settled: sorted, one each
 *   places  [ 0, 4,  8 | -13, 16, 20 ]     below 0: it is gone
 */
export class ChangedRows {
  readonly #texts = new Map<string, number>();
  #keys = new Float64Array(ROOM);
  #places = new Float64Array(ROOM);
  #size = 0;
  #settled = 0;

  get empty(): boolean {
    return this.#size === 0 && this.#texts.size === 0;
  }

  /** Notes what became of a row; what was noted of it before does not count any more. */
  note(key: KeyValue, place: number, gone: boolean): void {
    const signed = gone ? -1 - place : place;
    if (typeof key === "string") {
      this.#texts.set(key, signed);
      return;
    }
    if (this.#size === this.#keys.length) this.#makeRoom();
    this.#keys[this.#size] = key;
    this.#places[this.#size++] = signed;
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
    const [keys, places, size] = [this.#keys, this.#places, this.#size];
    for (let i = 0; i < size; i++) yield row(keys[i] ?? 0, places[i] ?? 0);
  }

  clear(): void {
    this.#texts.clear();
    this.#keys = new Float64Array(ROOM);
    this.#places = new Float64Array(ROOM);
    this.#size = this.#settled = 0;
  }

  #makeRoom(): void {
    this.#settle();
    if (2 * this.#size <= this.#keys.length) return;
    this.#move(Uint32Array.from({ length: this.#size }, (_, i) => i), 2 * this.#keys.length);
  }

  /** Sorts them, and keeps the last of each key. */
  #settle(): void {
    if (this.#settled === this.#size) return;
    const keys = this.#keys;
    const order = Uint32Array.from({ length: this.#size }, (_, i) => i);
    order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    const last = order.filter((at, i) => i + 1 === order.length || keys[order[i + 1] ?? 0] !== keys[at]);
    this.#move(last, keys.length);
  }

  /** Moves those that are named to arrays of their own. */
  #move(from: Uint32Array, room: number): void {
    const keys = new Float64Array(room);
    const places = new Float64Array(room);
    for (let i = 0; i < from.length; i++) {
      keys[i] = this.#keys[from[i] ?? 0] ?? 0;
      places[i] = this.#places[from[i] ?? 0] ?? 0;
    }
    this.#keys = keys;
    this.#places = places;
    this.#size = this.#settled = from.length;
  }
}

function row(key: KeyValue, signed: number): ChangedRow {
  return { key, place: signed < 0 ? undefined : signed };
}

/** Whether a key stands before another. */
export function precedes(a: KeyValue, b: KeyValue): boolean {
  return typeof a === "number" && typeof b === "number" ? a < b : String(a) < String(b);
}
