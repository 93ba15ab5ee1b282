import type { JsonObject } from "../../../src/flow/runtime/mod.ts";
import { refused } from "./refused.ts";
import { goodAnswer, goodBinding, goodSpec, runtime } from "./scripted.ts";

/** A spec with other members; undefined takes one away. */
const spec = (members: JsonObject) => ({ spec: { ...goodSpec, ...members } });
const found = (members: JsonObject) => ({
  discovered: { bindings: [{ ...goodBinding("calls"), ...members }] },
});
const keyed = (id: unknown) => found({ documentSchema: { type: "object", properties: { id } } });

const answers: [
  name: string,
  kind: "spec" | "discover" | "validate" | "apply",
  answer: JsonObject,
  rule: RegExp,
][] = [
  ["another protocol", "spec", spec({ protocol: 3032024 }), /spec\.protocol/],
  ["no configSchema", "spec", spec({ configSchema: undefined }), /spec\.configSchema/],
  [
    "no resourceConfigSchema",
    "spec",
    spec({ resourceConfigSchema: undefined }),
    /spec\.resourceConfigSchema/,
  ],
  ["a schema as text", "spec", spec({ configSchema: "{}" }), /configSchema: must be an object/],
  ["no documentationUrl", "spec", spec({ documentationUrl: "" }), /spec\.documentationUrl/],
  ["no resourcePathPointers", "spec", spec({ resourcePathPointers: [] }), /resourcePathPointers/],
  ["a pointer that is none", "spec", spec({ resourcePathPointers: ["stream"] }), /must be a JSON pointer/],
  ["a pointer to nothing", "spec", spec({ resourcePathPointers: ["/name"] }), /must declare \/name/],
  ["a closed root", "spec", spec({ configSchema: { additionalProperties: false } }), /must stay open/],
  [
    "an unknown field",
    "spec",
    spec({ config_schema: {} }),
    /must not have config_schema; names are camelCase/,
  ],
  ["another answer", "spec", { discovered: {} }, /spec was expected, not discovered/],
  ["no recommendedName", "discover", found({ recommendedName: "" }), /bindings\.0\.recommendedName/],
  ["no resourceConfig", "discover", found({ resourceConfig: undefined }), /resourceConfig/],
  ["a resource without its path", "discover", found({ resourceConfig: {} }), /must have text at \/stream/],
  [
    "a resource of another type",
    "discover",
    found({ resourceConfig: { stream: "a", interval: 5 } }),
    /wants string/,
  ],
  ["no documentSchema", "discover", found({ documentSchema: undefined }), /documentSchema/],
  ["a root that is no object", "discover", found({ documentSchema: {} }), /root of documentSchema/],
  ["no key", "discover", found({ key: [] }), /bindings\.0\.key/],
  ["a key that is no pointer", "discover", found({ key: ["id"] }), /must be a JSON pointer/],
  ["a key that is not declared", "discover", found({ key: ["/name"] }), /must declare the key \/name/],
  [
    "a key that is a number",
    "discover",
    keyed({ type: "number" }),
    /must be an integer, a string or a boolean/,
  ],
  ["a key without a type", "discover", keyed({}), /must be an integer, a string or a boolean/],
  ["a key that is reduced", "discover", keyed({ type: "integer", reduce: { strategy: "sum" } }), /no reduce/],
  ["isFallbackKey", "discover", found({ isFallbackKey: true }), /must not have isFallbackKey/],
  [
    "one name twice",
    "discover",
    { discovered: { bindings: [goodBinding("a"), { ...goodBinding("b"), recommendedName: "a" }] } },
    /recommendedName must be there once/,
  ],
  [
    "one resource twice",
    "discover",
    { discovered: { bindings: [goodBinding("a"), { ...goodBinding("a"), recommendedName: "b" }] } },
    /resource path must be there once/,
  ],
  ["too few bindings", "validate", { validated: {} }, /must have 1 bindings, has 0/],
  ["an empty path", "validate", { validated: { bindings: [{ resourcePath: [] }] } }, /resourcePath/],
  ["an empty component", "validate", { validated: { bindings: [{ resourcePath: [""] }] } }, /resourcePath/],
  [
    "another path",
    "validate",
    { validated: { bindings: [{ resourcePath: ["tags"] }] } },
    /must be \["calls"\] as extr/,
  ],
  ["a state patch", "apply", { applied: { state: { updated: {} } } }, /must not have state/],
];

/** Asks what is being tested, with `calls` as the one binding. */
function ask(
  kind: "spec" | "discover" | "validate" | "apply",
  task: ReturnType<typeof runtime>,
): Promise<unknown> {
  if (kind === "spec") return task.spec();
  return kind === "discover" ? task.discover() : task.publish([goodBinding("calls")]);
}

Deno.test("an answer is refused for", async (t) => {
  for (const [name, kind, answer, rule] of answers) {
    await t.step(`${kind}: ${name}`, async () => {
      const task = runtime({ answer: (request) => kind in request ? answer : goodAnswer(request) });
      await refused(() => ask(kind, task), kind === "spec" ? "stdout line 1" : "stdout line 2", rule);
    });
  }
});

Deno.test("a resource that is bound twice is refused", async () => {
  const task = runtime();
  await refused(
    () => task.publish([goodBinding("calls"), goodBinding("calls")]),
    "stdout line 2",
    /is there already/,
  );
});

Deno.test("a connector that answers spec differently the second time is refused", async () => {
  const answer = (_: JsonObject, n: number) => spec({ documentationUrl: `https://example.com/${n}` });
  await refused(() => runtime({ answer }).spec(), "stdout line 2", /the same each time/);
});

Deno.test("a connector that answers a request twice is refused", async () => {
  const answer = (request: JsonObject) => {
    const text = `${JSON.stringify(goodAnswer(request))}\n`;
    return "discover" in request ? text + text : text;
  };
  await refused(
    () => runtime({ answer }).discover(),
    "stdout line 3",
    /one answer was expected, discovered is another/,
  );
});

Deno.test("a connector that ends without an answer is refused", async () => {
  const answer = (request: JsonObject) => "discover" in request ? "" : goodAnswer(request);
  await refused(() => runtime({ answer }).discover(), "stdout line 2", /ended where discovered was expected/);
});
