import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cut, harmless, padded, widthOf } from "../../../src/local/preview/width.ts";

const texts = fc.string({ unit: "grapheme", maxLength: 40 });

for (
  const [text, width] of [
    ["", 0],
    ["Zoë", 3],
    ["Zoe\u0308", 3],
    ["李娜", 4],
    ["ｶﾅ", 2],
    ["カナ", 4],
    ["📞 call", 7],
    ["👨‍👩‍👧", 2],
    ["🇫🇷", 2],
    ["☎️", 2],
    ["…", 1],
  ] as const
) {
  Deno.test(`${text || "nothing"} takes ${width} columns`, () => assertEquals(widthOf(text), width));
}

Deno.test("what moves the cursor, colours, or turns the direction is gone from a harmless text", () => {
  assertEquals(harmless("a\x1b[31mb\x07\r\n\tc\u202ed\u2066e\x9b2Jf\u2028g\ufeff"), "a [31mb c d e 2Jf g");
  assertEquals(harmless("\ud800x"), "\ufffdx");
  assertEquals(harmless("  two  words "), "two words");
  assertEquals(harmless("👨‍👩‍👧"), "👨‍👩‍👧");
});

Deno.test("no text keeps a control character", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert(!/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(harmless(text)));
  }));
});

Deno.test("a text that is cut fits, ends with …, and begins as it did; one that fits is left alone", () => {
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, columns) => {
    const short = cut(text, columns);
    assert(widthOf(short) <= columns);
    if (widthOf(text) <= columns) assertEquals(short, text);
    else assert(short.endsWith("…") && text.startsWith(short.slice(0, -1)));
  }));
});

Deno.test("a text that is padded takes the columns that it was given", () => {
  fc.assert(fc.property(texts, fc.constantFrom("left", "right"), (text, align) => {
    assertEquals(widthOf(padded(text, 100, align)), 100);
  }));
});
