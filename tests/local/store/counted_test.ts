import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { webhooks } from "../../../src/aircall/streams/webhooks.ts";
import { keyReader } from "../../../src/local/store/change_lines.ts";
import { LineSearch } from "../../../src/local/store/line_search.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { plus } from "../../../src/local/store/tally.ts";
import type { Document } from "../../../src/capture/stream.ts";
import { copy } from "./batches.ts";
import { bindingOf, documentOf, forms, inFolder, kept, Model, NOW, shownBy, streamOf } from "./model.ts";

const options = { now: () => NOW, streams: kept };
const calls = streamOf("calls");
const tags = streamOf("tags");

/** One of few documents, so that most of them come again, as what they are or as something else. */
const document = fc.record({
  op: fc.constantFrom("c" as const, "c" as const, "u" as const, "u" as const, "d" as const),
  stream: fc.constantFrom(calls, tags),
  id: fc.integer({ min: 1, max: 8 }),
  version: fc.constantFrom("a", "b"),
  raw: fc.boolean(),
});
/** So long that a file of them is not read through. */
const LONG = "x".repeat(9000);

function textOf(op: Document["op"], id: number, version: string): string {
  return JSON.stringify(op === "d" ? { id } : { id, name: `${version} ${id}`, unknown: LONG });
}

for (const { form, name } of forms) {
  Deno.test(`a ${form} keeps and counts what is new to it and nothing else, whatever came before and however that run ended`, async () => {
    const steps = fc.array(
      fc.oneof(
        { arbitrary: fc.array(document, { maxLength: 8 }), weight: 3 },
        fc.constantFrom("close" as const, "die" as const),
      ),
      { maxLength: 16 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        await inFolder(async (root) => {
          const model = new Model();
          let at = 0;
          let store = await openStore(`${root}/0/${name}`, options);
          for (const step of steps) {
            if (typeof step !== "string") {
              for (const stream of [calls, tags]) {
                const own = step.filter((one) => one.stream === stream);
                const texts = own.map(({ op, id, version }) => textOf(op, id, version));
                const documents = own.map(({ op, raw }, i) => documentOf(stream, op, texts[i] ?? "", raw));
                const batch = { documents, patch: {} };
                const said = await store.write(bindingOf(stream), batch);
                assertEquals(said, model.apply(stream, batch, texts));
              }
              continue;
            }
            // a process that dies leaves its files as they are, which is what a copy of them is
            if (step === "die") await copy(`${root}/${at}`, `${root}/${at + 1}`);
            await store.close();
            if (step === "die") at++;
            store = await openStore(`${root}/${at}/${name}`, options);
          }
          assertEquals(await shownBy(store), model.shown());
          const changes = await store.changes();
          for (const stream of [calls, tags]) {
            const own = changes.filter((one) => one.stream === stream.name);
            const all = own.reduce(plus, { created: 0, updated: 0, deleted: 0 });
            assertEquals(all.created - all.deleted, await store.count(stream));
          }
          await store.close();
        });
      }),
      { numRuns: 30 },
    );
  });

  Deno.test(`a ${form} that is told of rows that are there, of rows that are not, and of ones that are gone, writes what they are`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}`;
      const write = async (...documents: [op: Document["op"], id: number, version: string][]) => {
        const store = await openStore(path, options);
        const kept = await store.write(bindingOf(calls), {
          documents: documents.map(([op, id, version]) =>
            documentOf(calls, op, textOf(op, id, version), true)
          ),
          patch: {},
        });
        await store.close();
        return [kept.created, kept.updated, kept.deleted];
      };
      assertEquals(await write(["u", 1, "a"], ["c", 2, "a"]), [2, 0, 0]);
      assertEquals(await write(["c", 1, "a"], ["u", 2, "a"]), [0, 0, 0]);
      assertEquals(await write(["c", 1, "b"], ["c", 1, "b"], ["d", 3, ""]), [0, 1, 0]);
      assertEquals(await write(["d", 1, ""], ["d", 1, ""], ["u", 1, "b"], ["c", 1, "a"]), [1, 1, 1]);
      if (form === "database") return;
      const lines = (await Deno.readTextFile(`${path}/changes.ndjson`)).trimEnd().split("\n");
      const ops = lines.map((line) => JSON.parse(line)).map(({ id, _meta }) => `${_meta.op} ${id}`);
      assertEquals(ops, ["c 1", "c 2", "u 1", "d 1", "c 1", "u 1"]);
    });
  });
}

for (const { form, name } of forms) {
  Deno.test(`a ${form} takes what Aircall makes anew at each reading for no change, and any other letter for one`, async () => {
    await inFolder(async (folder) => {
      const store = await openStore(`${folder}/${name}`, options);
      const write = async (row: Record<string, unknown>) => {
        const text = JSON.stringify({ id: 1, ...row });
        const documents = [documentOf(calls, "u", text, false)];
        const { created, updated } = await store.write(bindingOf(calls), { documents, patch: {} });
        return [created, updated];
      };
      const user = { id: 7, name: "Ada", available: true };
      assertEquals(await write({ recording: "https://x/1?signed=a", user, cost: 1 }), [1, 0]);
      assertEquals(await write({ recording: "https://x/1?signed=b", user, cost: 1 }), [0, 0]);
      assertEquals(await write({ recording: "https://x/1", user: { ...user, available: false }, cost: 1 }), [
        0,
        0,
      ]);
      assertEquals(await write({ recording: null, user, cost: 1 }), [0, 1]);
      assertEquals(await write({ recording: null, user: { ...user, id: 8 }, cost: 1 }), [0, 1]);
      assertEquals(await write({ recording: null, user: { ...user, id: 8 }, cost: 2 }), [0, 1]);
      await store.close();
    });
  });
}

Deno.test("a folder whose file somebody has shortened takes documents for what they say they are, and loses none", async () => {
  await inFolder(async (folder) => {
    const write = async (op: Document["op"], ...ids: number[]) => {
      const store = await openStore(folder, options);
      const documents = ids.map((id) => documentOf(calls, op, textOf(op, id, "a"), true));
      const { created, updated, deleted } = await store.write(bindingOf(calls), { documents, patch: {} });
      await store.close();
      return [created, updated, deleted];
    };
    assertEquals(await write("c", 1, 2, 3), [3, 0, 0]);
    const [, ...others] = (await Deno.readTextFile(`${folder}/calls.ndjson`)).split("\n");
    await Deno.writeTextFile(`${folder}/calls.ndjson`, others.join("\n"));
    assertEquals(await write("u", 1, 2), [0, 2, 0]);
    // taken away it is made again of the log, which has all of them
    await Deno.remove(`${folder}/calls.ndjson`);
    assertEquals(await write("u", 1, 2, 3), [0, 0, 0]);
    // and where the log was moved away, the file has
    await Deno.remove(`${folder}/changes.ndjson`);
    assertEquals(await write("c", 1, 2, 3), [0, 0, 0]);
    assertEquals(await write("d", 2), [0, 0, 1]);
  });
});

Deno.test("every line of a sorted file is found by its key, and no key that it has not, in any order", () => {
  const keys = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 400, size: "max" });
  const sought = fc.array(fc.integer({ min: 0, max: 2001 }), { maxLength: 100, size: "max" });
  const kinds = fc.constantFrom(
    { stream: calls, field: "id", keyOf: (key: number) => key },
    { stream: webhooks, field: "webhook_id", keyOf: (key: number) => `k${key}` },
  );
  const path = Deno.makeTempFileSync();
  fc.assert(
    fc.property(keys, sought, kinds, fc.integer({ min: 0, max: 2000 }), (keys, sought, kind, room) => {
      const { stream, field, keyOf } = kind;
      const lines = keys.map((key) => {
        // one line among them is longer than what is read at once
        const unknown = "x".repeat(key % 97 === 0 ? 70_000 : room * (key % 3));
        return [keyOf(key), JSON.stringify({ [field]: keyOf(key), unknown })] as const;
      }).sort(([a], [b]) => a < b ? -1 : 1);
      Deno.writeTextFileSync(path, lines.map(([, line]) => `${line}\n`).join(""));
      const search = new LineSearch(path, keyReader(stream));
      const there = new Map<string | number, string>(lines);
      for (const key of [...sought, ...keys]) {
        const line = search.find(keyOf(key));
        assertEquals(line && new TextDecoder().decode(line), there.get(keyOf(key)));
      }
      search.close();
    }),
    { numRuns: 30 },
  );
  Deno.removeSync(path);
});
