/** Digits of 6 bits, in the order of their values; none of them is escaped in JSON. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit.charCodeAt(0), value]));

/** A whole number in so many digits, most significant first. What does not fit is cut off at the front. */
export function toDigits(value: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    text = DIGITS.charAt(value % 64) + text;
    value = Math.floor(value / 64);
  }
  return text;
}

/** What {@link toDigits} has written; NaN where it has not. */
export function fromDigits(text: string, at = 0, length = text.length): number {
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 64 + (VALUES.get(text.charCodeAt(i)) ?? NaN);
  return value;
}

/** Ascending whole numbers as the distances between them, each in as few digits as it needs: five bits a digit, the sixth says that more come. */
export function toDistances(values: readonly number[]): string {
  // joined at the end: a text that is added to digit by digit stays a tree of its digits, of thirty bytes each
  const digits: string[] = [];
  let before = 0;
  for (const value of values) {
    let rest = value - before;
    before = value;
    for (; rest >= 32; rest = Math.floor(rest / 32)) digits.push(DIGITS.charAt(rest % 32 + 32));
    digits.push(DIGITS.charAt(rest));
  }
  return digits.join("");
}

/** What {@link toDistances} has written; holds a NaN where it has not. */
export function fromDistances(text: string): number[] {
  const values: number[] = [];
  let before = 0;
  let rest = 0;
  let weight = 1;
  for (let i = 0; i < text.length; i++) {
    const digit = VALUES.get(text.charCodeAt(i)) ?? NaN;
    rest += (digit % 32) * weight;
    weight *= 32;
    if (digit >= 32) continue;
    before += rest;
    values.push(before);
    rest = 0;
    weight = 1;
  }
  return weight === 1 ? values : [NaN];
}
