import { assert, assertEquals, assertMatch } from "@std/assert";
import type { StreamName } from "../../src/simulator/mod.ts";
import { assertRefused, documents, smallAccount } from "../support/talk.ts";
import { assertClean, assertWhole, capture, changed, differing, problems } from "./support.ts";

const lists: [stream: StreamName, address: RegExp][] = [
  ["calls", /\/v1\/calls\?/],
  ["contacts", /\/v1\/contacts\?/],
  ["tags", /\/v1\/tags\?/],
];

/** What the key of a row may come as; none of them is to be told from another row's, or to be taken by the collection. */
const keys: [what: string, text: (id: string) => string][] = [
  ["a text", (id) => `"${id}"`],
  ["an integer that JavaScript rounds", () => "9007199254740993"],
  ["a fraction", (id) => `${id}.5`],
  ["null", () => "null"],
  ["an empty text", () => '""'],
  ["a list", (id) => `[${id}]`],
];

for (const [what, text] of keys) {
  for (const [stream, address] of lists) {
    Deno.test(`one of the ${stream} whose id comes as ${what} is said aloud, and all others are captured`, async () => {
      const simulator = smallAccount();
      const [, key = ""] = simulator.account.truth(stream).keys();
      const fetch = changed(
        simulator,
        address,
        (body) => body.replaceAll(`"id":${key},`, `"id":${text(key)},`),
      );
      const ran = await capture(simulator, [stream, "numbers"], { fetch, once: true });
      const message = assertRefused(ran, 1);
      assertMatch(message, new RegExp(`${stream}: a row came without a usable "id" and cannot be captured`));
      assertClean(simulator, ran);
      const said = ran.logs.filter(({ level, message }) =>
        level === "error" && message.startsWith(`${stream}: a row`)
      );
      assertEquals(said.length, 1);
      const wrong = differing(simulator, [stream, "numbers"], ran);
      assertEquals(wrong.length, 1);
      assert(wrong[0]?.startsWith(`${stream} ${key}: missing`), wrong[0]);
      for (const { id } of documents(ran)) assert(Number.isSafeInteger(id), JSON.stringify(id));
    });

    Deno.test(`one of the ${stream} whose id comes as ${what} once is read again, and captured`, async () => {
      const simulator = smallAccount();
      const [, key = ""] = simulator.account.truth(stream).keys();
      let times = 0;
      const fetch = changed(
        simulator,
        address,
        (body) => times++ > 0 ? body : body.replaceAll(`"id":${key},`, `"id":${text(key)},`),
      );
      const ran = await capture(simulator, [stream], { fetch, once: true });
      assertWhole(simulator, [stream], ran);
      assertEquals(problems(ran), []);
    });
  }
}

Deno.test("a webhook's key is a text: one that comes as an integer is said aloud, and the others are captured", async () => {
  const simulator = smallAccount();
  const [key = ""] = simulator.account.truth("webhooks").keys();
  const fetch = changed(simulator, /\/v1\/webhooks\?/, (body) => body.replaceAll(`"${key}"`, "5"));
  const ran = await capture(simulator, ["webhooks"], { fetch, once: true });
  assertMatch(assertRefused(ran, 1), /webhooks: a row came without a usable "webhook_id"/);
  assertEquals(documents(ran).length, 1);
});
