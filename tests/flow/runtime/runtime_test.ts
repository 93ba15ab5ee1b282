import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { isObject, locate } from "../../../src/flow/runtime/json.ts";
import {
  ConnectorFailed,
  FlowRuntime,
  type JsonObject,
  type Log,
  ProtocolError,
} from "../../../src/flow/runtime/mod.ts";
import {
  captured,
  checkpoint,
  goodAnswer,
  goodBinding,
  logged,
  opened,
  published,
  runtime,
  scripted,
} from "./scripted.ts";

/** The ids that a collection holds, in order. */
const ids = (task: Awaited<ReturnType<typeof published>>, path: string) =>
  [...task.collection(path).rows()].map(({ id }) => Number(id)).sort((a, b) => a - b);

Deno.test("spec, discover, validate and apply are answered one process each", async () => {
  const task = runtime();
  assertEquals((await task.spec()).protocol, 3032023);
  assertEquals((await task.discover()).map(({ recommendedName }) => recommendedName), ["calls", "tags"]);
  await task.publish(await task.discover());
  assertEquals(task.bindings.map(({ stateKey }) => stateKey), ["calls", "tags"]);
});

Deno.test("a capture is opened again with the state that was committed", async () => {
  const states: unknown[] = [];
  const task = await published((stage, { open }) => {
    if (isObject(open)) states.push(open.state);
    stage.say(opened, captured(0, states.length), checkpoint({ n: states.length }));
    return Promise.resolve(0);
  });
  for (const n of [1, 2, 3]) {
    const session = await task.open();
    assertEquals(await session.ended, { code: 0, killed: undefined });
    assertEquals(task.state, { n });
  }
  assertEquals(states, [{}, { n: 1 }, { n: 2 }]);
  assertEquals(ids(task, "calls"), [1, 2, 3]);
});

Deno.test("stdin may be closed behind open, and the range narrowed", async () => {
  const heard: unknown[] = [];
  const task = await published(async (stage, request) => {
    heard.push(locate(request, "/open/range/keyBegin"), await stage.next());
    stage.say(opened);
    return 0;
  }, { variant: "full" });
  await (await task.open({ closeInput: true, range: { keyBegin: 7, keyEnd: 9 } })).ended;
  assertEquals(heard, [7, undefined]);
});

Deno.test("a higher backfill counter makes a new state key, a binding that left is inactive", async () => {
  const opens: JsonObject[] = [];
  const task = await published((stage, { open }) => {
    if (isObject(open) && isObject(open.capture)) opens.push(open.capture);
    stage.say(opened);
    return Promise.resolve(0);
  });
  await task.publish([{ ...goodBinding("calls"), backfill: 2 }]);
  await (await task.open()).ended;
  const [capture] = opens;
  assertEquals(task.bindings.map(({ stateKey }) => stateKey), ["calls.v2"]);
  assertEquals(keys(capture?.bindings), ["calls.v2"]);
  assertEquals(keys(capture?.inactiveBindings), ["tags"]);
});

Deno.test("every line of the log is handed on", async () => {
  const logs: Log[] = [];
  const task = await published((stage) => {
    stage.log(logged("info", "Capture started.", { eventType: "connectorStatus" }));
    stage.log(logged("debug", "reading", { page: 1 }));
    stage.say(opened);
    return Promise.resolve(0);
  }, { log: (log) => logs.push(log) });
  await (await task.open()).ended;
  assertEquals(logs.map(({ level, message, fields }) => [level, message, fields]), [
    ["info", "Capture started.", { eventType: "connectorStatus" }],
    ["debug", "reading", { page: 1 }],
  ]);
});

Deno.test("what is not there yet cannot be opened or asked for", async () => {
  const task = runtime();
  assertEquals(task.bindings, []);
  await assertRejects(() => task.open(), Error, "published before it is opened");
  assertThrows(() => task.collection("calls"), Error, "no collection for calls");
  await task.publish([goodBinding("calls")]);
  assertEquals(task.collection("calls").name, "acmeCo/calls");
  assertThrows(() => task.collection("tags"), Error, "no collection for tags");
});

Deno.test("a sourced schema is kept once its checkpoint is committed", async () => {
  const documentSchema = {
    type: "object",
    additionalProperties: false,
    properties: { id: { type: "integer" } },
  };
  const task = await published((stage) => {
    stage.say(opened, { sourcedSchema: { binding: 1, documentSchema } }, checkpoint({ n: 1 }));
    return Promise.resolve(0);
  });
  await (await task.open()).ended;
  assertEquals([...task.sourcedSchemas], [["tags", documentSchema]]);
});

Deno.test("a spec that is another in the next process is refused", async () => {
  let asked = 0;
  const answer = (request: JsonObject, n: number) => {
    const said = goodAnswer(request);
    if (n > 0 || !isObject(said.spec)) return said;
    return {
      spec: { ...said.spec, documentationUrl: `https://example.com/docs${asked++ > 1 ? "/new" : ""}` },
    };
  };
  const task = runtime({ answer });
  await task.discover();
  await task.discover();
  await assertRejects(() => task.discover(), ProtocolError, "the same each time");
});

Deno.test("a connector that answers well and then fails has failed", async () => {
  const task = new FlowRuntime({
    config: {},
    start: () =>
      scripted(async (stage) => {
        for (let request = await stage.next(); request; request = await stage.next()) {
          stage.say(goodAnswer(request));
        }
        stage.log(logged("error", "it fell over"));
        return 1;
      }),
  });
  await assertRejects(() => task.discover(), ConnectorFailed, "it fell over");
});

Deno.test("each publication has a version of its own, from 00:00:00:01 on", async () => {
  const versions: unknown[] = [];
  const answer = (request: JsonObject) => {
    if ("apply" in request) versions.push(locate(request, "/apply/version"));
    return goodAnswer(request);
  };
  const task = runtime({ answer });
  for (let i = 0; i < 10; i++) await task.publish([goodBinding("calls")]);
  assertEquals([versions[0], versions[1], versions[9]], ["00:00:00:01", "00:00:00:02", "00:00:00:10"]);
});

Deno.test("a task's collections stand beside it, under the first part of its name", async () => {
  const task = runtime({}, { name: "otherCo/deep/source" });
  await task.publish([goodBinding("calls")]);
  assertEquals(task.collection("calls").name, "otherCo/calls");
});

function keys(bindings: unknown): unknown[] {
  return Array.isArray(bindings)
    ? bindings.map((binding) => isObject(binding) ? binding.stateKey : undefined)
    : [];
}
