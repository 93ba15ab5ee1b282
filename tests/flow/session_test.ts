import { assert, assertEquals, assertGreater, assertLess, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { isObject } from "../../src/flow/runtime/json.ts";
import { mutations } from "../support/mutations.ts";
import { differences } from "../../src/simulator/mod.ts";
import {
  assertRefused,
  bindingOf,
  configOf,
  documents,
  openOf,
  type Said,
  smallAccount,
  stateAfter,
  talk,
} from "../support/talk.ts";

const spec = { spec: { connectorType: "IMAGE", config: {} } };
const encoder = new TextEncoder();

/** Five megabytes of noise, always the same. */
function noise(byte: (i: number) => number): Uint8Array {
  const bytes = new Uint8Array(5_000_000);
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
    bytes[i] = byte(state >>> 24);
  }
  return bytes;
}

Deno.test("the end of the input before any request is the end, with exit code 0 and without a word", async () => {
  for (const said of [[], ["\n"], ["  \r\n\n"]] satisfies Said[]) {
    const { code, out, err } = await talk(said);
    assertEquals([code, out, err], [0, "", ""]);
  }
});

Deno.test("what is no request ends with exit code 1 and one readable line, and what was answered before stays", async () => {
  const bad: [name: string, said: Said][] = [
    ["text", ["hello\n"]],
    ["a cut object", ['{"spec":\n']],
    ["an array", ["[1]\n"]],
    ["an unknown request", [{ stop: {} }]],
    ["two requests in one", [{ spec: {}, discover: {} }]],
    ["a wrong type", [{ validate: { bindings: "all" } }]],
    ["acknowledge before open", [{ acknowledge: { checkpoints: 1 } }]],
    ["no UTF-8", [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a])]],
    ["UTF-16", [new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x0a, 0x00])]],
    ["a zero byte", ["\0\n"]],
    ["a line cut by the end", ['{"spec":{}}']],
    ["noise without a newline", [noise((byte) => byte % 256 === 10 ? 11 : byte)]],
    ["noise with newlines", [noise((byte) => byte)]],
    ["noise that begins like an object", ["{", noise((byte) => 0x20 + byte % 90)]],
    ["a deep object", [`{"spec":${"[".repeat(50_000)}${"]".repeat(50_000)}}\n`]],
    ["an indented object", [`${JSON.stringify(spec, null, 2)}\n`]],
  ];
  const { out: answer } = await talk([spec]);
  for (const [name, said] of bad) {
    const answered = await talk([spec, ...said], { level: "info" });
    assertEquals(answered.out, answer, name);
    assertEquals(answered.logs.length, 1, name);
    const message = assertRefused(answered, 1);
    assertMatch(message, /^The input is not the Flow capture protocol: [^\n]{10,300}\.$/, name);
  }
});

Deno.test("whatever JSON is a line, the session ends by itself, with an exit code from 0 to 2 and without a stack", async () => {
  const body = fc.dictionary(
    fc.constantFrom(
      "config",
      "capture",
      "bindings",
      "range",
      "state",
      "linkedCollections",
      "checkpoints",
      "version",
    ),
    fc.jsonValue(),
  );
  const deep = body.map((capture) => ({ capture, range: {}, state: {} }));
  const name = fc.constantFrom("spec", "discover", "validate", "apply", "open", "acknowledge");
  const message = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(name, fc.oneof(body, deep), { minKeys: 1, maxKeys: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
      const lines = messages.map((one) => `${JSON.stringify(one)}\n`);
      const answered = await talk(lines, { once: true });
      if (answered.code !== 0) assertRefused(answered, answered.code);
      assert([0, 1, 2].includes(answered.code));
      assertLessOrEqual(answered.responses.length, messages.length);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a real request with any one thing in it changed is answered or refused, and captures without a crash", async () => {
  const simulator = smallAccount({ journalSize: 1000 });
  const names = ["tags", "calls", "company"];
  const config = configOf(simulator, { advanced: { requests_per_minute: 6000, call_details: ["contact"] } });
  const state = stateAfter(
    await talk([openOf(config, names.map((name) => bindingOf(name)))], { simulator, once: true }),
  );
  const bindings = names.map((name) => bindingOf(name, { backfill: 0 }));
  const whole = openOf(config, bindings, { range: { keyBegin: 0, keyEnd: 4_294_967_295 }, state });
  const { open } = whole;
  const capture = isObject(open) && isObject(open.capture) ? open.capture : {};
  for (const request of [whole, { apply: { capture, version: "1" } }, { validate: capture }]) {
    await fc.assert(
      fc.asyncProperty(mutations(request), async (changed) => {
        const answered = await talk([changed], { simulator, once: true });
        if (answered.code !== 0) assertRefused(answered, answered.code);
        assert([0, 1, 2].includes(answered.code));
      }),
      { numRuns: 80 },
    );
  }
});

Deno.test("whatever bytes are the input, the session ends with exit code 0 or 1", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), async (pieces) => {
      const answered = await talk(pieces);
      if (answered.code !== 0) assertRefused(answered, 1);
      assertEquals(answered.out, "");
    }),
  );
});

Deno.test("a binding that points to a linked collection which is not there is refused by every request that carries it", async () => {
  const simulator = smallAccount();
  const linkedCollections = [{ name: "acmeCo/tags", key: ["/id"] }];
  const bindings = [bindingOf("tags", { collection: undefined, collectionIndex: 1 })];
  const capture = { config: configOf(simulator), bindings, linkedCollections };
  for (const request of [{ validate: capture }, { apply: { capture } }, { open: { capture } }]) {
    const answered = await talk([request], { simulator, once: true });
    assertMatch(assertRefused(answered, 1), /a binding points to linked collection 1 of 1/);
    assertEquals(answered.out, "");
  }
});

Deno.test("requests are answered in their order, each before the next is looked at", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const { responses, code } = await talk([
    spec,
    { discover: { config } },
    { validate: { config, bindings: [bindingOf("tags")] } },
    { apply: { capture: { config } } },
    spec,
    "nonsense\n",
  ], { simulator });
  const kinds = responses.flatMap((response) => Object.keys(response));
  assertEquals([kinds, code], [["spec", "discovered", "validated", "applied", "spec"], 1]);
});

Deno.test("the end of the input after open changes nothing: the capture goes on", async () => {
  const simulator = smallAccount();
  const open = openOf(configOf(simulator), [bindingOf("calls")]);
  const answered = await talk([spec, open], { simulator, once: true });
  assertEquals(answered.code, 0);
  assertEquals(answered.responses[1], { opened: { explicitAcknowledgements: false } });
  const captured = new Map(documents(answered).map((document) => [String(document.id), document]));
  assertEquals(differences(simulator.account, "calls", captured), []);
});

Deno.test("after open, acknowledgements are taken without an answer", async () => {
  const simulator = smallAccount();
  const open = openOf(configOf(simulator), [bindingOf("tags")]);
  const quiet = await talk([open], { simulator, once: true });
  const acknowledged = await talk([open, { acknowledge: { checkpoints: 3 } }, { acknowledge: {} }], {
    simulator: smallAccount(),
    once: true,
    hold: true,
  });
  assertEquals(acknowledged.code, 0);
  assertEquals(acknowledged.out, quiet.out);
});

Deno.test("after open, anything but an acknowledgement ends the capture at a checkpoint with exit code 1", async () => {
  const simulator = smallAccount();
  const open = openOf(configOf(simulator), [bindingOf("tags")]);
  const second: Said[] = [[open], [spec], ["noise\n"], [{ acknowledge: {}, spec: {} }], ["{"], [{
    acknowledge: 1,
  }]];
  for (const said of second) {
    for (const bindings of [[bindingOf("tags"), bindingOf("calls")], []]) {
      const began = simulator.clock.now();
      const answered = await talk([openOf(configOf(simulator), bindings), ...said], { simulator });
      assertMatch(assertRefused(answered, 1), /^The input is not the Flow capture protocol: /);
      assertLess(simulator.clock.now() - began, 60_000, "at once");
      assertEquals(answered.responses.filter((response) => "opened" in response).length, 1);
      const kinds = answered.responses.flatMap((response) => Object.keys(response));
      assert(["opened", "checkpoint"].includes(kinds.at(-1) ?? ""), "it ends at a checkpoint");
    }
  }
});

Deno.test("an open request of 40 MB, most of it other bindings' state, is read like any other", async () => {
  const simulator = smallAccount();
  const rows = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`row ${i}`, "x".repeat(1000)]));
  const others = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`gone.v${i}`, { rows }]));
  const state = { sourceAircall: { version: 1 }, bindings: others };
  const line = encoder.encode(
    `${JSON.stringify(openOf(configOf(simulator), [bindingOf("tags")], { state }))}\n`,
  );
  assertGreater(line.length, 40_000_000);
  const pieces = Array.from(
    { length: Math.ceil(line.length / 65_536) },
    (_, i) => line.subarray(i * 65_536, (i + 1) * 65_536),
  );
  const answered = await talk(pieces, { simulator, once: true });
  assertEquals(answered.code, 0);
  assertEquals(documents(answered).length, 12);
});

Deno.test("responses hold one variant each, and none but the protocol's", async () => {
  const simulator = smallAccount();
  const answered = await talk([openOf(configOf(simulator), [bindingOf("teams")])], { simulator, once: true });
  for (const response of answered.responses) {
    const [kind = "", ...more] = Object.keys(response);
    assertEquals(more, []);
    assert(["opened", "captured", "sourcedSchema", "checkpoint"].includes(kind));
    assert(isObject(response[kind]));
  }
});
