import { type Hash, hash } from "./hash.ts";
import type { Key } from "./row.ts";

/** Bytes of a row: the two halves of its key's hash, and its digest. */
const ROW = 16;
const LOW = 4;
const DIGEST = 8;
/** Rows of a bucket. Each key belongs to one bucket, and may be in any place of it. */
const WAYS = 8;
const BUCKET = WAYS * ROW;
/** Buckets at most: 16 MiB, room for a million rows. */
const MOST = 2 ** 17;

/**
 * The digest of each row that came out lately, by key: 16 bytes a row, in a table that grows with what it holds, to 16 MiB. Beyond that
 * a new row takes the place of another, which is then not known any more; so what it says is right, but it may know less than all.
 */
export class DigestTable {
  /** A place is free where its digest is 0. */
  #rows: DataView;
  #size = 0;
  /** The place within its bucket that gives way next. */
  #way = 0;
  readonly #most: number;

  /** Knows nothing. @param most buckets of 8 rows at most; a power of two */
  constructor(most = MOST) {
    this.#most = most;
    this.#rows = places(BUCKET);
  }

  /** Rows that are known. */
  get size(): number {
    return this.#size;
  }

  /** The digest of a row, or undefined where it is not known. */
  get(key: Key): number | undefined {
    const found = this.#find(hash(key));
    return found === undefined ? undefined : this.#rows.getFloat64(found + DIGEST);
  }

  /** Remembers a row's digest: a number other than 0. */
  set(key: Key, digest: number): void {
    const name = hash(key);
    const found = this.#find(name);
    if (found !== undefined) return this.#put(found, name, digest);
    while (!this.#insert(name, digest)) {
      if (this.#grow()) continue;
      this.#way = (this.#way + 1) % WAYS;
      return this.#put(this.#bucket(name) + this.#way * ROW, name, digest);
    }
  }

  /** Forgets a row. */
  delete(key: Key): void {
    const found = this.#find(hash(key));
    if (found === undefined) return;
    this.#put(found, [0, 0], 0);
    this.#size--;
  }

  /** Puts a row into a free place of its bucket. @returns whether there was one */
  #insert(name: Hash, digest: number): boolean {
    const first = this.#bucket(name);
    for (let place = first; place < first + BUCKET; place += ROW) {
      if (this.#rows.getFloat64(place + DIGEST) !== 0) continue;
      this.#size++;
      this.#put(place, name, digest);
      return true;
    }
    return false;
  }

  #put(place: number, [high, low]: Hash, digest: number): void {
    this.#rows.setUint32(place, high);
    this.#rows.setUint32(place + LOW, low);
    this.#rows.setFloat64(place + DIGEST, digest);
  }

  #find(name: Hash): number | undefined {
    const [high, low] = name;
    const first = this.#bucket(name);
    for (let place = first; place < first + BUCKET; place += ROW) {
      if (this.#rows.getUint32(place) === high && this.#rows.getUint32(place + LOW) === low) return place;
    }
  }

  /** Where the bucket begins that a key belongs to. */
  #bucket([, low]: Hash): number {
    return (low % (this.#rows.byteLength / BUCKET)) * BUCKET;
  }

  /** Doubles the table. @returns whether it was not as large as it may be */
  #grow(): boolean {
    const before = this.#rows;
    if (before.byteLength >= this.#most * BUCKET) return false;
    this.#rows = places(2 * before.byteLength);
    this.#size = 0;
    for (let place = 0; place < before.byteLength; place += ROW) {
      const digest = before.getFloat64(place + DIGEST);
      const name = [before.getUint32(place), before.getUint32(place + LOW)] as const;
      if (digest !== 0) this.#insert(name, digest);
    }
    return true;
  }
}

function places(bytes: number): DataView {
  return new DataView(new ArrayBuffer(bytes));
}
