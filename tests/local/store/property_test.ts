import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Batch, Json, JsonObject } from "../../../src/capture/stream.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, documentOf, forms, inFolder, kept, Model, NOW, shownBy, streamOf } from "./model.ts";

const RUNS = 40;
const options = { now: () => NOW, streams: kept };

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
const write = fc.record({
  stream: fc.constantFrom(...kept.map(({ name }) => name)),
  changes: fc.array(change, { maxLength: 6 }),
  patch: json,
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** A batch, with the texts of its documents. */
function batchOf({ stream, changes, patch }: Write): { batch: Batch; texts: string[] } {
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
async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

for (const { form, name } of forms) {
  Deno.test(`a ${form} that is closed, left open and opened again at any time has what was written`, async () => {
    const step = fc.oneof({ arbitrary: write, weight: 4 }, fc.constantFrom("close", "die"));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        await inFolder(async (root) => {
          const model = new Model();
          let at = 0;
          let store = await openStore(`${root}/0/${name}`, options);
          for (const step of steps) {
            if (typeof step !== "string") {
              const { batch, texts } = batchOf(step);
              await store.write(bindingOf(streamOf(step.stream)), batch);
              model.apply(streamOf(step.stream), batch, texts);
              continue;
            }
            // a process that dies leaves its files as they are, which is what a copy of them is
            if (step === "die") await copy(`${root}/${at}`, `${root}/${at + 1}`);
            await store.close();
            if (step === "die") at++;
            store = await openStore(`${root}/${at}/${name}`, options);
            assertEquals(await shownBy(store), model.shown());
          }
          assertEquals(await shownBy(store), model.shown());
          await store.close();
        });
      }),
      { numRuns: RUNS },
    );
  });

  Deno.test(`a ${form} whose last write was cut at any byte has all batches but that one`, async () => {
    const files = form === "folder" ? ["changes.ndjson", "state.ndjson"] : [`${name}-wal`];
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (writes, where) => {
          await inFolder(async (root) => {
            const model = new Model();
            const store = await openStore(`${root}/0/${name}`, options);
            const place = form === "folder" ? `0/${name}` : "0";
            for (const [i, write] of writes.entries()) {
              const { batch, texts } = batchOf(write);
              if (i === writes.length - 1) await copy(`${root}/0`, `${root}/before`);
              await store.write(bindingOf(streamOf(write.stream)), batch);
              if (i < writes.length - 1) model.apply(streamOf(write.stream), batch, texts);
            }
            // in the order in which they are written, and only so much of it
            const size = (when: string, file: string) =>
              Deno.statSync(`${root}/${place.replace("0", when)}/${file}`).size;
            const added = files.map((file) => size("0", file) - size("before", file));
            let left = Math.floor(where * added.reduce((a, b) => a + b));
            left = Math.min(left, added.reduce((a, b) => a + b) - 1);
            await copy(`${root}/0`, `${root}/cut`);
            await store.close();
            for (const [i, file] of files.entries()) {
              const stays = Math.min(left, added[i] ?? 0);
              await Deno.truncate(
                `${root}/${place.replace("0", "cut")}/${file}`,
                size("before", file) + stays,
              );
              left -= stays;
            }
            const again = await openStore(`${root}/cut/${name}`, options);
            assertEquals(await shownBy(again), model.shown());
            await again.close();
          });
        },
      ),
      { numRuns: RUNS },
    );
  });
}

Deno.test("a folder that dies between any two steps of its closing has what was written", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { minLength: 1, maxLength: 5 }),
      fc.array(write, { minLength: 1, maxLength: 5 }),
      fc.nat(3),
      async (first, second, renamed) => {
        await inFolder(async (root) => {
          const model = new Model();
          for (const writes of [first, second]) {
            const store = await openStore(`${root}/0`, options);
            for (const write of writes) {
              const { batch, texts } = batchOf(write);
              await store.write(bindingOf(streamOf(write.stream)), batch);
              model.apply(streamOf(write.stream), batch, texts);
            }
            await copy(`${root}/0`, `${root}/before`);
            await store.close();
          }
          // some files were replaced, one was being written, and the journal does not know it yet
          for (const { name } of kept.slice(0, renamed)) {
            await Deno.copyFile(`${root}/0/${name}.ndjson`, `${root}/before/${name}.ndjson`).catch(() => {});
          }
          await Deno.writeTextFile(`${root}/before/tags.ndjson.new`, `{"id":1,"na`);
          await Deno.writeTextFile(`${root}/before/state.ndjson.new`, `{"sourceAir`);
          const store = await openStore(`${root}/before`, options);
          assertEquals(await shownBy(store), model.shown());
          await store.close();
          const again = await openStore(`${root}/before`, options);
          assertEquals(await shownBy(again), model.shown());
          await again.close();
        });
      },
    ),
    { numRuns: RUNS },
  );
});
