import { assertEquals, assertRejects } from "@std/assert";
import { ConnectorFailed, type JsonObject, ProtocolError } from "../../../src/flow/runtime/mod.ts";
import { refused } from "./refused.ts";
import { captured, checkpoint, logged, opened, published, type Stage } from "./scripted.ts";

type Lines = (JsonObject | string | Uint8Array)[];
const sourced = (documentSchema: JsonObject, binding = 0) => ({ sourcedSchema: { binding, documentSchema } });
const document = (doc: unknown) => ({ captured: { binding: 0, doc } });

/** What a connector writes after its spec (line 1), the line that is refused, and the rule. */
const streams: [name: string, lines: Lines, line: number, rule: RegExp][] = [
  ["a document before opened", [captured(0, 1)], 2, /opened was expected, not captured/],
  ["no answer to open", [], 2, /ended where opened was expected/],
  ["opened twice", [opened, opened], 3, /after opened there may be/],
  ["another answer after opened", [opened, { applied: {} }], 3, /after opened .* not applied/],
  [
    "what only the newest platform knows",
    [opened, { backfillBegin: { binding: 0 } }],
    3,
    /no message "backfillBegin"/,
  ],
  ["documents without a checkpoint", [opened, captured(0, 1)], 4, /ended within a checkpoint: 1 messages/],
  [
    "a schema without a checkpoint",
    [opened, checkpoint(), sourced({ type: "object" })],
    5,
    /ended within a checkpoint/,
  ],
  ["a line that is no JSON", [opened, "hello\n"], 3, /must be JSON/],
  ["an empty line", [opened, "\n"], 3, /must be JSON/],
  ["a line that is no object", [opened, "[1]\n"], 3, /must be an object/],
  ["a line that is no UTF-8", [opened, new Uint8Array([0x22, 0xff, 0x22, 10])], 3, /must be UTF-8/],
  ["a last line without its newline", [opened, JSON.stringify(checkpoint())], 3, /end with a newline/],
  ["no variant", [opened, {}], 3, /exactly one variant, has none/],
  [
    "two variants",
    [opened, { ...checkpoint(), ...captured(0, 1) }],
    3,
    /one variant, has checkpoint, captured/,
  ],
  ["a variant nobody knows", [opened, { surprise: {} }], 3, /no message "surprise"/],
  ["a variant in snake_case", [opened, { sourced_schema: {} }], 3, /no message "sourced_schema"/],
  ["the platform's own key", [opened, { $internal: "AA==", ...checkpoint() }], 3, /exactly one variant/],
  [
    "a field nobody knows",
    [opened, { captured: { ...document({}).captured, at: 1 } }],
    3,
    /captured must not have at/,
  ],
  [
    "a field in snake_case",
    [opened, sourced({}), { sourcedSchema: { schema_json: {} } }],
    3,
    /closed|type "object"/,
  ],
  [
    "a schema in snake_case",
    [opened, { sourcedSchema: { schema_json: {} } }],
    3,
    /documentSchema|names are camelCase/,
  ],
  ["a checkpoint without state", [opened, { checkpoint: {} }], 3, /checkpoint\.state/],
  [
    "a state that is no object",
    [opened, { checkpoint: { state: { updated: [] } } }],
    3,
    /updated: must be an object/,
  ],
  ["merge_patch", [opened, { checkpoint: { state: { updated: {}, merge_patch: true } } }], 3, /camelCase/],
  ["a binding that is not open", [opened, captured(2, 1)], 3, /no binding 2: 2 are open/],
  ["a binding below 0", [opened, captured(-1, 1)], 3, /captured\.binding/],
  ["a binding as text", [opened, { captured: { binding: "0", doc: {} } }], 3, /captured\.binding/],
  ["a schema for no binding", [opened, sourced({ type: "object" }, 7)], 3, /no binding 7/],
  ["a document that is text", [opened, document("{}")], 3, /captured\.doc: must be an object/],
  ["a document that is a list", [opened, document([])], 3, /captured\.doc: must be an object/],
  ["a document without _meta", [opened, document({ id: 1 })], 3, /_meta must be an object/],
  ["a _meta that is text", [opened, document({ id: 1, _meta: "c" })], 3, /_meta must be an object/],
  [
    "the platform's uuid",
    [opened, document({ id: 1, _meta: { uuid: "x" } })],
    3,
    /uuid is the platform's own/,
  ],
  ["an op nobody knows", [opened, document({ id: 1, _meta: { op: "x" } })], 3, /op must be c, u or d/],
  ["a document without its key", [opened, document({ _meta: { op: "c" } })], 3, /the key \/id must be there/],
  [
    "a key that is a list",
    [opened, document({ id: [], _meta: {} })],
    3,
    /the key \/id must be there as .* is array/,
  ],
  [
    "a key of another type",
    [opened, document({ id: "1", _meta: {} })],
    3,
    /schema: \/id: wants integer, is string/,
  ],
  ["a date-time that is none", [opened, captured(0, 1, { at: "yesterday" })], 3, /\/at: is no date-time/],
  [
    "an open sourcedSchema",
    [opened, sourced({ type: "object", properties: { a: {} } })],
    3,
    /closed: \/ allows additional properties/,
  ],
  [
    "a sourcedSchema that is open inside",
    [opened, sourced(closed({ list: { type: "array", items: { properties: { a: {} } } } }))],
    3,
    /closed: \/list\/- allows/,
  ],
  [
    "a sourcedSchema whose alternative is open",
    [
      opened,
      sourced(closed({ one: { anyOf: [{ type: "null" }, { type: "object", properties: { a: {} } }] } })),
    ],
    3,
    /closed: \/one allows/,
  ],
];

function closed(properties: JsonObject): JsonObject {
  return { type: "object", additionalProperties: false, properties };
}

Deno.test("a capture is refused for", async (t) => {
  for (const [name, lines, line, rule] of streams) {
    await t.step(name, async () => {
      const task = await published((stage) => {
        stage.say(...lines);
        return Promise.resolve(0);
      });
      await refused(async () => await (await task.open()).ended, `stdout line ${line}`, rule);
    });
  }
});

const logs: [name: string, log: JsonObject | string, rule: RegExp][] = [
  ["text that is no JSON", "error: Uncaught\n", /must be JSON/],
  ["a last line without newline", JSON.stringify(logged("info", "hello")), /end with a newline/],
  ["no time", { level: "info", msg: "hello" }, /ts/],
  ["a time that is none", { ...logged("info", "hello"), ts: "noon" }, /ts/],
  ["a level in capitals", logged("INFO", "hello"), /level/],
  ["a level nobody knows", logged("fatal", "hello"), /level/],
  ["no message", logged("info", ""), /msg/],
  ["a field beside the fields", { ...logged("info", "hello"), stream: "calls" }, /stream/],
  ["fields that are a list", { ...logged("info", "hello"), fields: [] }, /fields/],
  ["an event of its own", logged("info", "hello", { eventType: "calls.read" }), /eventType/],
];

Deno.test("a log is refused for", async (t) => {
  for (const [name, log, rule] of logs) {
    await t.step(name, async () => {
      const task = await published((stage) => {
        stage.log(logged("info", "fine", { eventType: "connectorStatus" }));
        stage.log(log);
        stage.say(opened);
        return Promise.resolve(0);
      });
      await refused(async () => await (await task.open()).ended, "stderr line 2", rule);
    });
  }
});

/** A connector that opens, logs and leaves with exit code 1. */
const failing = (...log: JsonObject[]) => (stage: Stage) => {
  stage.say(opened);
  for (const line of log) stage.log(line);
  return Promise.resolve(1);
};

Deno.test("a connector that fails is believed when its last log line is at error", async () => {
  const task = await published(failing(logged("info", "reading"), logged("error", "the account is closed")));
  const session = await task.open();
  const error = await assertRejects(() => session.ended, ConnectorFailed, "the account is closed");
  assertEquals(error.code, 1);
});

Deno.test("a connector that fails without a last word at error is refused", async () => {
  for (const log of [[], [logged("error", "oh"), logged("info", "bye")]]) {
    const task = await published(failing(...log));
    const session = await task.open();
    await assertRejects(() => session.ended, ProtocolError, "must say why");
  }
});

Deno.test("a connector that somebody else kills has failed, and broken nothing, wherever it was", async () => {
  for (const said of ["", '{"captured":{"bin']) {
    const task = await published((stage) => {
      stage.log(logged("info", "reading"));
      stage.say(opened, captured(0, 1), said);
      return Promise.resolve(137);
    });
    const session = await task.open();
    const error = await assertRejects(() => session.ended, ConnectorFailed, "reading");
    assertEquals(error.code, 137);
  }
});

Deno.test("a connector that fails within a line is refused", async () => {
  const task = await published((stage) => {
    stage.log(logged("error", "oh"));
    stage.say(opened, "{");
    return Promise.resolve(1);
  });
  await refused(async () => await (await task.open()).ended, "stdout line 3", /end with a newline/);
});
