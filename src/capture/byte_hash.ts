const ENCODER = new TextEncoder();
/** The multiplier of one half of a hash. */
export const HIGH = 0x9e3779b1;
/** That of the other half. */
export const LOW = 0x85ebca77;

/**
 * Hashes bytes to 32 bits, four at a time: multiply and xor, spread at the end. Not for secrets: it tells edits of honest rows apart. Two of
 * them with different multipliers make 64 bits.
 *
 * @param seed sets kinds of values apart: `60` and `"60"`
 * @param multiplier odd
 */
export function hashBytes(
  view: DataView,
  from: number,
  to: number,
  seed: number,
  multiplier: number,
): number {
  let hash = seed ^ Math.imul(to - from + 1, multiplier);
  let at = from;
  for (const last = to - 4; at <= last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), multiplier);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) {
    hash = Math.imul(hash ^ view.getUint8(at), multiplier);
    hash ^= hash >>> 15;
  }
  return spread(hash);
}

/** Both halves of a hash: {@link hashBytes} with {@link HIGH} and with {@link LOW}, in one go. */
export function hashBoth(
  view: DataView,
  from: number,
  to: number,
  seed: number,
  into: { high: number; low: number },
): void {
  let high = seed ^ Math.imul(to - from + 1, HIGH);
  let low = seed ^ Math.imul(to - from + 1, LOW);
  let at = from;
  for (const last = to - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true);
    high = Math.imul(high ^ word, HIGH);
    high ^= high >>> 15;
    low = Math.imul(low ^ word, LOW);
    low ^= low >>> 15;
  }
  for (; at < to; at++) {
    const byte = view.getUint8(at);
    high = Math.imul(high ^ byte, HIGH);
    high ^= high >>> 15;
    low = Math.imul(low ^ byte, LOW);
    low ^= low >>> 15;
  }
  into.high = spread(high);
  into.low = spread(low);
}

/** Each bit of it depends on each bit of what went in; no two different values become the same (the finalizer of MurmurHash3). */
export function spread(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

/** One more value in a sequence. */
export function mixed(sequence: number, value: number): number {
  return Math.imul((sequence << 13 | sequence >>> 19) ^ value, 0x1b873593) ^ (sequence >>> 7);
}

/** A text's bytes in UTF-8. */
export function bytesOf(text: string): DataView {
  return new DataView(ENCODER.encode(text).buffer);
}
