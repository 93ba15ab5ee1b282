import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Unusual } from "../../src/capture/json_bytes.ts";
import { Names } from "../../src/capture/names.ts";
import { RowReader, wholeRow } from "../../src/capture/raw_rows.ts";
import { parseJson } from "../../src/json.ts";
import { PageBytes, RAW, type Row } from "../../src/capture/source.ts";

/** Reads one row after the other, each knowing what the ones before looked like. */
class Reader {
  readonly #rows = new RowReader({ reads: ["id"] });

  read(text: string): Row | undefined {
    const bytes = new TextEncoder().encode(text);
    try {
      return this.#rows.next(this.#rows.scanner(bytes), new PageBytes(bytes));
    } catch (error) {
      if (error instanceof Unusual) return undefined;
      throw error;
    }
  }
}

const name = fc.constantFrom(
  "id",
  "a",
  "ab",
  "abc",
  "abcd",
  "abcde",
  "abcdefgh",
  "é",
  "",
  '"',
  "\\",
  '7"',
  "7\\",
);
const value = fc.oneof(fc.integer(), fc.string({ maxLength: 5 }), fc.constant(null));
const inner = fc.dictionary(name, value, { noNullPrototype: true });
const row = fc.dictionary(name, fc.oneof(value, inner, fc.array(inner, { maxLength: 2 })), {
  noNullPrototype: true,
});

/** As another API might write it: with its fields the other way round, blanks, or escapes. */
const written = fc.tuple(row, fc.nat(3)).map(([row, how]) => {
  const text = JSON.stringify(how === 1 ? Object.fromEntries(Object.entries(row).reverse()) : row);
  if (how === 2) return text.replaceAll('":', '" : ');
  return how === 3 ? text.replaceAll('"id"', '"\\u0069d"') : text;
});

Deno.test("whatever rows came before, a row is what it is by itself", () => {
  fc.assert(
    fc.property(fc.array(written, { maxLength: 8 }), (texts) => {
      const reader = new Reader();
      for (const text of texts) {
        const [after, alone] = [reader.read(text), new Reader().read(text)];
        assertEquals(after === undefined, alone === undefined);
        if (!after || !alone) continue;
        assertEquals(wholeRow(after), parseJson(text) as Row);
        assertEquals([after["id"], after[RAW]?.full], [alone["id"], alone[RAW]?.full]);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a name that is cut short, or goes on, is not taken for the one that is expected", () => {
  const reader = new Reader();
  assert(reader.read('{"abcd":1,"abcdefgh":2}'));
  for (
    const text of ['{"abcd', '{"abcd"', '{"abcd":', '{"abce":1', '{"abcd1":1', '{"abcd":1,"abcdefg', "{"]
  ) {
    assertEquals(reader.read(text), undefined, text);
  }
  for (
    const text of ['{"abce":1}', '{"abcd1":1}', '{"abcd":1,"abcdefgi":2}', '{"abcd":1,"abcdefghi":2}', "{}"]
  ) {
    assertEquals(wholeRow(reader.read(text) ?? {}), JSON.parse(text));
  }
});

Deno.test("paths are remembered to a bound, however many there are", () => {
  const names = new Names();
  const bytes = new TextEncoder().encode('"a":');
  for (let path = 1; path <= 10_000; path++) names.learn(path, names.before(path), bytes, 1);
  const known = Array.from({ length: 10_000 }, (_, i) => names.before(i + 1).next).filter(Boolean);
  assertEquals(known.length, 4096);
});

Deno.test("names are remembered to a bound, however many there are", () => {
  const names = new Names();
  const bytes = (name: number) => new TextEncoder().encode(`"${name}":`);
  let before = names.before(1);
  for (let i = 1; i <= 10_000; i++) {
    before = names.learn(1, before, bytes(i), i);
    assertEquals(before.hash, i);
  }
  let known = 0;
  for (let at = names.before(1).next; at; at = at.next) known++;
  assertEquals(known, 4096);
});
