import { hash } from "./hash.ts";
import type { Key } from "./row.ts";

/** Slots that a key may be in. */
const WAYS = 8;
/** Buckets at first, and at most: 2^17 of 8 slots of 14 bytes are 14 MiB, room for a million rows. */
const FEWEST = 2 ** 7;
const MOST = 2 ** 17;

/**
 * The digest of each row that came out lately, by key: 14 bytes a row, in a table that grows with what it holds, to 14 MiB. Beyond that
 * a new row takes the place of another, which is then not known any more; so what it says is right, but it may know less than all.
 */
export class DigestTable {
  /** A key's number, 0 where the slot is free. */
  #keys: Float64Array;
  /** Digests of 48 bits: the upper 16 and the lower 32. */
  #high: Uint16Array;
  #low: Uint32Array;
  #buckets: number;
  #size = 0;
  /** The slot within its bucket that gives way next. */
  #way = 0;
  readonly #most: number;

  /** Knows nothing. @param most buckets of 8 rows at most; a power of two */
  constructor(most = MOST) {
    this.#most = most;
    this.#buckets = Math.min(FEWEST, most);
    this.#keys = new Float64Array(this.#buckets * WAYS);
    this.#high = new Uint16Array(this.#buckets * WAYS);
    this.#low = new Uint32Array(this.#buckets * WAYS);
  }

  /** Rows that are known. */
  get size(): number {
    return this.#size;
  }

  /** The digest of a row, or undefined where it is not known. */
  get(key: Key): number | undefined {
    const slot = this.#find(numberOf(key));
    return slot < 0 ? undefined : (this.#high[slot] ?? 0) * 2 ** 32 + (this.#low[slot] ?? 0);
  }

  /** Remembers a row's digest: a whole number of 48 bits. */
  set(key: Key, digest: number): void {
    const number = numberOf(key);
    const found = this.#find(number);
    if (found >= 0) return this.#put(found, number, digest);
    if (this.#size > this.#keys.length * 0.7) this.#grow();
    while (!this.#insert(number, digest)) {
      if (this.#grow()) continue;
      this.#way = (this.#way + 1) % WAYS;
      return this.#put(this.#first(number) + this.#way, number, digest);
    }
  }

  /** Forgets a row. */
  delete(key: Key): void {
    const slot = this.#find(numberOf(key));
    if (slot < 0) return;
    this.#keys[slot] = 0;
    this.#size--;
  }

  /** Puts a row into a free slot of its bucket. @returns whether there was one */
  #insert(number: number, digest: number): boolean {
    const first = this.#first(number);
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#keys[slot] !== 0) continue;
      this.#size++;
      this.#put(slot, number, digest);
      return true;
    }
    return false;
  }

  #put(slot: number, number: number, digest: number): void {
    this.#keys[slot] = number;
    this.#high[slot] = Math.floor(digest / 2 ** 32);
    this.#low[slot] = digest % 2 ** 32;
  }

  #find(number: number): number {
    const first = this.#first(number);
    for (let slot = first; slot < first + WAYS; slot++) if (this.#keys[slot] === number) return slot;
    return -1;
  }

  /** The first slot of the bucket that a key belongs to. */
  #first(number: number): number {
    const low = number % 2 ** 32;
    const mixed = Math.imul(low ^ (low >>> 15) ^ Math.floor(number / 2 ** 32), 0x9e3779b1);
    return ((mixed ^ (mixed >>> 15)) & (this.#buckets - 1)) * WAYS;
  }

  /** Doubles the table. @returns whether it was not as large as it may be */
  #grow(): boolean {
    if (this.#buckets >= this.#most) return false;
    const [keys, high, low] = [this.#keys, this.#high, this.#low];
    this.#buckets *= 2;
    this.#keys = new Float64Array(this.#buckets * WAYS);
    this.#high = new Uint16Array(this.#buckets * WAYS);
    this.#low = new Uint32Array(this.#buckets * WAYS);
    this.#size = 0;
    for (const [slot, number] of keys.entries()) {
      if (number !== 0) this.#insert(number, (high[slot] ?? 0) * 2 ** 32 + (low[slot] ?? 0));
    }
    return true;
  }
}

/** A key as a number other than 0: itself where it is a positive integer, else 52 bits of its hash, below 0. */
function numberOf(key: Key): number {
  const number = Number(key);
  if (Number.isSafeInteger(number) && number > 0 && String(number) === key) return number;
  const [high, low] = hash(key);
  return -1 - (high % 2 ** 20) * 2 ** 32 - low;
}
