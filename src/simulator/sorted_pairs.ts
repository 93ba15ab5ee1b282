/**
 * Pairs of numbers in ascending order of (first, second), in typed arrays: 16 bytes a pair, so that a million calls
 * fit in a few megabytes. Finding a rank costs log n; adding costs as many moves as pairs lie behind the place, which is
 * none for what is newest.
 */
export class SortedPairs {
  #first: Float64Array;
  #second: Float64Array;
  #length = 0;
  #version = 0;

  /** @param capacity pairs to make room for; it grows by itself. */
  constructor(capacity = 16) {
    this.#first = new Float64Array(capacity);
    this.#second = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Moves with every change. */
  get version(): number {
    return this.#version;
  }

  /** The first number of the pair at this rank. */
  first(rank: number): number {
    return this.#first[rank] as number;
  }

  /** The second number of the pair at this rank. */
  second(rank: number): number {
    return this.#second[rank] as number;
  }

  /** How many pairs come before (first, second); without a second: before all pairs that begin with `first`. */
  rank(first: number, second = -Infinity): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#before(middle, first, second)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The second number of the only pair that begins with `first`; for a table whose firsts are unique. */
  get(first: number): number | undefined {
    const rank = this.rank(first);
    return rank < this.#length && this.first(rank) === first ? this.second(rank) : undefined;
  }

  /** Adds one pair; costs nothing when it is the last one. */
  push(first: number, second: number): void {
    this.add([[first, second]]);
  }

  /** Adds pairs that are themselves in ascending order: a merge from the end, which stops once all are in place. */
  add(pairs: readonly (readonly [first: number, second: number])[]): void {
    this.#reserve(this.#length + pairs.length);
    let from = this.#length - 1;
    let to = this.#length + pairs.length - 1;
    for (let i = pairs.length - 1; i >= 0; to--) {
      const [first, second] = pairs[i] as readonly [number, number];
      if (from >= 0 && !this.#before(from, first, second)) {
        this.#first[to] = this.first(from);
        this.#second[to] = this.second(from);
        from--;
      } else {
        this.#first[to] = first;
        this.#second[to] = second;
        i--;
      }
    }
    this.#length += pairs.length;
    this.#version++;
  }

  /** @returns whether the pair was there. */
  delete(first: number, second: number): boolean {
    const rank = this.rank(first, second);
    if (rank >= this.#length || this.first(rank) !== first || this.second(rank) !== second) return false;
    this.#first.copyWithin(rank, rank + 1, this.#length);
    this.#second.copyWithin(rank, rank + 1, this.#length);
    this.#length--;
    this.#version++;
    return true;
  }

  #before(rank: number, first: number, second: number): boolean {
    const own = this.first(rank);
    return own < first || (own === first && this.second(rank) < second);
  }

  #reserve(length: number): void {
    if (length <= this.#first.length) return;
    const capacity = Math.max(length, Math.ceil(this.#first.length * 1.5));
    this.#first = grown(this.#first, capacity);
    this.#second = grown(this.#second, capacity);
  }
}

function grown(old: Float64Array, capacity: number): Float64Array {
  const grown = new Float64Array(capacity);
  grown.set(old);
  return grown;
}
