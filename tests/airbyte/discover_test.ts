import { assert, assertEquals, assertMatch } from "@std/assert";
import { isObject } from "../../src/capture/fits.ts";
import { specification } from "../../src/airbyte/spec.ts";
import { streams } from "../../src/simulator/mod.ts";
import { schemaFaults } from "../support/json_schema.ts";
import { configOf, smallAccount } from "../support/talk.ts";
import { catalogOf, checking, discovering, reading, recordsOf, spoken } from "./spoken.ts";

/** The streams of the catalog, as they are discovered. */
async function discoveredStreams() {
  const simulator = smallAccount();
  const ran = await discovering(configOf(simulator), { simulator });
  const [message] = ran.messages;
  assert(ran.code === 0 && ran.messages.length === 1 && message?.type === "CATALOG");
  return message.catalog.streams;
}

/** Where a value is of a type that its schema does not name; fields that it does not know are free. */
function mistaken(schema: unknown, value: unknown, at = ""): string[] {
  if (!isObject(schema)) return [];
  const types = [schema["type"]].flat();
  const type = value === null
    ? "null"
    : Array.isArray(value)
    ? "array"
    : Number.isInteger(value)
    ? "integer"
    : typeof value;
  if (!types.includes(type)) return [`${at}: ${type} is none of ${types}`];
  const { properties, items } = schema;
  if (Array.isArray(value)) return items ? value.flatMap((one, i) => mistaken(items, one, `${at}/${i}`)) : [];
  if (!isObject(value) || !isObject(properties)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(properties, name) ? mistaken(properties[name], inner, `${at}/${name}`) : []
  );
}

Deno.test("all nine streams are discovered in both modes, with their primary keys, and can be resumed", async () => {
  const found = await discoveredStreams();
  assertEquals(found.map(({ name }) => name), [...streams]);
  for (const { name, json_schema: _, ...stream } of found) {
    assertEquals(stream, {
      supported_sync_modes: ["full_refresh", "incremental"],
      source_defined_cursor: true,
      source_defined_primary_key: [[{ company: "name", webhooks: "webhook_id" }[name] ?? "id"]],
      is_resumable: true,
    });
  }
});

Deno.test("each schema is a JSON Schema that names the key, what is added and nothing secret, and leaves the rest open", async () => {
  for (const { name, json_schema, source_defined_primary_key } of await discoveredStreams()) {
    const { $schema, ...schema } = json_schema;
    assertEquals($schema, "http://json-schema.org/draft-07/schema#");
    assertEquals(
      schemaFaults(JSON.parse(JSON.stringify(schema).replaceAll('"airbyte_type"', '"title"'))),
      [],
      name,
    );
    const { properties, required, additionalProperties } = schema;
    assert(isObject(properties));
    assertEquals([required, additionalProperties], [source_defined_primary_key[0], true]);
    for (const field of ["_meta", "_ab_cdc_deleted_at"]) assert(Object.hasOwn(properties, field), field);
    assert(!Object.hasOwn(properties, "token"), name);
  }
});

Deno.test("every record of every stream, a deletion too, is as its schema says, and no schema is empty", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const first = await reading({ config, catalog: catalogOf() }, { simulator });
  const gone = { type: "object", id: 1, _meta: { op: "d" }, _ab_cdc_deleted_at: new Date(0).toISOString() };
  for (const { name, json_schema } of await discoveredStreams()) {
    const records = recordsOf(first, name);
    assert(records.length > 0, name);
    assertEquals(records.flatMap((record) => mistaken(json_schema, record, name)), []);
    assertEquals(mistaken(json_schema, gone), []);
    // a wrong one would be seen
    assertEquals(mistaken(json_schema, { _meta: [] }, name), [`${name}/_meta: array is none of null,object`]);
  }
});

Deno.test("the specification names what the configuration has to hold, in its order, the token alone as a secret", async () => {
  const ran = await spoken(({ messages }) => {
    messages.say({ type: "SPEC", spec: specification() });
    return Promise.resolve(0);
  });
  const [message] = ran.messages;
  assert(message?.type === "SPEC");
  const { connectionSpecification } = message.spec;
  const { properties, required, additionalProperties } = connectionSpecification;
  assert(isObject(properties));
  assertEquals([required, additionalProperties], [["api_id", "api_token", "start_date"], true]);
  assertEquals(Object.keys(properties), ["api_id", "api_token", "start_date", "advanced"]);
  const fields = Object.values(properties).filter(isObject);
  assertEquals(fields.map(({ order }) => order), [0, 1, 2, 3]);
  assertEquals(fields.map(({ airbyte_secret }) => airbyte_secret ?? false), [false, true, false, false]);
  for (const { title, description } of fields) {
    assert(typeof title === "string" && typeof description === "string");
  }
  assert(!/"(secret|advanced)":true/.test(ran.out), "words of another platform's");
});

Deno.test("a configuration of Airbyte's own connector passes the check unchanged", async () => {
  const simulator = smallAccount();
  const { id, token } = simulator.credentials;
  const config = { api_id: id, api_token: token, start_date: "2022-03-01T00:00:00.000Z" };
  const ran = await checking(config, { simulator });
  assertEquals(ran.messages, [{ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } }]);
});

Deno.test("a start date without a time passes the check, and one that there is not is refused by its field", async () => {
  const simulator = smallAccount();
  const passed = await checking(configOf(simulator, { start_date: "2026-02-28" }), { simulator });
  assertEquals(passed.messages, [{ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } }]);
  const refused = await checking(configOf(simulator, { start_date: "2026-02-29" }), { simulator });
  assertMatch(refused.out, /FAILED.*start_date.*is not right/);
});

Deno.test("keys that are not known are logged, and the check goes on", async () => {
  const simulator = smallAccount();
  const ran = await checking(configOf(simulator, { region: "eu" }), { simulator });
  assertEquals(ran.code, 0);
  assertMatch(
    ran.out,
    /"WARN","message":"These keys of the configuration are not known and are ignored: region"/,
  );
  assertEquals(ran.messages.at(-1)?.type, "CONNECTION_STATUS");
});
