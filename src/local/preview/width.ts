/** Ranges of characters that take two columns: East Asian wide and full-width ones, and pictures. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];
/** What moves the cursor, turns the direction of what follows, or colours it. A joiner between pictures is none of these. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** A text that a terminal shows on one line, whatever somebody has written into it. */
export function harmless(text: string): string {
  return text.toWellFormed().replaceAll(CONTROLS, " ").replaceAll(/ {2,}/g, " ").trim();
}

/** How many columns a terminal needs for a text. */
export function widthOf(text: string): number {
  let width = 0;
  for (const one of characters(text)) width += widthOfOne(one);
  return width;
}

/** The text in so many columns at most, its end cut off with `…` where need be. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let short = "";
  let width = 1;
  for (const one of characters(text)) {
    width += widthOfOne(one);
    if (width > columns) break;
    short += one;
  }
  return columns > 0 ? `${short}…` : "";
}

/** The text in exactly so many columns; it is no wider than that. */
export function padded(text: string, columns: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

/** Characters as a reader counts them: an accent belongs to its letter, a family is one picture. */
function* characters(text: string): Generator<string> {
  for (const { segment } of new Intl.Segmenter("en").segment(text)) yield segment;
}

function widthOfOne(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return point < 0x20 ? 0 : 1;
  if (INVISIBLE.test(character)) return 0;
  if (/^\p{Emoji_Presentation}/u.test(character) || character.includes("\ufe0f")) return 2;
  return WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}
