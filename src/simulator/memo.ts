/** As many as are kept: more than most accounts have, and some ten megabytes. */
const MOST = 32_768;

/** What follows from a number alone, made when it is asked for and kept for the next time. */
export class Memo<T> {
  readonly #make: (key: number) => T;
  readonly #most: number;
  readonly #kept = new Map<number, T>();

  /** @param most how many are kept */
  constructor(make: (key: number) => T, most = MOST) {
    this.#make = make;
    this.#most = most;
  }

  /** What belongs to the key. Of too many all are forgotten: an account that large is read from end to end. */
  of(key: number): T {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size >= this.#most) this.#kept.clear();
    const made = this.#make(key);
    this.#kept.set(key, made);
    return made;
  }
}
