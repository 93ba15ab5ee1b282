import { assertEquals, assertGreater } from "@std/assert";
import type { Fetch } from "../../src/http/client.ts";
import type { JsonObject } from "../../src/flow/runtime/json.ts";
import { type Simulator, streams } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, stateAfter, talk } from "../support/talk.ts";

/** The same answers, written in another way. */
function rewritten(fetch: Fetch, write: (body: unknown) => string): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    const { status, headers } = response;
    const text = await response.text();
    return new Response(status === 200 ? write(JSON.parse(text)) : text, { status, headers });
  };
}

/** JSON with every object's fields in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, item]) => [name, reversed(item)]));
}

const ways: [what: string, write: (body: unknown) => string][] = [
  ["on many lines", (body) => JSON.stringify(body, null, 2)],
  ["with blanks", (body) => JSON.stringify(body, null, " ").replaceAll("\n", " ")],
  ["with its fields the other way round", (body) => JSON.stringify(reversed(body))],
  [
    "with escapes for whatever is not ASCII",
    (body) =>
      JSON.stringify(body).replaceAll(
        /[^\x20-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
  ],
];

for (const [what, write] of ways) {
  Deno.test(`answers that are written ${what} are the same documents, and the same again are no changes`, async () => {
    const capture = async (simulator: Simulator, fetch: Fetch, state?: JsonObject) => {
      const bindings = streams.map((name) => bindingOf(name));
      const open = openOf(configOf(simulator), bindings, state ? { state } : {});
      const ran = await talk([open], { simulator, fetch, once: true });
      assertEquals(ran.code, 0);
      return { ran, came: streams.map((_, i) => documents(ran, i)) };
    };
    const [one, two] = [smallAccount(), smallAccount()];
    const plain = await capture(one, one.fetch);
    const other = await capture(two, rewritten(two.fetch, write));
    assertGreater(plain.came.flat().length, 150);
    assertEquals(other.came, plain.came);
    const again = await capture(two, rewritten(two.fetch, write), stateAfter(plain.ran));
    assertEquals(again.came.flat(), []);
  });
}
