import { fromDistances, toDistances } from "./base64.ts";
import type { Key } from "./row.ts";

/**
 * The keys of a cell's rows: integers, as a text of one or two characters each while nobody looks. Keys that are no integers are not kept.
 */
export class KnownIds {
  /** A text while nobody looks. */
  #kept: string | Set<number>;

  private constructor(kept: string | Set<number>) {
    this.#kept = kept;
  }

  /** These keys. */
  static of(keys: Iterable<Key>): KnownIds {
    const known = new KnownIds(new Set());
    for (const key of keys) known.add(key);
    return known;
  }

  /** The keys of two. */
  static both(one: KnownIds, other: KnownIds): KnownIds {
    return new KnownIds(one.#keys.union(other.#keys));
  }

  /** The keys of a text that was written here before; undefined where it was not. */
  static read(text: string): KnownIds | undefined {
    const numbers = fromDistances(text);
    const ascending = numbers.every((one, i) => Number.isSafeInteger(one) && one > (numbers[i - 1] ?? -1));
    return ascending ? new KnownIds(new Set(numbers)) : undefined;
  }

  /** How many they are. */
  get size(): number {
    return this.#keys.size;
  }

  /** Whether a key is one of them. */
  has(key: Key): boolean {
    return this.#keys.has(Number(key));
  }

  /** Adds a key. @returns whether it was new */
  add(key: Key): boolean {
    const number = Number(key);
    if (!Number.isSafeInteger(number) || number < 0 || this.#keys.has(number)) return false;
    this.#keys.add(number);
    return true;
  }

  /** Takes a key out. @returns whether it was there */
  delete(key: Key): boolean {
    return this.#keys.delete(Number(key));
  }

  /** All of them, in no order. */
  keys(): Key[] {
    return [...this.#keys].map(String);
  }

  /** The text of them; nothing else of them is held from then on. */
  text(): string {
    if (typeof this.#kept !== "string") this.#kept = toDistances([...this.#kept].sort((a, b) => a - b));
    return this.#kept;
  }

  get #keys(): Set<number> {
    if (typeof this.#kept === "string") this.#kept = new Set(fromDistances(this.#kept));
    return this.#kept;
  }
}
