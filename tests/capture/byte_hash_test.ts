import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hashBoth, hashBytes, HIGH, LOW } from "../../src/capture/byte_hash.ts";

/** Both halves of a text's hash, as digests are made of them. */
function hash(text: string): [high: number, low: number] {
  const bytes = new TextEncoder().encode(text);
  const half = (multiplier: number) =>
    hashBytes(new DataView(bytes.buffer), 0, bytes.length, 0x4e25aaf3, multiplier) >>> 0;
  return [half(0x9e3779b1), half(0x85ebca77)];
}

Deno.test("hash tells 300,000 near-identical texts apart in 64 bits, and nearly always in either half", () => {
  const whole = new Set<string>();
  const high = new Set<number>();
  const low = new Set<number>();
  const texts = 300_000;
  for (let i = 0; i < texts; i++) {
    const [h, l] = hash(`{"id":4186780376,"duration":${i},"cost":"${i % 7}.0","tags":[{"id":${i % 13}}]}`);
    whole.add(`${h} ${l}`);
    high.add(h);
    low.add(l);
  }
  assertEquals(whole.size, texts);
  // a good 32-bit hash of 300,000 texts collides about n² / 2^33 = 10.5 times
  assert(texts - high.size < 40, `${texts - high.size} collisions in the high half`);
  assert(texts - low.size < 40, `${texts - low.size} collisions in the low half`);
});

Deno.test("changing one bit of a text flips half of the hash's bits on average", () => {
  const text = '{"id":4186780376,"direct_link":"https://api.aircall.io/v1/calls/4186780376"}';
  const [h, l] = hash(text);
  let flipped = 0;
  let tries = 0;
  for (let i = 0; i < text.length; i++) {
    for (let bit = 0; bit < 7; bit++) {
      const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ (1 << bit)) +
        text.slice(i + 1);
      const [h2, l2] = hash(changed);
      flipped += bits(h ^ h2) + bits(l ^ l2);
      tries++;
    }
  }
  const average = flipped / tries;
  assert(average > 31 && average < 33, `${average} of 64 bits`);
});

Deno.test("a text's hash is the same in every version: states hold digests that are made of it", () => {
  assertEquals(hash(""), [820998411, 3807423541]);
  assertEquals(hash("a"), [3365527248, 1299047048]);
  assertEquals(hash("aircall"), [1954383290, 3147272113]);
  assertEquals(hash("\u{1F600} é"), [1140646045, 34091708]);
  assertEquals(hash("x".repeat(1000)), [1208635884, 477417741]);
});

function bits(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}

Deno.test("both halves made in one go are the halves, wherever the bytes stand and however many they are", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), fc.nat(9), (bytes, before, behind) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const from = Math.min(before, bytes.length);
    const to = Math.max(from, bytes.length - behind);
    const both = { high: 0, low: 0 };
    hashBoth(view, from, to, 0x5bd1e995, both);
    assertEquals(both, {
      high: hashBytes(view, from, to, 0x5bd1e995, HIGH),
      low: hashBytes(view, from, to, 0x5bd1e995, LOW),
    });
  }));
});
