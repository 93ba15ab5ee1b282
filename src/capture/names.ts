import { mixed } from "./byte_hash.ts";
import type { Rule } from "./rule.ts";

/** A field's name at one path, as it is written in rows, with its quotes and its colon. */
export interface Name {
  /** Its bytes, four at a time, as many as there are whole fours. */
  words: Int32Array;
  /** The bytes that are left. */
  rest: Uint8Array;
  /** See `nameHash`. */
  hash: number;
  /** The path of the field's value. */
  path: number;
  /** What applies to it. */
  rule: Rule | undefined;
  /** The kinds of values that are known to be right there, a bit each (`bitOf`). */
  kinds: number;
  /** The name that came after it when it was not the one that was expected. */
  next: Name | undefined;
}

/** Names that are remembered at most, and paths: rows that are made of ever new ones teach nothing. */
const MOST = 4096;

/**
 * Which field follows which at each path of a stream's rows: an API writes its fields in the same order again and again, so a name is nearly
 * always the one that is expected, and need not be read.
 */
export class Names {
  readonly #firsts = new Map<number, Name>();
  readonly #known = new Map<number, Map<number, Name>>();
  #count = 0;

  /** What comes before the first name of an object at this path. */
  before(path: number): Name {
    const known = this.#firsts.get(path);
    if (known) return known;
    const first = nothing();
    if (this.#firsts.size < MOST) this.#firsts.set(path, first);
    return first;
  }

  /**
   * Another name came after `before` than was expected.
   *
   * @param path of the object that it stands in
   * @param bytes from its first quote up to behind its colon; they are copied
   */
  learn(path: number, before: Name, bytes: Uint8Array, hash: number, rule?: Rule): Name {
    let known = this.#known.get(path);
    const there = known?.get(hash);
    if (there) return before.next = there;
    const name = nameOf(bytes, hash, mixed(path, hash), rule);
    if (this.#count >= MOST) return name;
    this.#count++;
    if (!known) this.#known.set(path, known = new Map());
    known.set(hash, name);
    return before.next = name;
  }
}

function nothing(): Name {
  return nameOf(new Uint8Array(), 0, 0, undefined);
}

function nameOf(bytes: Uint8Array, hash: number, path: number, rule: Rule | undefined): Name {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
  return { words, rest: bytes.slice(4 * words.length), hash, path, rule, kinds: 0, next: undefined };
}
