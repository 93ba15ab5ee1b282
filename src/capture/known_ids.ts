import { fromDistances, toDistances } from "./base64.ts";
import type { Key } from "./row.ts";

/**
 * The keys of a cell's rows: integers, as a text of one or two characters each while nobody looks. Keys that are no integers are not kept.
 */
export class KnownIds {
  /** Both at times, never neither. */
  #text: string | undefined;
  #numbers: Set<number> | undefined;

  private constructor(text?: string, numbers?: Set<number>) {
    this.#text = text;
    this.#numbers = numbers;
  }

  /** These keys. */
  static of(keys: Iterable<Key>): KnownIds {
    const known = new KnownIds(undefined, new Set());
    for (const key of keys) known.add(key);
    return known;
  }

  /** The keys of a text that was written here before; undefined where it was not. */
  static read(text: string): KnownIds | undefined {
    const numbers = fromDistances(text);
    const ascending = numbers.every((one, i) => Number.isSafeInteger(one) && one > (numbers[i - 1] ?? -1));
    return ascending ? new KnownIds(text, new Set(numbers)) : undefined;
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
    this.#text = undefined;
    return true;
  }

  /** Takes a key out. @returns whether it was there */
  delete(key: Key): boolean {
    if (!this.#keys.delete(Number(key))) return false;
    this.#text = undefined;
    return true;
  }

  /** All of them, in no order. */
  keys(): Key[] {
    return [...this.#keys].map(String);
  }

  /** The text of them; nothing else of them is held from then on. */
  text(): string {
    this.#text ??= toDistances([...this.#keys].sort((a, b) => a - b));
    this.#numbers = undefined;
    return this.#text;
  }

  get #keys(): Set<number> {
    return this.#numbers ??= new Set(fromDistances(this.#text ?? ""));
  }
}
