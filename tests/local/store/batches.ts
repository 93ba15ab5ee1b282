import fc from "fast-check";
import type { Batch, Json, JsonObject } from "../../../src/capture/stream.ts";
import { documentOf, kept, streamOf } from "./model.ts";

const name = fc.constantFrom("a", "b", "cells", "constructor", '7"\\', "é");
const json = fc.letrec<{ value: Json; patch: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(fc.integer(), { maxLength: 3 }),
    tie("patch"),
  ),
  patch: fc.dictionary(name, tie("value"), { maxKeys: 4 }).map((object): JsonObject => ({ ...object })),
})).patch;

/** A row's fields: those that are known, of their types and of others, and those that are not. */
const fields = fc.record({
  name: fc.oneof(fc.string({ unit: "grapheme" }), json, fc.constant(null), fc.integer()),
  started_at: fc.oneof(fc.integer({ min: 0, max: 2_000_000_000 }), fc.string(), fc.boolean()),
  user: fc.oneof(fc.record({ id: fc.integer() }), fc.constant(null), fc.string()),
  tags: fc.oneof(
    fc.array(fc.oneof(fc.record({ id: fc.integer(), name: fc.string() }), fc.string()), { maxLength: 3 }),
    json,
  ),
  unknown: json,
}, { requiredKeys: [] });

const change = fc.record({
  op: fc.constantFrom("c" as const, "u" as const, "d" as const),
  key: fc.integer({ min: 1, max: 12 }),
  fields,
  raw: fc.boolean(),
});
/** A batch that may be written. */
export const write = fc.record({
  stream: fc.constantFrom(...kept.map(({ name }) => name)),
  changes: fc.array(change, { maxLength: 6 }),
  patch: json,
});
export type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** A batch, with the texts of its documents. */
export function batchOf({ stream, changes, patch }: Write): { batch: Batch; texts: string[] } {
  const { key: [pointer = ""], document } = streamOf(stream);
  const field = pointer.slice(1);
  const texts = changes.map(({ op, key, fields }) => {
    const value = document.fields[field]?.type === "string" ? `k"${key}\u2028` : key * 1_000_000_007;
    return JSON.stringify(op === "d" ? { [field]: value } : { ...fields, [field]: value });
  });
  const documents = changes.map(({ op, raw }, i) => documentOf(streamOf(stream), op, texts[i] ?? "", raw));
  return { batch: { documents, patch }, texts };
}

/** What is on the disk, whatever process may have it open. */
export async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Does something, and leaves a copy of a folder as it was before and after each renaming of a file. @returns where the copies are */
export function copied(folder: string, to: string, work: () => Promise<void>): Promise<string[]> {
  const copies: string[] = [];
  const copyNow = () => {
    const path = `${to}/${copies.length}`;
    Deno.mkdirSync(path, { recursive: true });
    for (const { name } of Deno.readDirSync(folder)) {
      Deno.copyFileSync(`${folder}/${name}`, `${path}/${name}`);
    }
    copies.push(path);
  };
  const rename = Deno.renameSync;
  Deno.renameSync = (from, to) => {
    copyNow();
    rename(from, to);
    copyNow();
  };
  return work().finally(() => void (Deno.renameSync = rename)).then(() => copies);
}
