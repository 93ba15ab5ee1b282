import { assert, assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ProtocolError } from "../../src/flow/protocol_error.ts";
import { collectionOf, parseRequest } from "../../src/flow/requests.ts";

function open(body: Record<string, unknown>) {
  const request = parseRequest(JSON.stringify({ open: body }));
  assert(request.name === "open");
  return request.body;
}

Deno.test("what a request leaves out has its default, and null stands for it as well", () => {
  for (const nothing of [undefined, null]) {
    const { capture, range, state } = open({
      capture: {
        name: nothing,
        bindings: [{ stateKey: nothing, backfill: nothing, collectionIndex: nothing }],
      },
      range: nothing,
      state: nothing,
    });
    assertEquals(capture.name, "");
    assertEquals(capture.linkedCollections, []);
    const [binding] = capture.bindings;
    assertEquals([binding?.stateKey, binding?.backfill, binding?.collectionIndex], ["", 0, 0]);
    assertEquals([range.keyBegin, range.keyEnd], [0, 0]);
    assertEquals(state, nothing);
  }
  assertEquals(open({ capture: {} }).capture.bindings, []);
  assertEquals(open({ capture: {}, range: { keyEnd: 7 } }).range.keyBegin, 0);
});

Deno.test("a request's name is found beside the runtime's own fields and variants that are not set", () => {
  const names = ["spec", "discover", "validate", "acknowledge"] as const;
  for (const name of names) {
    const others = Object.fromEntries(names.filter((other) => other !== name).map((other) => [other, null]));
    assertEquals(parseRequest(JSON.stringify({ $internal: "Cg==", ...others, [name]: {} })).name, name);
  }
});

Deno.test("fields that nobody knows of are left alone", () => {
  const { capture } = open({
    capture: {
      bindings: [{ collection: { name: "a", key: ["/id"], projections: [{ ptr: "/id" }] }, new: [1] }],
      shardTemplate: { maxTxnDuration: "60s" },
      secrets: {},
      redactSalt: "c2FsdA==",
    },
    sealedConfig: { api_token_sops: "ENC" },
    version: { not: "text" },
  });
  assertEquals(capture.bindings[0]?.collection?.key, ["/id"]);
});

Deno.test("a binding's collection is its own, or the one that it points to, the first when it says none", () => {
  const linked = [{ name: "a", key: ["/id"] }, { name: "b", key: ["/name"] }];
  const { capture } = open({
    capture: {
      bindings: [{}, { collectionIndex: 1 }, { collectionIndex: 2 }],
      linkedCollections: linked,
    },
  });
  const [first, second, third] = capture.bindings;
  assert(first && second && third);
  assertEquals([first, second].map((binding) => collectionOf(binding, capture.linkedCollections)?.name), [
    "a",
    "b",
  ]);
  assertThrows(
    () => collectionOf(third, capture.linkedCollections),
    ProtocolError,
    "linked collection 2 of 2",
  );
  assertEquals(collectionOf(first, []), undefined);
});

Deno.test("what is no request is refused in words that say which line and which field", () => {
  const refused: [line: string, words: string][] = [
    ["nonsense", "a line of 8 characters is not valid JSON"],
    ["{", "not valid JSON"],
    ["[]", "has to be a JSON object"],
    ["null", "has to be a JSON object"],
    ['"spec"', "has to be a JSON object"],
    ["{}", "holds no request; it has to hold one of spec, discover, validate, apply, open, acknowledge"],
    ['{"$internal":"x"}', "holds no request"],
    ['{"spec":null}', "holds no request"],
    ['{"spec":{},"open":{}}', "holds 2 requests (spec, open)"],
    ['{"backfill":{}}', '"backfill" is no request'],
    ['{"Spec":{}}', '"Spec" is no request'],
    ['{"toString":{}}', '"toString" is no request'],
    ['{"spec":1}', 'the spec request\'s "spec" is not right'],
    ['{"open":{}}', 'the open request\'s "capture" is missing'],
    ['{"open":{"capture":[]}}', '"capture" is not right'],
    ['{"open":{"capture":{"bindings":{}}}}', '"capture/bindings" is not right'],
    ['{"open":{"capture":{"bindings":[5]}}}', '"capture/bindings/0" is not right'],
    ['{"open":{"capture":{},"range":{"keyBegin":"0"}}}', '"range/keyBegin" is not right'],
    ['{"open":{"capture":{},"range":{"keyBegin":-1}}}', '"range/keyBegin" is not right'],
    ['{"open":{"capture":{},"range":[]}}', '"range" is not right'],
    ['{"apply":{}}', '"capture" is missing'],
    ['{"validate":{"bindings":[{"collection":{"key":"/id"}}]}}', '"bindings/0/collection/key" is not right'],
    ['{"acknowledge":{"checkpoints":1.5}}', '"checkpoints" is not right'],
  ];
  for (const [line, words] of refused) {
    assertThrows(() => parseRequest(line), ProtocolError, words);
  }
});

Deno.test("whatever JSON a line holds, it is a request or a breach, and the breach quotes none of its values", () => {
  const secret = "s3cr3t-value";
  const value = fc.jsonValue().map((json) => [secret, json, { [secret.length]: secret }]);
  const field = fc.constantFrom(
    "config",
    "capture",
    "bindings",
    "range",
    "state",
    "linkedCollections",
    "checkpoints",
    "x",
  );
  const body = fc.oneof(
    value,
    fc.dictionary(field, value),
    fc.dictionary(field, fc.dictionary(field, value)),
  );
  const name = fc.constantFrom(
    "spec",
    "discover",
    "validate",
    "apply",
    "open",
    "acknowledge",
    "__proto__",
    "other",
  );
  fc.assert(
    fc.property(fc.dictionary(name, body), (message) => {
      try {
        const request = parseRequest(JSON.stringify(message));
        assert(["spec", "discover", "validate", "apply", "open", "acknowledge"].includes(request.name));
      } catch (error) {
        assert(error instanceof ProtocolError, String(error));
        assertNotMatch(error.message, /s3cr3t/);
      }
    }),
    { numRuns: 200 },
  );
});
