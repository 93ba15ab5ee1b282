import { spread } from "./byte_hash.ts";
import type { Key } from "./row.ts";

/** Words of 32 bits of a row: half of its digest; the other half's 16 bits beside 16 of its key's hash; 32 more of those. */
const ROW = 3;
/** Rows of a bucket. A key may be in any place of two buckets of one segment. */
const WAYS = 8;
const BUCKET = WAYS * ROW;
/** Buckets of a segment: four bits of a key's hash choose one, four others the other. */
const BUCKETS = 16;
const SEGMENT = BUCKETS * BUCKET;
/** Segments at most: 2 MiB in all, room for 170,000 rows. */
const MOST = 1365;
/** Bits of a key's hash that choose its segment, at most. */
const DEEPEST = 16;

/**
 * The digest of each row that came out lately, by key: 12 bytes a row, in a table that grows with what it holds, to 2 MiB. Beyond that
 * a new row takes the place of another, which is then not known any more; so what it says is right, but it may know less than all.
 *
 * It grows by a segment at a time, into which half of the rows of one that is full are moved (extendible hashing): nothing else moves, and
 * nothing is left over. The memory of all segments is reserved at once, and taken once something is written there.
 *
 * Of a key it knows 48 bits of a hash: of a billion times that a key is asked for that is not there, four are answered with another's digest.
 * Such a row then comes out though it did not have to.
 */
export class DigestTable {
  readonly #words: Int32Array;
  /** The segment of each key, by as many of the lowest bits of its hash as this has entries for. */
  #directory = new Uint16Array(1);
  /** Of each segment, how many of those bits all keys in it have in common. */
  readonly #depths: Uint8Array;
  #segments = 1;
  #size = 0;
  /** The place within its bucket that gives way next. */
  #way = 0;
  /** The hash of the key at hand: the first word says where it belongs, and 16 bits of the second tell it from others there. */
  #high = 0;
  #low = 0;
  #key: Key | undefined;
  /** Where it is; -1 where it is not. */
  #place = -1;

  /** Knows nothing, and grows to so many segments of 128 rows. */
  constructor(most = MOST) {
    this.#words = new Int32Array(most * SEGMENT);
    this.#depths = new Uint8Array(most);
  }

  /** Rows that are known. */
  get size(): number {
    return this.#size;
  }

  /** The digest of a row, or undefined where it is not known. */
  get(key: Key): number | undefined {
    this.#take(key);
    const found = this.#place;
    if (found < 0) return undefined;
    return (this.#word(found + 1) & 0xffff) * 2 ** 32 + (this.#word(found) >>> 0);
  }

  /** Remembers a row's digest: a whole number of 48 bits other than 0. */
  set(key: Key, digest: number): void {
    this.#take(key);
    let place = this.#place;
    if (place < 0) {
      while ((place = this.#free()) < 0 && this.#split());
      if (place < 0) {
        this.#way = (this.#way + 1) % WAYS;
        place = this.#bucket(this.#high >>> 28) + this.#way * ROW;
      } else this.#size++;
      this.#place = place;
    }
    // an array of whole numbers of 32 bits takes the lowest of a larger one
    this.#words[place] = digest;
    this.#words[place + 1] = this.#low << 16 | Math.floor(digest / 2 ** 32);
    this.#words[place + 2] = this.#high;
  }

  /** Forgets a row. */
  delete(key: Key): void {
    this.#take(key);
    const found = this.#place;
    if (found < 0) return;
    this.#words.fill(0, found, found + ROW);
    this.#size--;
    this.#place = -1;
  }

  /** Takes a key to hand, and looks for it, unless it is at hand. */
  #take(key: Key): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#hash(key);
    this.#place = this.#find();
  }

  /** Two independent chains over a key's UTF-16 units, each spread at the end. */
  #hash(key: Key): void {
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
  }

  /** Where the key at hand is; -1 where it is not. */
  #find(): number {
    const found = this.#findIn(this.#bucket(this.#high >>> 28));
    return found < 0 ? this.#findIn(this.#bucket(this.#low & BUCKETS - 1)) : found;
  }

  #findIn(bucket: number): number {
    for (let place = bucket; place < bucket + BUCKET; place += ROW) {
      if (this.#word(place + 2) === this.#high && this.#word(place + 1) >>> 16 === this.#low) {
        if (this.#isTaken(place)) return place;
      }
    }
    return -1;
  }

  /** A free place for the key at hand, in the emptier of its buckets; -1 where there is none. */
  #free(): number {
    const first = this.#bucket(this.#high >>> 28);
    const second = this.#bucket(this.#low & BUCKETS - 1);
    const bucket = this.#taken(second) < this.#taken(first) ? second : first;
    for (let place = bucket; place < bucket + BUCKET; place += ROW) if (!this.#isTaken(place)) return place;
    return -1;
  }

  #taken(bucket: number): number {
    let taken = 0;
    for (let place = bucket; place < bucket + BUCKET; place += ROW) if (this.#isTaken(place)) taken++;
    return taken;
  }

  /** Moves half of the segment of the key at hand to a new one. @returns false where there is no other any more */
  #split(): boolean {
    const segment = this.#segment();
    const depth = this.#depths[segment] ?? 0;
    if (this.#segments === this.#depths.length || depth === DEEPEST) return false;
    if (2 ** depth === this.#directory.length) {
      const directory = new Uint16Array(2 * this.#directory.length);
      directory.set(this.#directory);
      directory.set(this.#directory, this.#directory.length);
      this.#directory = directory;
    }
    const added = this.#segments++;
    this.#depths[segment] = this.#depths[added] = depth + 1;
    const bit = 2 ** depth;
    for (let i = this.#high & bit - 1 | bit; i < this.#directory.length; i += 2 * bit) {
      this.#directory[i] = added;
    }
    const shift = (added - segment) * SEGMENT;
    for (let place = segment * SEGMENT; place < (segment + 1) * SEGMENT; place += ROW) {
      // a bucket's rows are those of the same bucket there, so that each has its place
      if ((this.#word(place + 2) & bit) === 0) continue;
      this.#words.copyWithin(place + shift, place, place + ROW);
      this.#words.fill(0, place, place + ROW);
    }
    return true;
  }

  #segment(): number {
    return this.#directory[this.#high & this.#directory.length - 1] ?? 0;
  }

  /** Where a bucket of the segment of the key at hand begins. */
  #bucket(index: number): number {
    return this.#segment() * SEGMENT + index * BUCKET;
  }

  #word(place: number): number {
    return this.#words[place] ?? 0;
  }

  /** Whether a place holds a digest, which is never 0. */
  #isTaken(place: number): boolean {
    return this.#word(place) !== 0 || (this.#word(place + 1) & 0xffff) !== 0;
  }
}
