import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";
import { mutations } from "../support/mutations.ts";
import { configOf, openOf, type Said, smallAccount, stateAfter } from "../support/talk.ts";
import { bounded } from "./bounded.ts";
import { inputs } from "./inputs.ts";
import { assertSound, boundTo } from "./sound.ts";

const encoder = new TextEncoder();
const size = { calls: 10, days: 5, contacts: 5, users: 3, teams: 2, numbers: 2, tags: 4, webhooks: 2 };
const credentials = { id: "an-id-of-no-account", token: "a-token-that-nobody-may-read" };
const account = () => smallAccount({ size, credentials, journalSize: 100 });
const simulator = account();
const config = configOf(simulator, { advanced: { requests_per_minute: 6000 } });
const bindings = ["tags", "calls", "company"].map((name) => boundTo(name));
const opened = await bounded([openOf(config, bindings)], { simulator });
const open = openOf(config, bindings, {
  range: { keyBegin: 0, keyEnd: 4_294_967_295 },
  state: stateAfter(opened),
});
const capture = isObject(open["open"]) && isObject(open["open"]["capture"]) ? open["open"]["capture"] : {};

/** Requests as a platform sends them; what one of them has wrong, all the tests here begin with. */
const requests: JsonObject[] = [
  { spec: { connectorType: "IMAGE", config: {} } },
  { discover: { connectorType: "IMAGE", config } },
  { validate: { name: "acmeCo/source-aircall", connectorType: "IMAGE", config, bindings } },
  { apply: { capture, version: "1" } },
  { acknowledge: { checkpoints: 1 } },
  open,
];
const request = fc.constantFrom(...requests);
const spoilt = request.chain(mutations);

Deno.test("whatever bytes come, the session ends with exit code 0 or 1 and says why in one line", async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom("{", "}", "\n", '"', " ", "\r\n", '{"spec":{}}', '{"spec":{}}\n', "\ufeff", "null\n", "[")
      .map((text) => encoder.encode(text)),
    fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80], [0]).map((bytes) => new Uint8Array(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (said) => {
      const ran = await bounded(said, { simulator });
      assertSound(ran, { secrets: [credentials.token], said });
      assert(ran.code !== 2, "nothing was configured");
    }),
    inputs("bytes"),
  );
});

Deno.test("whatever JSON a line holds, it is answered once or refused", async () => {
  const name = fc.constantFrom(...requests.flatMap((one) => Object.keys(one)), "__proto__", "toString", "$x");
  const field = fc.constantFrom(
    ...[
      "config",
      "capture",
      "bindings",
      "range",
      "state",
      "linkedCollections",
      "checkpoints",
      "resourceConfig",
    ],
    ...["collection", "collectionIndex", "backfill", "stateKey", "stream", "__proto__"],
  );
  const { body } = fc.letrec((tie) => ({
    body: fc.oneof(
      { depthSize: "small", maxDepth: 4 },
      fc.jsonValue({ maxDepth: 2 }),
      fc.constant(config),
      fc.array(tie("body"), { maxLength: 2 }),
      fc.dictionary(field, tie("body"), { maxKeys: 4 }),
    ),
  }));
  const message = fc.oneof(fc.jsonValue(), fc.dictionary(name, body, { maxKeys: 2 }));
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
      const ran = await bounded(messages.map((one) => `${JSON.stringify(one)}\n`), { simulator });
      assertSound(ran, { secrets: [credentials.token], said: messages });
      const answers = ran.responses.filter((response) =>
        !("checkpoint" in response || "captured" in response || "sourcedSchema" in response)
      );
      assertLessOrEqual(answers.length, messages.length);
      if (ran.code === 0) assert(answers.length > 0, "a request that was taken was not answered");
    }),
    inputs("json"),
  );
});

Deno.test("requests with one thing in each of them changed are answered in turn, or refused", async () => {
  const one = fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 1, arbitrary: request });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 3 }), async (said) => {
      const ran = await bounded(said, { simulator });
      // a token that was changed is another one, and where it was put elsewhere it is no secret
      assertSound(ran, { secrets: [credentials.token], said });
    }),
    inputs("requests"),
  );
});

Deno.test("wherever a conversation is cut into pieces, the answers are the same, and where it ends amid a line it is refused", async () => {
  const last = fc.option(fc.constant(openOf(config, [boundTo("tags")])), { nil: undefined });
  const said = fc.array(fc.oneof(request.filter((one) => !("open" in one)), spoilt), { maxLength: 4 });
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
  const loss = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(said, last, places, loss, async (before, end, places, loss) => {
      const until = before.findIndex((one) => "open" in one);
      const all = until < 0 ? [...before, ...end ? [end] : []] : before.slice(0, until + 1);
      const text = all.map((one) => `${JSON.stringify(one)}\n`).join("");
      const bytes = encoder.encode(text);
      const kept = bytes.subarray(0, loss === undefined ? bytes.length : Math.floor(loss * bytes.length));
      const at = [0, ...places.map((place) => Math.floor(place * kept.length)).sort((a, b) => a - b)];
      const pieces: Said = at.map((begin, i) => kept.subarray(begin, at[i + 1] ?? kept.length));
      const [whole, cut] = [
        await bounded([kept], { simulator: account() }),
        await bounded(pieces, {
          simulator: account(),
        }),
      ];
      assertSound(whole, { secrets: [credentials.token] });
      assertSound(cut, { secrets: [credentials.token] });
      assertEquals([cut.code, kinds(cut.responses)], [whole.code, kinds(whole.responses)]);
      const amid = kept.length > 0 && kept.at(-1) !== 10;
      if (amid && !whole.responses.some((one) => "opened" in one)) assert(whole.code !== 0);
    }),
    inputs("cuts"),
  );
});

function kinds(responses: JsonObject[]): string[] {
  return responses.flatMap((response) => Object.keys(response));
}
