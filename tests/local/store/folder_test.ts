import { assertEquals, assertRejects } from "@std/assert";
import { StateError } from "../../../src/aircall/errors.ts";
import { calls } from "../../../src/aircall/streams/calls.ts";
import { tags } from "../../../src/aircall/streams/tags.ts";
import { webhooks } from "../../../src/aircall/streams/webhooks.ts";
import type { Document, Stream } from "../../../src/capture/stream.ts";
import type { Store } from "../../../src/local/store.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, documentOf, inFolder, kept, NOW, streamOf } from "./model.ts";

const options = { now: () => NOW, streams: kept };

function write(store: Store, stream: Stream, ...documents: [op: Document["op"], text: string][]) {
  return store.write(bindingOf(stream), {
    documents: documents.map(([op, text]) => documentOf(stream, op, text, true)),
    patch: { cursor: documents.length },
  });
}

const read = (path: string) => Deno.readTextFile(path);
const meta = (stream: string, op: string) =>
  `"_meta":{"stream":"${stream}","op":"${op}","written_at":"2026-01-02T03:04:05.000Z"}`;

Deno.test("a folder has every document as it came in its log, and the latest of each row by key in the stream's file", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":20, "cost":1.50,"big":12345678901234567890}`], [
      "c",
      `{"id":100}`,
    ]);
    await write(store, webhooks, ["c", `{"url":"a","webhook_id":"b"}`], ["c", `{"webhook_id":"a"}`]);
    await write(store, calls, ["u", `{"id":100,"n":2}`], ["c", `{"id":3}`], ["c", `{"id":4}`], [
      "d",
      `{"id":4}`,
    ]);
    await store.close();
    const first = `{"id":20, "cost":1.50,"big":12345678901234567890,${meta("calls", "c")}}\n`;
    const second = `{"id":100,"n":2,${meta("calls", "u")}}\n`;
    const third = `{"id":3,${meta("calls", "c")}}\n`;
    const [a, b] = [
      `{"webhook_id":"a",${meta("webhooks", "c")}}\n`,
      `{"url":"a","webhook_id":"b",${meta("webhooks", "c")}}\n`,
    ];
    assertEquals(
      await read(`${folder}/changes.ndjson`),
      `${first}{"id":100,${meta("calls", "c")}}\n${b}${a}${second}${third}` +
        `{"id":4,${meta("calls", "c")}}\n{"id":4,${meta("calls", "d")}}\n`,
    );
    assertEquals(await read(`${folder}/calls.ndjson`), third + first + second);
    assertEquals(await read(`${folder}/webhooks.ndjson`), a + b);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["calls.ndjson", "changes.ndjson", "runs.ndjson", "state.ndjson", "webhooks.ndjson"]);
  });
});

Deno.test("a `_meta` that a document brings along gives way to the folder's own, and rows are shown without any", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(folder, options);
    await store.write(bindingOf(tags), {
      documents: [{ op: "c", row: { id: 1, _meta: { op: "x" }, name: "a" } }],
      patch: {},
    });
    await write(store, tags, ["c", `{"id":2,"_meta":{"op":"x"}}`]);
    assertEquals(await Array.fromAsync(store.rows(tags)), [{ id: 1, name: "a" }, { id: 2 }]);
    await store.close();
    const lines = (await read(`${folder}/tags.ndjson`)).trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map((line) => line._meta.op), ["c", "c"]);
  });
});

Deno.test("a log that was moved away when all of it was in the streams' files is begun anew, and no row is lost", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`], ["c", `{"id":2}`]);
    await store.close();
    await Deno.rename(`${folder}/changes.ndjson`, `${folder}/2025.ndjson`);
    store = await openStore(folder, options);
    await write(store, calls, ["u", `{"id":2,"n":2}`]);
    assertEquals(await Array.fromAsync(store.rows(calls)), [{ id: 1 }, { id: 2, n: 2 }]);
    assertEquals(await store.changes(), [
      { hour: "2026-01-02T03:00:00Z", stream: "calls", created: 2, updated: 1, deleted: 0 },
    ]);
    await store.close();
    assertEquals(await read(`${folder}/changes.ndjson`), `{"id":2,"n":2,${meta("calls", "u")}}\n`);
    await Deno.remove(`${folder}/calls.ndjson`);
    await assertRejects(() => openStore(folder, options), StateError, "calls.ndjson is not there");
  });
});

Deno.test("a log that lacks what no stream's file has yet is refused", async () => {
  await inFolder(async (root) => {
    const store = await openStore(`${root}/a`, options);
    await write(store, calls, ["c", `{"id":1}`]);
    await Deno.mkdir(`${root}/b`);
    await Deno.copyFile(`${root}/a/state.ndjson`, `${root}/b/state.ndjson`);
    await store.close();
    await assertRejects(
      () => openStore(`${root}/b`, options),
      StateError,
      "changes.ndjson is not what was written",
    );
  });
});

Deno.test("a stream's file that was taken away is made again of the log", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`], ["c", `{"id":2}`], ["d", `{"id":1}`]);
    await store.close();
    await Deno.remove(`${folder}/calls.ndjson`);
    store = await openStore(folder, options);
    assertEquals(await store.count(calls), 1);
    await store.close();
    assertEquals(await read(`${folder}/calls.ndjson`), `{"id":2,${meta("calls", "c")}}\n`);
  });
});

Deno.test("a stream's file that was written over is named when it is read, and is there again once it is taken away", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`]);
    await store.close();
    await Deno.writeTextFile(`${folder}/calls.ndjson`, "something else\n");
    store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":2}`]);
    const error = await assertRejects(() => Promise.resolve(store.count(calls)), StateError);
    assertEquals(
      error.message,
      `${folder}/calls.ndjson is not what was written. Take it away when no run is going on: the next one makes it again of changes.ndjson.`,
    );
    await store.close();
    await Deno.remove(`${folder}/calls.ndjson`);
    store = await openStore(folder, options);
    assertEquals(await Array.fromAsync(store.rows(calls)), [{ id: 1 }, { id: 2 }]);
    await store.close();
  });
});

Deno.test("rows that were taken out of a stream's file are not counted as kept", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`], ["c", `{"id":2}`], ["c", `{"id":3}`]);
    await store.close();
    const [first, ...others] = (await read(`${folder}/calls.ndjson`)).split("\n");
    await Deno.writeTextFile(`${folder}/calls.ndjson`, others.join("\n"));
    for (const _ of ["the first time", "and from then on"]) {
      store = await openStore(folder, options);
      assertEquals(await store.count(calls), 2);
      await store.close();
    }
    await Deno.writeTextFile(`${folder}/calls.ndjson`, `${first}\n`);
    store = await openStore(folder, options);
    assertEquals(await store.count(calls), 1);
    await store.close();
  });
});

Deno.test("a stream that was read and has no rows has an empty file", async () => {
  await inFolder(async (folder) => {
    const store = await openStore(folder, options);
    await write(store, calls);
    await store.close();
    assertEquals(await read(`${folder}/calls.ndjson`), "");
  });
});

Deno.test("a folder in the place of a stream's file is no file of its rows", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`]);
    await store.close();
    await Deno.remove(`${folder}/calls.ndjson`);
    await Deno.mkdir(`${folder}/calls.ndjson`);
    store = await openStore(folder, options);
    assertEquals(await store.count(calls), 1);
    await assertRejects(() => store.close(), StateError, "calls.ndjson");
    await Deno.remove(`${folder}/calls.ndjson`);
    store = await openStore(folder, options);
    await store.close();
    assertEquals(await read(`${folder}/calls.ndjson`), `{"id":1,${meta("calls", "c")}}\n`);
  });
});

Deno.test("a folder that is opened for some of its streams forgets nothing of the others", async () => {
  await inFolder(async (root) => {
    const store = await openStore(`${root}/a`, options);
    await write(store, calls, ["c", `{"id":1}`]);
    await write(store, tags, ["c", `{"id":7}`]);
    // as a process that was killed leaves it
    await Deno.mkdir(`${root}/b`);
    for (const name of ["state.ndjson", "changes.ndjson"]) {
      await Deno.copyFile(`${root}/a/${name}`, `${root}/b/${name}`);
    }
    await store.close();
    const some = await openStore(`${root}/b`, { ...options, streams: [streamOf("calls")] });
    assertEquals(await Array.fromAsync(some.rows(streamOf("calls"))), [{ id: 1 }]);
    await some.close();
    const all = await openStore(`${root}/b`, options);
    assertEquals(await Array.fromAsync(all.rows(streamOf("tags"))), [{ id: 7 }]);
    await all.close();
    assertEquals(await read(`${root}/b/tags.ndjson`), `{"id":7,${meta("tags", "c")}}\n`);
  });
});

Deno.test("a journal that is damaged in its middle is refused, and one that is damaged at its end is cut there", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`]);
    const before = await read(`${folder}/state.ndjson`);
    await store.close();
    await Deno.writeTextFile(`${folder}/state.ndjson`, `${before}{"changes":99${"\0".repeat(9)}\n`);
    store = await openStore(folder, options);
    assertEquals(store.state(streamOf("calls")), { cursor: 1 });
    await store.close();
    await Deno.writeTextFile(`${folder}/state.ndjson`, `${before}{"cha\n${before}`);
    await assertRejects(() => openStore(folder, options), StateError, "state.ndjson is not what was written");
  });
});

Deno.test("nothing may follow a write that failed in its middle, and what was kept before it is there", async () => {
  await inFolder(async (folder) => {
    let store = await openStore(folder, options);
    await write(store, calls, ["c", `{"id":1}`]);
    const patch = Object.defineProperty({}, "cursor", {
      enumerable: true,
      get: () => {
        throw new Error("the disk is gone");
      },
    });
    const documents = [documentOf(calls, "u", `{"id":1,"n":2}`, true)];
    await assertRejects(
      () => store.write(bindingOf(calls), { documents, patch }),
      StateError,
      "the disk is gone",
    );
    await assertRejects(() => write(store, calls, ["c", `{"id":2}`]), Error, "nothing may follow");
    assertEquals(await Array.fromAsync(store.rows(calls)), [{ id: 1 }]);
    await store.close();
    store = await openStore(folder, options);
    assertEquals(await Array.fromAsync(store.rows(calls)), [{ id: 1 }]);
    await store.close();
  });
});
