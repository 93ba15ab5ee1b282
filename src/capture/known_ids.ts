import { fromDistances, toDistances } from "./base64.ts";
import type { Key } from "./row.ts";

/**
 * The keys of a cell's rows: integers, as a text of one or two characters each. Keys that are no integers are not kept.
 *
 * Of all that were looked into and are not changed, the last alone is held as a set as well: a reading goes from cell to cell.
 */
export class KnownIds {
  static #opened: KnownIds | undefined;

  /** Undefined once a key came or went, until it is asked for. */
  #text: string | undefined;
  /** Undefined while nobody looks. */
  #set: Set<number> | undefined;

  private constructor(kept: string | Set<number>) {
    if (typeof kept === "string") this.#text = kept;
    else this.#set = kept;
  }

  /** These keys. */
  static of(keys: Iterable<Key>): KnownIds {
    const known = new KnownIds(new Set());
    for (const key of keys) known.add(key);
    return known;
  }

  /** The keys of two. */
  static both(one: KnownIds, other: KnownIds): KnownIds {
    return new KnownIds(one.#keys().union(other.#keys()));
  }

  /** The keys of a text that was written here before; undefined where it was not. */
  static read(text: string): KnownIds | undefined {
    const numbers = fromDistances(text);
    const ascending = numbers.every((one, i) => Number.isSafeInteger(one) && one > (numbers[i - 1] ?? -1));
    return ascending ? new KnownIds(text) : undefined;
  }

  /** Whether they are held as a set, which takes thirty times the memory of their text. */
  get open(): boolean {
    return this.#set !== undefined;
  }

  /** How many they are. */
  get size(): number {
    return this.#keys().size;
  }

  /** Whether a key is one of them. */
  has(key: Key): boolean {
    return this.#keys().has(Number(key));
  }

  /** Adds a key. @returns whether it was new */
  add(key: Key): boolean {
    const number = Number(key);
    const keys = this.#keys();
    if (!Number.isSafeInteger(number) || number < 0 || keys.has(number)) return false;
    this.#text = undefined;
    keys.add(number);
    return true;
  }

  /** Takes a key out. @returns whether it was there */
  delete(key: Key): boolean {
    const was = this.#keys().delete(Number(key));
    if (was) this.#text = undefined;
    return was;
  }

  /** All of them, in no order. */
  keys(): Key[] {
    return [...this.#keys()].map(String);
  }

  /** The text of them; nothing else of them is held from then on. */
  text(): string {
    this.#text ??= toDistances([...this.#keys()].sort((a, b) => a - b));
    this.#set = undefined;
    return this.#text;
  }

  #keys(): Set<number> {
    if (this.#set) return this.#set;
    const last = KnownIds.#opened;
    if (last && last.#text !== undefined) last.#set = undefined;
    KnownIds.#opened = this;
    return this.#set = new Set(fromDistances(this.#text ?? ""));
  }
}
