import { assertEquals, assertRejects } from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import type { Binding } from "../../src/capture/engine.ts";
import { Output } from "../../src/capture/output.ts";
import type { JsonObject } from "../../src/flow/runtime/json.ts";
import { sourcedSchema } from "../../src/flow/schemas.ts";
import { FlowSink } from "../../src/flow/sink.ts";

const settings = { mode: "incremental", interval: 300_000, start: 0, rereads: true } as const;

/** A sink for these streams, and the messages that it wrote, a list for each piece. */
function sinkOf(names: string[], replace = false) {
  const bindings = names.map((name) => {
    const stream = streams.find((stream) => stream.name === name);
    if (!stream) throw new Error(`there is no stream ${name}`);
    const binding: Binding = { stream, settings, state: {} };
    return { binding, stateKey: `${name}.v1` };
  });
  const pieces: JsonObject[][] = [];
  let broken = false;
  const output = new Output({
    write(bytes) {
      if (broken) return Promise.reject(new RangeError("no"));
      const lines = new TextDecoder().decode(bytes).split("\n");
      assertEquals(lines.pop(), "", "a piece ends with its last line");
      pieces.push(lines.map((line) => JSON.parse(line)));
      return Promise.resolve(bytes.length);
    },
  });
  return {
    sink: new FlowSink(output, bindings, replace),
    bindings: bindings.map(({ binding }) => binding),
    pieces,
    break: (now: boolean) => void (broken = now),
  };
}

const checkpoint = (key: string, patch: JsonObject, mergePatch = true) => ({
  checkpoint: {
    state: { updated: { sourceAircall: { version: 1 }, bindings: { [key]: patch } }, mergePatch },
  },
});

Deno.test("a batch is one piece: the fields once for each binding, the documents, the checkpoint", async () => {
  const { sink, bindings: [tags, users], pieces } = sinkOf(["tags", "users"]);
  if (!tags || !users) throw new Error("two are bound");
  await sink.write(users, {
    documents: [{ op: "c", row: { id: 1 } }, { op: "d", row: { id: 2 } }],
    patch: { a: 1 },
  });
  await sink.write(users, { documents: [{ op: "u", row: { id: 1 } }], patch: {} });
  await sink.write(tags, { documents: [], patch: { b: null } });
  assertEquals(pieces.map((lines) => lines.map((line) => Object.keys(line)[0])), [
    ["sourcedSchema", "captured", "captured", "checkpoint"],
    ["captured", "checkpoint"],
    ["sourcedSchema", "checkpoint"],
  ]);
  assertEquals(pieces[0]?.slice(1), [
    { captured: { binding: 1, doc: { id: 1, _meta: { op: "c" } } } },
    { captured: { binding: 1, doc: { id: 2, _meta: { op: "d" } } } },
    checkpoint("users.v1", { a: 1 }),
  ]);
  assertEquals(pieces[2]?.[1], checkpoint("tags.v1", { b: null }));
  assertEquals(pieces[2]?.[0], { sourcedSchema: { binding: 0, documentSchema: sourcedSchema(tags.stream) } });
});

Deno.test("a state that is not ours is replaced by the first checkpoint that was written, and by no other", async () => {
  const { sink, bindings: [tags], pieces, break: breaks } = sinkOf(["tags"], true);
  if (!tags) throw new Error("one is bound");
  breaks(true);
  await assertRejects(() => sink.write(tags, { documents: [], patch: {} }), RangeError);
  breaks(false);
  await sink.write(tags, { documents: [], patch: { a: 1 } });
  await sink.write(tags, { documents: [], patch: { a: 2 } });
  assertEquals(pieces.map((lines) => lines.length), [2, 1]);
  assertEquals(pieces.map((lines) => lines.at(-1)), [
    checkpoint("tags.v1", { a: 1 }, false),
    checkpoint("tags.v1", { a: 2 }),
  ]);
});

Deno.test("a binding that was not opened cannot be written to", async () => {
  const { sink } = sinkOf(["tags"]);
  const { bindings: [users] } = sinkOf(["users"]);
  if (!users) throw new Error("one is bound");
  await assertRejects(
    () => sink.write(users, { documents: [], patch: {} }),
    Error,
    "no binding writes to users",
  );
});
