import { assertEquals, assertGreater } from "@std/assert";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";
import { variants } from "../../src/flow/runtime/mod.ts";
import { differences, streams } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, type Talk, talk } from "../support/talk.ts";
import { World } from "../support/world.ts";

const size = { calls: 300, days: 20, contacts: 130, users: 55, teams: 3, numbers: 4, tags: 12, webhooks: 2 };

for (const variant of variants) {
  Deno.test(`a platform whose requests are ${variant} gets the whole account, also when it asks to begin anew`, async () => {
    const world = new World({ size, variant, requestsPerMinute: 600 });
    await world.publish();
    assertEquals(await world.runOnce(), 0);
    assertEquals(world.differences(), []);
    await world.publish({ backfill: 1 });
    await world.clock.sleep(3_600_000);
    const id = world.simulator.account.startCall({ talk: 5, finaliseAfter: 10 });
    await world.clock.sleep(3_600_000);
    assertEquals(await world.runOnce(), 0);
    assertEquals(world.differences(), []);
    assertEquals(world.captured("calls").get(String(id))?.id, id);
    assertEquals(world.logs.filter(({ level }) => level === "warn" || level === "error"), []);
  });
}

/** What a capture of every stream finds missing or wrong. */
async function faults(change: (open: JsonObject) => JsonObject): Promise<string[]> {
  const simulator = smallAccount();
  const { open } = openOf(configOf(simulator), streams.map((stream) => bindingOf(stream)));
  const ran: Talk = await talk([{ open: change(isObject(open) ? open : {}) }], { simulator, once: true });
  assertEquals(ran.code, 0);
  assertGreater(ran.responses.length, 100);
  return streams.flatMap((stream, i) => {
    const key = { company: "name", webhooks: "webhook_id" }[stream as string] ?? "id";
    const captured = new Map(documents(ran, i).map((document) => [String(document[key]), document]));
    return differences(simulator.account, stream, captured);
  });
}

Deno.test("open may come without range, without state, without version, or with null for them", async () => {
  assertEquals(await faults(({ capture }) => ({ capture })), []);
  assertEquals(await faults((open) => ({ ...open, range: null, state: null, version: null })), []);
  assertEquals(await faults((open) => ({ ...open, range: {}, state: {}, version: "" })), []);
});

Deno.test("bindings may come without collections, and linked collections without indexes, backwards, or shared", async () => {
  const bindings = (open: JsonObject): JsonObject[] => {
    const { capture } = open;
    return isObject(capture) && Array.isArray(capture.bindings) ? capture.bindings.filter(isObject) : [];
  };
  const replaced = (open: JsonObject, change: JsonObject): JsonObject => ({
    ...open,
    capture: { ...isObject(open.capture) ? open.capture : {}, ...change },
  });
  assertEquals(
    await faults((open) =>
      replaced(open, { bindings: bindings(open).map(({ collection: _, ...rest }) => rest) })
    ),
    [],
  );
  assertEquals(
    await faults((open) => {
      const linkedCollections = bindings(open).map(({ collection }) => collection).toReversed();
      const pointing = bindings(open).map(({ collection: _, ...rest }, i) => {
        const collectionIndex = linkedCollections.length - 1 - i;
        return collectionIndex === 0 ? rest : { ...rest, collectionIndex };
      });
      return replaced(open, { bindings: pointing, linkedCollections });
    }),
    [],
  );
});

Deno.test("bindings that are not active are never captured", async () => {
  const inactive = ["tags", "nobody_knows", "users"].map((stream) => bindingOf(stream));
  const simulator = smallAccount();
  const { open } = openOf(configOf(simulator), [bindingOf("company")]);
  const capture = isObject(open) && isObject(open.capture) ? open.capture : {};
  const ran = await talk([{ open: { capture: { ...capture, inactiveBindings: inactive } } }], {
    simulator,
    once: true,
  });
  assertEquals([ran.code, documents(ran).length], [0, 1]);
  assertEquals(new Set(simulator.journal.map(({ path }) => path)), new Set(["/v1/company"]));
});

Deno.test("documents name their binding by its place in this open", async () => {
  const simulator = smallAccount();
  const names = ["webhooks", "company", "tags"];
  const ran = await talk([openOf(configOf(simulator), names.map((name) => bindingOf(name)))], {
    simulator,
    once: true,
  });
  assertEquals(names.map((_, i) => documents(ran, i).length), [2, 1, 12]);
});
