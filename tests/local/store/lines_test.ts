import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ChangedRows } from "../../../src/local/store/changed_rows.ts";
import { latest } from "../../../src/local/store/latest.ts";
import { lineReader, lines } from "../../../src/local/store/lines.ts";
import { inFolder } from "./model.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("lines are found whatever their lengths, and what is not ended is none", async () => {
  // beyond what is read at once
  const lengths = [0, 1, 2 ** 16 - 1, 2 ** 16, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20, 5];
  await inFolder(async (folder) => {
    const texts = lengths.map((length, i) => String(i).repeat(length));
    await Deno.writeTextFile(`${folder}/lines`, `${texts.join("\n")}\nno end`);
    const file = await Deno.open(`${folder}/lines`);
    const { size } = await file.stat();
    const found = [...lines(file, 0, size)].map(({ bytes, from }) => [from, bytes.length]);
    let from = 0;
    const expected = texts.map(({ length }) => {
      const one = [from, length];
      from += length + 1;
      return one;
    });
    assertEquals(found, expected);
    const read = lineReader(file);
    for (const [from = 0, length] of expected.toReversed()) assertEquals(read(from).length, length);
    assertEquals([...lines(file, 1, 2)], []);
    file.close();
  });
});

Deno.test("changed rows are the last of each key, sorted, however many were noted in between", () => {
  const note = fc.record({ key: fc.integer({ min: 1, max: 3000 }), gone: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(note, { maxLength: 9000, size: "max" }),
      fc.constantFrom((key: number) => key, (key: number) => `k${key}`),
      (notes, keyOf) => {
        const changed = new ChangedRows();
        const model = new Map<string | number, number | undefined>();
        for (const [place, { key, gone }] of notes.entries()) {
          changed.note(keyOf(key), place, gone);
          model.set(keyOf(key), gone ? undefined : place);
          if (place % 4000 === 3999) [...changed.sorted()];
        }
        const expected = [...model].sort(([a], [b]) => a < b ? -1 : 1).map(([key, place]) => ({
          key,
          place,
        }));
        for (const { key, place } of expected) assertEquals(changed.find(key), { key, place });
        for (const none of [0, 3001]) assertEquals(changed.find(keyOf(none)), undefined);
        assertEquals([...changed.sorted()], expected);
        for (const { key, place } of expected) assertEquals(changed.find(key), { key, place });
        assertEquals(changed.empty, notes.length === 0);
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("merging changes into a file, once or twice, is the same as keeping the latest of each key", () => {
  const key = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 12 }),
      fc.array(fc.record({ key, gone: fc.boolean() }), { maxLength: 12 }),
      (before, changes) => {
        const changed = new ChangedRows();
        const model = new Map(before.map((key) => [key, `${key} before`]));
        for (const [place, { key, gone }] of changes.entries()) {
          changed.note(key, place, gone);
          if (gone) model.delete(key);
          else model.set(key, `${key} at ${place}`);
        }
        const merged = (file: string[]) =>
          [...latest(
            file.map((text) => ({ bytes: encoder.encode(text), from: 0 })),
            (line) => parseInt(decoder.decode(line)),
            changed.sorted(),
            (place) => encoder.encode(`${changes[place]?.key} at ${place}`),
          )].map((line) => decoder.decode(line));
        const once = merged(before.toSorted((a, b) => a - b).map((key) => `${key} before`));
        assertEquals(once, [...model].sort(([a], [b]) => a - b).map(([, text]) => text));
        assertEquals(merged(once), once);
      },
    ),
  );
});
