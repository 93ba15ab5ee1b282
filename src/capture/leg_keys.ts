import type { Key } from "./row.ts";

/** Digits of a whole number that a double holds to the last one. */
const EXACT = 15;
const ZERO = 0x30;

/**
 * The keys of a leg's rows, in the order in which they came, each with its second. Keys that are whole numbers, as nearly all are, are kept
 * as such: sixteen bytes a row and two places of a hash table, and nothing for a collector to look at.
 */
export class LegKeys {
  /** Each key as a number, NaN where it is none, and its second. */
  #ids: Float64Array<ArrayBuffer>;
  #seconds: Float64Array<ArrayBuffer>;
  #size = 0;
  /** Of each number its place, from 1; 0: free. At most half of it is taken. */
  #places: Int32Array<ArrayBuffer>;
  /** The others and their places. */
  #texts: Map<Key, number> | undefined;

  /** Has room for so many at first. */
  constructor(room = 64) {
    this.#ids = new Float64Array(room);
    this.#seconds = new Float64Array(room);
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(2 * room)));
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Forgets all of them, and keeps the room. */
  clear(): void {
    this.#size = 0;
    this.#places.fill(0);
    this.#texts = undefined;
  }

  /** Whether it is there. */
  has(key: Key): boolean {
    const id = numberOf(key);
    return Number.isNaN(id) ? this.#texts?.has(key) === true : this.#places[this.#slot(id)] !== 0;
  }

  /** Adds it with its second. @returns whether it was not there */
  add(key: Key, second: number): boolean {
    if (this.#size === this.#ids.length) this.#grow();
    const id = numberOf(key);
    if (Number.isNaN(id)) {
      this.#texts ??= new Map();
      if (this.#texts.has(key)) return false;
      this.#texts.set(key, this.#size);
    } else {
      const slot = this.#slot(id);
      if (this.#places[slot] !== 0) return false;
      this.#places[slot] = this.#size + 1;
    }
    this.#ids[this.#size] = id;
    this.#seconds[this.#size++] = second;
    return true;
  }

  /** Those of one second, in their order. */
  of(second: number): Key[] {
    const texts = new Map([...this.#texts ?? []].map(([key, place]) => [place, key]));
    const keys: Key[] = [];
    for (let place = 0; place < this.#size; place++) {
      if (this.#seconds[place] === second) keys.push(texts.get(place) ?? `${this.#ids[place]}`);
    }
    return keys;
  }

  /** Where a number is, or would be. */
  #slot(id: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    let slot = spread(id) & mask;
    for (let place = places[slot] ?? 0; place !== 0; place = places[slot] ?? 0) {
      if (this.#ids[place - 1] === id) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [ids, seconds] = [this.#ids, this.#seconds];
    this.#ids = new Float64Array(2 * ids.length);
    this.#ids.set(ids);
    this.#seconds = new Float64Array(2 * seconds.length);
    this.#seconds.set(seconds);
    this.#places = new Int32Array(2 * this.#places.length);
    ids.forEach((id, place) => {
      if (!Number.isNaN(id)) this.#places[this.#slot(id)] = place + 1;
    });
  }
}

/** The number that a key is the text of; NaN where it is of none that is whole, positive and exact. */
function numberOf(key: Key): number {
  const { length } = key;
  if (length === 0 || length > EXACT || (length > 1 && key.charCodeAt(0) === ZERO)) return NaN;
  let id = 0;
  for (let i = 0; i < length; i++) {
    const digit = key.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    id = 10 * id + digit;
  }
  return id;
}

/** Neighbouring numbers lie apart. */
function spread(id: number): number {
  const low = Math.imul(id ^ (id / 2 ** 32), 0x9e3779b1);
  return low ^ low >>> 15;
}
