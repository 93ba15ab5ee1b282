import { assertEquals, assertRejects } from "@std/assert";
import { ConnectorFailed, type JsonObject, ProtocolError } from "../../../src/flow/runtime/mod.ts";
import { captured, checkpoint, logged, opened, published, type Stage } from "./scripted.ts";

const never = () => new Promise<number>(() => {});

/** A capture that says these lines and then stays. */
const staying = (...lines: JsonObject[]) => (stage: Stage) => {
  stage.say(opened, ...lines);
  return never();
};

const deleted = (binding: number, id: number) => ({ captured: { binding, doc: { id, _meta: { op: "d" } } } });
const changed = (binding: number, id: number, more: JsonObject) => ({
  captured: { binding, doc: { id, ...more, _meta: { op: "u" } } },
});

/** The ids that a collection holds, in order. */
const ids = (task: Awaited<ReturnType<typeof published>>, path: string) =>
  [...task.collection(path).rows()].map(({ id }) => Number(id)).sort((a, b) => a - b);

Deno.test("a document counts from the checkpoint behind it, and not before", async () => {
  const task = await published(staying(captured(0, 1), checkpoint({ a: 1 }), captured(0, 2)));
  await using session = await task.open();
  await session.until(() => task.collection("calls").size === 1);
  assertEquals(ids(task, "calls"), [1]);
  assertEquals(task.state, { a: 1 });
});

Deno.test("per key the last document wins, and a deletion takes its row away", async () => {
  const task = await published(staying(
    captured(0, 1, { name: "old" }),
    changed(0, 1, { name: "new" }),
    captured(0, 2),
    deleted(0, 2),
    captured(1, 2),
    checkpoint({ done: true }),
  ));
  await using session = await task.open();
  await session.until(() => task.state.done === true);
  assertEquals(task.collection("calls").get(1)?.name, "new");
  assertEquals(ids(task, "calls"), [1]);
  assertEquals(ids(task, "tags"), [2]);
  assertEquals(task.collection("calls").counts, { documents: 4, created: 2, changes: 1, deletions: 1 });
  assertEquals(task.collection("tags").counts, { documents: 1, created: 1, changes: 0, deletions: 0 });
});

Deno.test("checkpoints that are not committed fold into the next, and are lost with a kill", async () => {
  const task = await published(staying(
    captured(0, 1),
    checkpoint({ a: 1, gone: 1 }),
    captured(0, 2),
    checkpoint({ b: { c: 2 }, gone: null }),
    captured(0, 3),
    checkpoint({ b: { d: 3 } }),
  ));
  const sizes: number[] = [];
  const session = await task.open({
    checkpoint: ({ checkpoints, documents }) => {
      sizes.push(documents.length);
      return checkpoints === 2;
    },
    committed: ({ checkpoints }) => assertEquals(checkpoints, 2),
  });
  await session.until(() => task.collection("calls").size > 0);
  while (session.uncommitted === 0) await Promise.resolve();
  session.kill();
  assertEquals((await session.ended).killed, "SIGKILL");
  assertEquals(sizes.slice(0, 2), [1, 2]);
  assertEquals(ids(task, "calls"), [1, 2]);
  assertEquals(task.state, { a: 1, b: { c: 2 } });
});

Deno.test("a kill from within a document or a checkpoint commits nothing more", async () => {
  for (const at of ["document", "checkpoint"] as const) {
    const task = await published(
      staying(captured(0, 1), checkpoint({ a: 1 }), captured(0, 2), checkpoint({ a: 2 })),
    );
    const session = await task.open({
      document: ({ id }, _, session) => {
        if (at === "document" && id === 2) session.kill();
      },
      checkpoint: ({ state }, session) => {
        if (at === "checkpoint" && state.a === 2) session.kill();
        return true;
      },
    });
    assertEquals(await session.ended, { code: 137, killed: "SIGKILL" });
    assertEquals(ids(task, "calls"), [1]);
    assertEquals(task.state, { a: 1 });
  }
});

Deno.test("what folded into a transaction is committed when the connector leaves with exit 0, not when it fails", async () => {
  for (const code of [0, 1]) {
    const task = await published((stage) => {
      stage.say(opened, captured(0, 1), checkpoint({ n: 1 }));
      if (code === 1) stage.log(logged("error", "no more"));
      return Promise.resolve(code);
    });
    const session = await task.open({ checkpoint: () => false });
    if (code === 0) await session.ended;
    else await assertRejects(() => session.ended, ConnectorFailed, "no more");
    assertEquals(ids(task, "calls"), code === 0 ? [1] : []);
    assertEquals(task.state, code === 0 ? { n: 1 } : {});
  }
});

Deno.test("mergePatch false replaces the state", async () => {
  const task = await published(staying(checkpoint({ a: { b: 1 } }), checkpoint({ c: 1 }, false)));
  await using session = await task.open();
  await session.until(() => task.state.c === 1);
  assertEquals(task.state, { c: 1 });
});

Deno.test("acknowledgements carry the count of the transaction, if the connector wants any", async () => {
  const acknowledged: unknown[] = [];
  const task = await published(async (stage) => {
    stage.say({ opened: { explicitAcknowledgements: true } }, checkpoint(), checkpoint(), checkpoint());
    acknowledged.push(await stage.next());
    return 0;
  });
  const session = await task.open({ checkpoint: ({ checkpoints }) => checkpoints === 3 });
  await session.ended;
  assertEquals(acknowledged, [{ acknowledge: { checkpoints: 3 } }]);
});

Deno.test("a connector that is asked to end finishes by itself, and what it still says counts", async () => {
  const task = await published(async (stage) => {
    stage.say(opened, captured(0, 1));
    await stage.signalled("SIGTERM");
    stage.say(checkpoint({ n: 1 }));
    return 0;
  });
  const session = await task.open();
  session.kill("SIGTERM");
  assertEquals(await session.ended, { code: 0, killed: "SIGTERM" });
  assertEquals(ids(task, "calls"), [1]);
});

Deno.test("a slow platform reads nothing while it commits", async () => {
  const { promise: slow, resolve: goOn } = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  const task = await published(
    staying(captured(0, 1), checkpoint({ n: 1 }), captured(0, 2), checkpoint({ n: 2 })),
  );
  await using session = await task.open({
    document: ({ id }) => seen.push(id),
    checkpoint: async ({ state }) => {
      if (state.n === 1) await slow;
      return true;
    },
  });
  for (let i = 0; i < 100; i++) await Promise.resolve();
  assertEquals(seen, [1]);
  goOn();
  await session.until(() => task.state.n === 2);
  assertEquals(seen, [1, 2]);
});

Deno.test("a sourced schema is kept from its checkpoint on", async () => {
  const schema = { type: "object", additionalProperties: false, properties: { id: { type: "integer" } } };
  const task = await published(staying({ sourcedSchema: { documentSchema: schema } }, checkpoint({ n: 1 })));
  await using session = await task.open();
  await session.until(() => task.state.n === 1);
  assertEquals(task.sourcedSchemas.get("calls"), schema);
});

Deno.test("an index of 0 may be left out", async () => {
  const task = await published(staying({ captured: { doc: { id: 1, _meta: {} } } }, checkpoint({ n: 1 })));
  await using session = await task.open();
  await session.until(() => task.state.n === 1);
  assertEquals(ids(task, "calls"), [1]);
});

Deno.test("an abort kills the connector and gives its reason to whoever waits", async () => {
  const abort = new AbortController();
  const task = await published(staying(captured(0, 1)), { signal: abort.signal });
  const session = await task.open();
  const waiting = session.until(() => false);
  abort.abort(new Error("too long"));
  await assertRejects(() => waiting, Error, "too long");
  await assertRejects(() => session.ended, Error, "too long");
  await assertRejects(() => task.open(), Error, "too long");
});

Deno.test("waiting has a signal of its own, and ends with the session", async () => {
  const task = await published(staying());
  const session = await task.open();
  const abort = new AbortController();
  const waiting = session.until(() => false, abort.signal);
  abort.abort(new Error("not so long"));
  await assertRejects(() => waiting, Error, "not so long");
  const other = session.until(() => false);
  session.kill();
  await assertRejects(() => other, Error, "the session is over (exit 137, SIGKILL)");
  await assertRejects(() => session.until(() => false), Error, "the session is over");
});

Deno.test("a fault that nobody asked for is thrown when the session is left, and one that was heard of is not", async () => {
  const wrong = (stage: Stage) => {
    stage.say(opened, captured(9, 1));
    return never();
  };
  await assertRejects(
    async () => {
      const task = await published(wrong);
      await using session = await task.open();
      await new Promise((resolve) => setTimeout(resolve));
      assertEquals(session.uncommitted, 0);
    },
    ProtocolError,
    "there is no binding 9",
  );
  const task = await published(wrong);
  await using session = await task.open();
  await assertRejects(() => session.until(() => false), ProtocolError, "there is no binding 9");
});

Deno.test("a line may come in any pieces", async () => {
  const task = await published((stage) => {
    stage.say(opened);
    for (const byte of new TextEncoder().encode(`${JSON.stringify(captured(0, 1, { name: "Zoë ☎" }))}\n`)) {
      stage.say(Uint8Array.of(byte));
    }
    stage.say(checkpoint());
    return Promise.resolve(0);
  });
  await (await task.open()).ended;
  assertEquals(task.collection("calls").get(1)?.name, "Zoë ☎");
});

Deno.test("who looks on hears of each commit, with what was committed, and of nothing else", async () => {
  const heard: [number, number, unknown][] = [];
  const task = await published((stage) => {
    stage.say(opened, captured(0, 1), captured(0, 2), checkpoint({ a: 1 }), checkpoint({ a: 2 }));
    return Promise.resolve(0);
  });
  const session = await task.open({
    committed: ({ documents, checkpoints, state }) =>
      heard.push([documents.length, checkpoints, structuredClone(state)]),
  });
  await session.ended;
  assertEquals(heard, [[2, 1, { a: 1 }], [0, 1, { a: 2 }]]);
});

Deno.test("what whoever looks on throws at a commit ends the session", async () => {
  const task = await published(staying(captured(0, 1), checkpoint({ a: 1 })));
  const session = await task.open({
    committed() {
      throw new RangeError("enough");
    },
  });
  await assertRejects(() => session.ended, RangeError, "enough");
});

Deno.test("a connector that fails has to say why, unless a signal ended it: a code above 128", async () => {
  for (
    const [code, name] of [[1, "ProtocolError"], [128, "ProtocolError"], [129, "ConnectorFailed"]] as const
  ) {
    const task = await published((stage) => {
      stage.say(opened);
      return Promise.resolve(code);
    });
    const error = await assertRejects(async () => await (await task.open()).ended, Error);
    assertEquals(error.name, name, `exit ${code}`);
  }
});
