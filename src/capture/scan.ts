import {
  bitOf,
  FALSE,
  type Kinds,
  LIST,
  NULL,
  OBJECT,
  pairOf,
  REAL,
  REFERENCE,
  TEXT,
  TRUE,
  WHOLE,
} from "./kinds.ts";
import { JsonBytes, UNUSUAL } from "./json_bytes.ts";
import type { Name, Names } from "./names.ts";
import { bytesOf, hashBoth, hashBytes, HIGH, LOW, mixed, spread } from "./byte_hash.ts";
import type { Rule } from "./rule.ts";

/** Objects and lists within each other at most. */
const DEEPEST = 100;
const QUOTE = 0x22;
const COMMA = 0x2c;
/** Digits of a whole number that is surely exact in a double. */
const EXACT_DIGITS = 15;
const ID = nameHash("id");
const META = nameHash("_meta");

/** Where a wanted field's value stands; `from` is -1 where there is none. */
export interface Found {
  /** Its first byte. */
  from: number;
  /** The byte behind its last. */
  to: number;
  /** Its value, where it is a whole number of few digits; else NaN. */
  whole: number;
}

/**
 * Reads JSON once, byte by byte, and makes of each value what the ledger needs: that it is sound, a hash of what counts of it, and its shape.
 * No object and no text is made on the way.
 *
 * What is merely unusual (white space other than a blank, a field that is there twice though it is wanted, a row with a `_meta` of its own) it
 * refuses; then the whole is to be parsed.
 *
 * Hashes are of values, not of how they are written: `"\u00e9"` is `"é"`, `1.0` is `1`, and the order of an object's fields is none. Whole numbers
 * count to their last digit, also where a double would not hold them.
 */
export class Scanner extends JsonBytes {
  /** One half of the hash of what was scanned last; without meaning where that did not count. */
  high = 0;
  /** The other half. */
  low = 0;
  /** One half of a row's hash with what lapses. */
  fullHigh = 0;
  /** The other half. */
  fullLow = 0;
  /** What stood where nothing of its kind is known to be right, since the last row began. */
  strange: number[] = [];
  readonly #kinds: Kinds | undefined;
  readonly #names: Names | undefined;
  /** What was found of the wanted fields. */
  readonly found: Found[];
  #depth = 0;

  /**
   * Begins at the first byte.
   *
   * @param wanted how many fields the rules want
   * @param kinds what is known to be right; without it nothing is strange
   * @param names what is known of the order of fields
   */
  constructor(bytes: Uint8Array, wanted = 0, kinds?: Kinds, names?: Names) {
    super(bytes);
    this.#kinds = kinds;
    this.#names = names;
    this.found = Array.from({ length: wanted }, () => ({ from: -1, to: -1, whole: NaN }));
  }

  /** A field's name with its colon. @returns its hash */
  field(): number {
    this.expect(QUOTE);
    const from = this.at;
    const hash = this.string()
      ? hashName(this.#unescaped(from, this.at - 1))
      : hashBytes(this.view, from, this.at - 1, TEXT, HIGH);
    this.expect(0x3a);
    return hash;
  }

  /** The next field's name; undefined where no names are kept. */
  #name(path: number, before: Name | undefined, rule: Rule | undefined): Name | undefined {
    if (!before || !this.#names) return undefined;
    if (before.next && this.follows(before.next)) return before.next;
    this.peek();
    const from = this.at;
    const hash = this.field();
    const written = this.bytes.subarray(from, this.at);
    return this.#names.learn(path, before, written, hash, rule?.fields?.get(hash));
  }

  /** A row. @throws {Unusual} */
  row(rules: Rule): void {
    for (const found of this.found) found.from = -1;
    if (this.strange.length > 0) this.strange = [];
    if (this.peek() !== 0x7b) throw UNUSUAL;
    this.#object(rules, true, 0, true);
  }

  /** Any value. @throws {Unusual} */
  value(rule: Rule | undefined, counts: boolean, path = 0, name?: Name): void {
    switch (this.peek()) {
      case QUOTE:
        this.#is(TEXT, path, name);
        return this.#string(counts);
      case 0x7b:
        this.#is(OBJECT, path, name);
        return this.#object(rule, counts, path, false);
      case 0x5b:
        this.#is(LIST, path, name);
        return this.#list(rule, counts, path);
      case 0x74:
        return this.#literal(0x74727565, 4, TRUE, path, name);
      case 0x66:
        return this.#literal(0x66616c73, 5, FALSE, path, name);
      case 0x6e:
        return this.#literal(0x6e756c6c, 4, NULL, path, name);
      default:
        return this.#number(counts, path, name);
    }
  }

  /** Takes note of what kind of value stands at a path. */
  #is(kind: number, path: number, name: Name | undefined): void {
    const bit = bitOf(kind);
    if (!this.#kinds || (name && (name.kinds & bit) !== 0)) return;
    const pair = pairOf(path, kind);
    if (!this.#kinds.has(pair)) this.strange.push(pair);
    else if (name) name.kinds |= bit;
  }

  #literal(word: number, length: number, kind: number, path: number, name: Name | undefined): void {
    const { at } = this;
    if (at + length > this.bytes.length || this.view.getInt32(at) !== word) throw UNUSUAL;
    if (length === 5 && this.bytes[at + 4] !== 0x65) throw UNUSUAL;
    this.at = at + length;
    this.high = this.low = kind;
    this.#is(kind === TRUE ? FALSE : kind, path, name);
  }

  #string(counts: boolean): void {
    this.at++;
    const from = this.at;
    const escaped = this.string();
    if (!counts) return;
    const to = this.at - 1;
    if (!escaped) return this.#hash(this.view, from, to, TEXT);
    this.#hashWhole(this.#unescaped(from, to), TEXT);
  }

  #hash(view: DataView, from: number, to: number, kind: number): void {
    hashBoth(view, from, to, kind, this);
  }

  #hashWhole(bytes: DataView, kind: number): void {
    this.#hash(bytes, 0, bytes.byteLength, kind);
  }

  /** The bytes of a text as it is meant. */
  #unescaped(from: number, to: number): DataView {
    return bytesOf(String(JSON.parse(`"${this.text(from, to)}"`)));
  }

  #number(counts: boolean, path: number, name: Name | undefined): void {
    const from = this.at;
    const plain = this.number();
    const length = this.at - from;
    if (plain && length <= EXACT_DIGITS) this.#is(WHOLE, path, name);
    else {
      const value = Number(this.text(from, this.at));
      // too large for a double, and for most who would read it
      if (!Number.isFinite(value)) throw UNUSUAL;
      this.#is(Number.isSafeInteger(value) ? WHOLE : REAL, path, name);
      if (!plain) return this.#hashWhole(bytesOf(`${value}`), WHOLE);
    }
    if (counts) this.#hash(this.view, from, this.at, WHOLE);
  }

  #list(rule: Rule | undefined, counts: boolean, path: number): void {
    if (++this.#depth > DEEPEST) throw UNUSUAL;
    this.at++;
    let high = LIST;
    let low = LIST;
    const inside = mixed(path, LIST);
    let next = this.peek() === 0x5d ? this.next() : COMMA;
    while (next === COMMA) {
      this.value(rule, counts, inside);
      high = mixed(high, this.high);
      low = mixed(low, this.low);
      next = this.next();
    }
    if (next !== 0x5d) throw UNUSUAL;
    this.#depth--;
    this.high = spread(high);
    this.low = spread(low ^ high);
  }

  #object(rule: Rule | undefined, counts: boolean, path: number, top: boolean): void {
    const begin = this.at;
    const reference = counts && rule?.reference === true;
    if (this.#fields(rule, counts && !reference, reference, path, top) || !reference) return;
    // without an id everything in it counts
    this.at = begin;
    this.#fields(rule, true, false, path, top);
  }

  /** @returns whether there is an `id`, where that alone counts */
  #fields(rule: Rule | undefined, counts: boolean, idAlone: boolean, path: number, top: boolean): boolean {
    if (++this.#depth > DEEPEST) throw UNUSUAL;
    this.at++;
    let high = OBJECT;
    let low = OBJECT;
    let lapsingHigh = 0;
    let lapsingLow = 0;
    let found = false;
    let next = this.peek() === 0x7d ? this.next() : COMMA;
    let before = this.#names?.before(path);
    while (next === COMMA) {
      before = this.#name(path, before, rule);
      const name = before ? before.hash : this.field();
      const isId = idAlone && name === ID;
      if (top && name === META) throw UNUSUAL;
      const inner = before ? before.rule : rule?.fields?.get(name);
      const first = this.peek();
      const from = this.at;
      const presence = inner?.presence === true;
      this.value(inner, isId || (counts && !presence), before ? before.path : mixed(path, name), before);
      if (top && inner?.wanted !== undefined) this.#keep(inner.wanted, from);
      if (isId) {
        found = true;
        high = mixed(REFERENCE, this.high);
        low = mixed(REFERENCE, this.low);
      } else if (counts && (!presence || this.#isThere(first, from))) {
        const fieldHigh = spread(Math.imul(name, HIGH) ^ (presence ? TRUE : this.high));
        const fieldLow = spread(Math.imul(name, LOW) ^ (presence ? TRUE : this.low) ^ fieldHigh);
        if (top && inner?.lapsing) {
          lapsingHigh += fieldHigh;
          lapsingLow += fieldLow;
        } else {
          high = (high + fieldHigh) | 0;
          low = (low + fieldLow) | 0;
        }
      }
      next = this.next();
    }
    if (next !== 0x7d) throw UNUSUAL;
    this.#depth--;
    if (top) {
      this.fullHigh = spread(high + lapsingHigh);
      this.fullLow = spread((low + lapsingLow) ^ this.fullHigh);
    }
    this.high = spread(high);
    this.low = spread(low ^ this.high);
    return found;
  }

  /** Whether a value is more than null, false, 0 or an empty text. */
  #isThere(first: number, from: number): boolean {
    const length = this.at - from;
    if (first === QUOTE) return length > 2;
    return first !== 0x6e && first !== 0x66 && (first === 0x7b || first === 0x5b || first === 0x74 ||
      Number(this.text(from, this.at)) !== 0);
  }

  #keep(place: number, from: number): void {
    const found = this.found[place];
    if (!found || found.from >= 0) throw UNUSUAL;
    found.from = from;
    found.to = this.at;
    found.whole = NaN;
    if (this.at - from > EXACT_DIGITS) return;
    let whole = 0;
    for (let at = from; at < this.at; at++) {
      const digit = (this.bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) return;
      whole = whole * 10 + digit;
    }
    found.whole = whole;
  }
}

/** The hash by which {@link Rule.fields} knows a field. */
export function nameHash(name: string): number {
  return hashName(bytesOf(name));
}

function hashName(bytes: DataView): number {
  return hashBytes(bytes, 0, bytes.byteLength, TEXT, HIGH);
}
