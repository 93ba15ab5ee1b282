import { spread } from "./byte_hash.ts";
import type { Key } from "./row.ts";

/** Words of 32 bits of a row: half of its digest; the other half's 16 bits beside 16 of its key's hash; 32 more of those. */
const ROW = 3;
/** Rows of a bucket. Each key belongs to one bucket, and may be in any place of it. */
const WAYS = 8;
const BUCKET = WAYS * ROW;
/** Tables, each for its part of the keys, so that no more than one of them is there twice while it grows. */
const PARTS = 64;
/** Buckets of a part at most: 6 MiB in all, room for half a million rows. */
const MOST = 2 ** 10;

/**
 * The digest of each row that came out lately, by key: 12 bytes a row, in a table that grows with what it holds, to 6 MiB. Beyond that
 * a new row takes the place of another, which is then not known any more; so what it says is right, but it may know less than all.
 *
 * Of a key it knows 48 bits of a hash: of a billion times that a key is asked for that is not there, four are answered with another's digest.
 * Such a row then comes out though it did not have to.
 */
export class DigestTable {
  readonly #parts: Int32Array[];
  readonly #most: number;
  /** Bits of a key's hash that say which part it belongs to. */
  readonly #shift: number;
  #size = 0;
  /** The place within its bucket that gives way next. */
  #way = 0;
  /** The hash of the key at hand: its first word says where it belongs, and 16 bits of the second tell it from others there. */
  #high = 0;
  #low = 0;

  /** Knows nothing; each part has so many buckets of 8 rows at most. Both are powers of two. */
  constructor(most = MOST, parts = PARTS) {
    this.#most = most;
    this.#shift = Math.log2(parts);
    this.#parts = Array.from({ length: parts }, () => new Int32Array(BUCKET));
  }

  /** Rows that are known. */
  get size(): number {
    return this.#size;
  }

  /** The digest of a row, or undefined where it is not known. */
  get(key: Key): number | undefined {
    const part = this.#part(key);
    const found = this.#find(part);
    if (found < 0) return undefined;
    return ((part[found + 1] ?? 0) & 0xffff) * 2 ** 32 + ((part[found] ?? 0) >>> 0);
  }

  /** Remembers a row's digest: a whole number of 48 bits other than 0. */
  set(key: Key, digest: number): void {
    let part = this.#part(key);
    let place = this.#find(part);
    if (place < 0) {
      while ((place = this.#free(part)) < 0 && part.length < this.#most * BUCKET) part = this.#grow(part);
      if (place < 0) {
        this.#way = (this.#way + 1) % WAYS;
        place = this.#bucket(part) + this.#way * ROW;
      } else this.#size++;
    }
    // an array of whole numbers of 32 bits takes the lowest of a larger one
    part[place] = digest;
    part[place + 1] = this.#low << 16 | Math.floor(digest / 2 ** 32);
    part[place + 2] = this.#high;
  }

  /** Forgets a row. */
  delete(key: Key): void {
    const part = this.#part(key);
    const found = this.#find(part);
    if (found < 0) return;
    part.fill(0, found, found + ROW);
    this.#size--;
  }

  /** Takes a key to hand: two independent chains over its UTF-16 units, each spread at the end. @returns where it belongs */
  #part(key: Key): Int32Array {
    let high = 0x9e3779b9 ^ key.length;
    let low = 0x85ebca6b ^ key.length;
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      high = Math.imul(high ^ unit, 0x01000193);
      high ^= high >>> 15;
      low = Math.imul((low << 13 | low >>> 19) ^ unit, 0x1b873593);
    }
    this.#high = spread(high ^ low >>> 16);
    this.#low = spread(low ^ Math.imul(high, 0xcc9e2d51)) & 0xffff;
    return this.#parts[this.#high & this.#parts.length - 1] ?? new Int32Array(BUCKET);
  }

  /** Where the key at hand is; -1 where it is not. */
  #find(part: Int32Array): number {
    const first = this.#bucket(part);
    for (let place = first; place < first + BUCKET; place += ROW) {
      if (
        part[place + 2] === this.#high && (part[place + 1] ?? 0) >>> 16 === this.#low && isTaken(part, place)
      ) {
        return place;
      }
    }
    return -1;
  }

  /** A free place for the key at hand; -1 where there is none. */
  #free(part: Int32Array): number {
    const first = this.#bucket(part);
    for (let place = first; place < first + BUCKET; place += ROW) if (!isTaken(part, place)) return place;
    return -1;
  }

  /** Where the bucket begins that the key at hand belongs to. */
  #bucket(part: Int32Array): number {
    return this.#bucketOf(this.#high, part);
  }

  #bucketOf(high: number, part: Int32Array): number {
    return (high >>> this.#shift & part.length / BUCKET - 1) * BUCKET;
  }

  /** Doubles a part. */
  #grow(before: Int32Array): Int32Array {
    const part = new Int32Array(2 * before.length);
    this.#parts[this.#high & this.#parts.length - 1] = part;
    for (let place = 0; place < before.length; place += ROW) {
      if (!isTaken(before, place)) continue;
      // of a full bucket all go into one of two, so there is room
      let to = this.#bucketOf(before[place + 2] ?? 0, part);
      while (isTaken(part, to)) to += ROW;
      for (let word = 0; word < ROW; word++) part[to + word] = before[place + word] ?? 0;
    }
    return part;
  }
}

/** Whether a place holds a digest, which is never 0. */
function isTaken(part: Int32Array, place: number): boolean {
  return part[place] !== 0 || ((part[place + 1] ?? 0) & 0xffff) !== 0;
}
