/** A 64-bit hash as two unsigned 32-bit halves. */
export type Hash = readonly [high: number, low: number];

/**
 * Hashes a text to 64 bits: two independent multiply-and-xor chains over its UTF-16 units, each spread at the end (the finalizer of
 * MurmurHash3). Not for secrets: it tells edits of honest rows apart, and a pair of different rows has one chance in 2^64 to
 * look the same.
 */
export function hash(text: string): Hash {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul((b << 13 | b >>> 19) ^ unit, 0x1b873593);
    a ^= a >>> 15;
  }
  return [spread(a ^ (b >>> 16)), spread(b ^ Math.imul(a, 0xcc9e2d51))];
}

function spread(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
