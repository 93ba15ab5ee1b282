// kinds of values, as they go into hashes and paths

/** Null. */
export const NULL = 0x1b56c4e9;
/** False. */
export const FALSE = 0x2c9277b5;
/** True. */
export const TRUE = 0x3f84d5b5;
/** A text. */
export const TEXT = 0x4e25aaf3;
/** A whole number. */
export const WHOLE = 0x5bd1e995;
/** Any other number, and a whole one that is too large to be exact. */
export const REAL = 0x7a1c9d2b;
/** A list. */
export const LIST = 0x165667b1;
/** An object. */
export const OBJECT = 0x27d4eb2f;
/** An object whose `id` alone counts. */
export const REFERENCE = 0x38a1c967;

/** A kind as one bit: these are all different in the bits that are taken. */
export function bitOf(kind: number): number {
  return 1 << (kind >>> 2 & 31);
}

/** Slots of a set at first; a power of two. */
const SLOTS = 1024;
/** Pairs that are remembered at most. */
const MOST = 16_384;

/**
 * What kinds of values are known to be right at which paths of a stream's rows: a set of pairs, each as one 32-bit number. Where two pairs are the
 * same number one may be taken for the other, and a warning stay away.
 */
export class Kinds {
  /** A slot is free where it is 0. */
  #slots = new Int32Array(SLOTS);
  #size = 0;

  /** Whether a pair is known to be right. */
  has(pair: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = place(pair) & mask;; slot = (slot + 1) & mask) {
      const there = slots[slot];
      if (there === pair) return true;
      if (there === 0) return false;
    }
  }

  /** Learns pairs that were found strange and are right. */
  learn(pairs: readonly number[]): void {
    for (const pair of pairs) {
      if (this.#size >= MOST || this.has(pair)) continue;
      if (2 * ++this.#size > this.#slots.length) this.#grow();
      this.#put(pair);
    }
  }

  #put(pair: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = place(pair) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = pair;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(2 * before.length);
    for (const pair of before) if (pair !== 0) this.#put(pair);
  }
}

/** A path and the kind of a value there, as one number other than 0. */
export function pairOf(path: number, kind: number): number {
  return (path ^ kind) || 1;
}

function place(pair: number): number {
  return pair ^ (pair >>> 15);
}
