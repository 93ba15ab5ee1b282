import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { madeSpec } from "../../src/flow/made_spec.ts";
import { fault } from "../../src/flow/runtime/json_schema.ts";
import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { Simulator, streams } from "../../src/simulator/mod.ts";
import { schemaFaults } from "../support/json_schema.ts";
import { assertRefused, configOf, smallAccount, talk } from "../support/talk.ts";

const spec = { spec: { connectorType: "IMAGE", config: {} } };

/** What the answer to `spec` holds. */
async function theSpec(): Promise<JsonObject> {
  const { responses: [response] } = await talk([spec]);
  const message = response?.spec;
  assert(isObject(message));
  return message;
}

function object(value: unknown): JsonObject {
  assert(isObject(value), JSON.stringify(value));
  return value;
}

Deno.test("spec.json is what the configurations' schemas make (deno task docs writes it)", async () => {
  assertEquals(await theSpec(), madeSpec());
  assertEquals(JSON.stringify(await theSpec()), JSON.stringify(madeSpec()), "in the same order");
});

Deno.test("spec asked twice gives two identical lines, and the end of the input exit code 0", async () => {
  const { code, out, err } = await talk([spec, spec]);
  const [first, second, ...rest] = out.split("\n");
  assertEquals(second, first);
  assertEquals([rest, err, code], [[""], "", 0]);
});

Deno.test("spec is answered in whatever form it is asked", async () => {
  const { out } = await talk([spec]);
  for (const form of [{ spec: {} }, { spec: { config: null } }, { $internal: "Cg==", spec: { new: 1 } }]) {
    assertEquals((await talk([form])).out, out);
  }
  assertEquals((await talk(['\r\n  {"spec":{}}\r\n\n', "\n"])).out, out);
});

Deno.test("spec names the protocol's version, the documentation and the pointer, and nothing that old platforms refuse", async () => {
  const message = await theSpec();
  assertEquals(message.protocol, 3_032_023);
  assertEquals(message.resourcePathPointers, ["/stream"]);
  assertMatch(String(message.documentationUrl), /^https:\/\/\S+$/);
  assertEquals(Object.keys(message).toSorted(), [
    "configSchema",
    "documentationUrl",
    "protocol",
    "resourceConfigSchema",
    "resourcePathPointers",
  ]);
});

Deno.test("the endpoint schema is that of the contract: flat, open, with a form that explains itself", async () => {
  const schema = object((await theSpec()).configSchema);
  assertEquals(schemaFaults(schema), []);
  assertEquals(schema.type, "object");
  assert(schema.additionalProperties !== false, "the platform adds keys at the root");
  assertEquals(schema.required, ["api_id", "api_token", "start_date"]);
  const properties = object(schema.properties);
  assertEquals(Object.keys(properties), ["api_id", "api_token", "start_date", "advanced"]);
  const { api_id: id, api_token: token, start_date: start, advanced } = properties;
  assertEquals([id, token, start, advanced].map((one) => object(one).title), [
    "API ID",
    "API Token",
    "Start Date",
    "Advanced",
  ]);
  assertEquals([id, token, start].map((one) => object(one).type), ["string", "string", "string"]);
  assertEquals([id, token, start, advanced].map((one) => object(one).secret), [
    undefined,
    true,
    undefined,
    undefined,
  ]);
  for (const one of [id, token]) {
    assertStringIncludes(String(object(one).description), "Integrations & API → API Keys");
  }
  assertEquals(object(start).format, "date-time");
  assertEquals(object(start).default, "2023-01-01T00:00:00.000Z");
  assertMatch(String(object(start).description), /six months/);
  assertEquals(object(advanced).advanced, true);
});

Deno.test("everything under advanced has a default, and none of it is required", async () => {
  const schema = object((await theSpec()).configSchema);
  const advanced = object(locate(schema, "/properties/advanced"));
  assertEquals(advanced.required, undefined);
  const properties = object(advanced.properties);
  assertEquals(Object.keys(properties), ["requests_per_minute", "reread", "call_details", "base_url"]);
  const defaults = Object.entries(properties).map(([name, one]) => [name, object(one).default]);
  assertEquals(Object.fromEntries(defaults), {
    requests_per_minute: 60,
    reread: 0.5,
    call_details: ["contact"],
    base_url: "https://api.aircall.io",
  });
  const rate = object(properties.requests_per_minute);
  assertEquals([rate.type, rate.minimum, rate.maximum], ["integer", 1, 1_000_000]);
  assertEquals(locate(properties, "/call_details/items/enum"), [
    "contact",
    "short_urls",
    "timeline",
    "ai_voice_agents",
  ]);
});

Deno.test("the resource schema has the contract's three titles, its streams and its defaults", async () => {
  const schema = object((await theSpec()).resourceConfigSchema);
  assertEquals(schemaFaults(schema), []);
  const properties = object(schema.properties);
  assertEquals(Object.entries(properties).map(([name, one]) => [name, object(one).title]), [
    ["stream", "Stream"],
    ["syncMode", "Sync Mode"],
    ["interval", "Interval"],
  ]);
  assertEquals(schema.required, ["stream"]);
  assertEquals(object(properties.stream).enum, [...streams]);
  assertEquals(object(properties.syncMode).enum, ["incremental", "full_refresh"]);
  assertEquals(object(properties.interval).default, "PT5M");
  assertEquals(object(properties.interval).format, "duration");
  assertEquals(
    fault(schema, { stream: "calls", _meta: { path: ["x"] } }),
    undefined,
    "the platform adds _meta",
  );
});

Deno.test("every field of every form has a title in title case, a description of whole sentences and a place", async () => {
  const { configSchema, resourceConfigSchema } = await theSpec();
  const advanced = locate(configSchema, "/properties/advanced");
  for (const form of [configSchema, advanced, resourceConfigSchema]) {
    const fields = Object.values(object(object(form).properties)).map(object);
    assertEquals(fields.map(({ order }) => order), fields.map((_, i) => i));
    for (const { title, description, type } of fields) {
      assertMatch(String(title), /^[A-Z][\w ]*$/);
      assertMatch(String(description), /^[A-Z].*\.$/);
      assert(type !== undefined);
    }
  }
});

Deno.test("discover finds the nine streams in the contract's order, each with its key and what suits its own schema", async () => {
  const simulator = smallAccount();
  const { code, responses } = await talk([spec, { discover: { config: configOf(simulator) } }], {
    simulator,
  });
  assertEquals(code, 0);
  assertEquals(responses.length, 2);
  const schema = object(responses[0]?.spec).resourceConfigSchema;
  const { bindings } = object(responses[1]?.discovered);
  assert(Array.isArray(bindings));
  const found = bindings.map(object);
  assertEquals(found.map(({ recommendedName }) => recommendedName), [...streams]);
  assertEquals(found.map(({ resourceConfig }) => object(resourceConfig).stream), [...streams]);
  assertEquals(
    found.map(({ key }) => key),
    streams.map((name) => [{ company: "/name", webhooks: "/webhook_id" }[name as string] ?? "/id"]),
  );
  for (const { resourceConfig, ...rest } of found) {
    assertEquals(fault(schema, resourceConfig), undefined);
    assertEquals(Object.keys(rest).toSorted(), ["documentSchema", "key", "recommendedName"]);
  }
});

Deno.test("discover and validate ask /v1/ping once, and nothing else", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  for (const request of [{ discover: { config } }, { validate: { name: "a/b", config, bindings: [] } }]) {
    simulator.clearJournal();
    assertEquals((await talk([spec, request], { simulator })).code, 0);
    assertEquals(simulator.journal.map(({ path }) => path), ["/v1/ping"]);
  }
});

Deno.test("credentials that are refused end discover and validate with exit code 2, naming the fields and not their values", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator, { api_id: "somebody-else", api_token: "a-deleted-token" });
  for (const request of [{ discover: { config } }, { validate: { name: "a/b", config, bindings: [] } }]) {
    const answered = await talk([spec, request], { simulator, level: "trace" });
    assertEquals(answered.responses.length, 1, "nothing is answered beyond the spec");
    const message = assertRefused(answered, 2);
    assertMatch(message, /api_id and api_token/);
    assertMatch(message, /403/);
    assertMatch(message, /API Keys in the Aircall dashboard/);
    for (const value of ["somebody-else", "a-deleted-token", btoa("somebody-else:a-deleted-token")]) {
      assert(!answered.err.includes(value), `${value} was told`);
    }
  }
});

Deno.test("a field's name stays readable where a key is called like it", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator, { api_id: "api_id", api_token: "token" });
  const message = assertRefused(await talk([{ discover: { config } }], { simulator }), 2);
  assertMatch(message, /Check api_id and api_token under/);
});

Deno.test("an API that cannot be reached, or is another one, ends discover with exit code 1 and says what to check", async () => {
  const reset = smallAccount();
  reset.faults.add({ kind: "reset", every: 1 });
  const unreached = assertRefused(
    await talk([{ discover: { config: configOf(reset) } }], { simulator: reset }),
    1,
  );
  assertMatch(unreached, /does not answer .*Connection reset.*Check the network, base_url/);
  const other: Simulator = smallAccount();
  other.faults.add({ kind: { status: 404, body: "no such page" }, every: 1 });
  const missed = assertRefused(
    await talk([{ discover: { config: configOf(other) } }], { simulator: other }),
    1,
  );
  assertMatch(missed, /404.*base_url/);
});

Deno.test("discover survives faults that pass, and a 429", async () => {
  const simulator = smallAccount();
  for (const kind of ["reset", "truncated-json", "html", { status: 503 }, { status: 429 }] as const) {
    simulator.faults.add({ kind, times: 1 });
    const { code, responses } = await talk([{ discover: { config: configOf(simulator) } }], { simulator });
    assertEquals([code, responses.length], [0, 1], JSON.stringify(kind));
  }
});
