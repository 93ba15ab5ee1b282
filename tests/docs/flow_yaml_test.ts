import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { fault } from "../../src/flow/runtime/json_schema.ts";
import { differences, streams } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, talk } from "../support/talk.ts";
import { page } from "./blocks.ts";
import { type CatalogBinding, readCatalog } from "./catalog.ts";

const simulator = smallAccount();
/** What discovery answers, by stream. */
const discovered = new Map<unknown, JsonObject>(
  (await talk([{ discover: { config: configOf(simulator) } }], { simulator })).responses
    .flatMap(({ discovered }) => (discovered as { bindings: JsonObject[] }).bindings)
    .map((binding) => [binding["recommendedName"], binding]),
);

/** A binding of a catalog as the platform sends it. */
function sent({ resource, target, key, writeSchema }: CatalogBinding): JsonObject {
  const stream = String(resource["stream"]);
  return bindingOf(stream, {
    resourceConfig: resource,
    collection: { name: target, writeSchema, key },
  });
}

for (const name of ["docs/flow/flow.yaml", "docs/flow/original.flow.yaml"]) {
  const { image, config, bindings } = readCatalog(await page(name));
  /** The example's configuration with a key that opens the simulated account. */
  const opened = { ...config, api_id: simulator.credentials.id, api_token: simulator.credentials.token };

  Deno.test(`${name} binds every stream to a collection as discovery gives it`, () => {
    assertMatch(image, /^ghcr\.io\/(?!estuary\/)/);
    assertEquals(bindings.map(({ resource }) => resource["stream"]), [...discovered.keys()]);
    for (const { resource, key, writeSchema, readSchema } of bindings) {
      const found = discovered.get(resource["stream"]);
      assertEquals([key, writeSchema], [found?.["key"], found?.["documentSchema"]]);
      assertEquals(readSchema, {
        allOf: [{ $ref: "flow://relaxed-write-schema" }, { $ref: "flow://inferred-schema" }],
      });
    }
  });

  Deno.test(`the configuration and bindings of ${name} are accepted without a word`, async () => {
    const request = { name: "acmeCo/a", config: opened, bindings: bindings.map(sent) };
    const { code, err, responses } = await talk([{ validate: request }], { simulator });
    assertEquals([code, err], [0, ""]);
    const paths = bindings.map(({ resource }) => ({ resourcePath: [resource["stream"]] }));
    assertEquals(responses, [{ validated: { bindings: paths } }]);
  });

  Deno.test(`${name} captures the account, in documents that its collections take`, async () => {
    const ran = await talk([openOf(opened, bindings.map(sent))], { simulator, once: true });
    assertEquals(ran.code, 0, ran.last?.message);
    for (const [i, { resource, key: [pointer = ""], writeSchema }] of bindings.entries()) {
      const captured = documents(ran, i);
      assertEquals(captured.flatMap((document) => fault(writeSchema, document) ?? []), []);
      const rows = new Map(captured.map((document) => [String(document[pointer.slice(1)]), document]));
      const stream = streams.find((stream) => stream === resource["stream"]);
      assert(stream && rows.size > 0);
      assertEquals(differences(simulator.account, stream, rows), []);
    }
  });
}

Deno.test("the examples hold no key of anybody's", async () => {
  for (const name of ["docs/flow/flow.yaml", "docs/flow/original.flow.yaml"]) {
    const { config } = readCatalog(await page(name));
    assertEquals([config["api_id"], config["api_token"]], ["your-api-id", "your-api-token"]);
  }
});

Deno.test("a catalog with a misspelt key, a collection too many or one too few is refused", async () => {
  const text = await page("docs/flow/flow.yaml");
  const without = text.replace(
    "        target: acmeCo/aircall/tags\n",
    "        target: acmeCo/aircall/tag\n",
  );
  for (const wrong of [text.replace("writeSchema", "write_schema"), without]) {
    assertNotEquals(wrong, text);
    assertThrows(() => readCatalog(wrong));
  }
});

Deno.test("collections that other connectors made refuse what docs/flow/moving.md says they refuse", async () => {
  const text = await page("docs/flow/moving.md");
  const webhook = { webhook_id: "8e1a", _meta: { op: "d" } };
  const number = { id: 1, priority: 0, _meta: { op: "c" } };
  const contact = { id: 1, _meta: { op: "d" } };
  const strict = (required: string[], properties: JsonObject = {}) => ({
    type: "object",
    required,
    properties,
  });
  for (
    const [said, schema, document] of [
      ["`priority` is a string", strict(["id"], { priority: { type: ["string", "null"] } }), number],
      ["`id` is required of a webhook", strict(["id"]), webhook],
      ["`created_at` and `updated_at`", strict(["id", "created_at", "updated_at"]), contact],
    ] as const
  ) {
    assertStringIncludes(text.replaceAll(/\s+/g, " "), said);
    assert(fault(schema, document) !== undefined, said);
  }
  for (
    const [stream, document] of [["numbers", number], ["webhooks", webhook], ["contacts", contact]] as const
  ) {
    assertEquals(fault(discovered.get(stream)?.["documentSchema"], document), undefined, stream);
  }
});
