import { assert, assertEquals } from "@std/assert";
import { streams } from "../../src/aircall/streams/mod.ts";
import { nullish, object, text, whole } from "../../src/capture/shape.ts";
import { fault, openAt } from "../../src/flow/runtime/json_schema.ts";
import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { documentSchema, sourcedSchema } from "../../src/flow/schemas.ts";
import { streams as names } from "../../src/simulator/mod.ts";
import { schemaFaults } from "../support/json_schema.ts";
import { smallAccount } from "../support/talk.ts";

/** Fields that the simulated account has and nobody knows of: the API grows. */
const unheardOf = ["quality", "is_test", "crm_score"];

/** A document without the fields that nobody knows of. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !unheardOf.includes(name));
  return Object.fromEntries(kept.map(([name, inner]): [string, unknown] => [name, known(inner)]));
}

Deno.test("a document's schema asks for the key alone, is open, and is inferred further", () => {
  for (const stream of streams) {
    const schema = documentSchema(stream);
    const [pointer = ""] = stream.key;
    assertEquals(schemaFaults(schema), [], stream.name);
    assertEquals([schema.type, schema.additionalProperties, schema["x-infer-schema"]], [
      "object",
      true,
      true,
    ]);
    assertEquals(schema.required, [pointer.slice(1)]);
    assertEquals(Object.keys(schema.properties ?? {}), [pointer.slice(1), "_meta"]);
    const wanted = ["company", "webhooks"].includes(stream.name) ? "string" : "integer";
    assertEquals(
      locate(schema, `/properties${pointer}`),
      { type: wanted },
      "a key has a type and no strategy",
    );
  }
});

Deno.test("a document's schema takes deletions, which hold the key and _meta alone, and turns them and nothing else into deletions", () => {
  for (const stream of streams) {
    const { if: condition, then, ...schema } = documentSchema(stream);
    const field = (stream.key[0] ?? "").slice(1);
    const key = { [field]: ["company", "webhooks"].includes(stream.name) ? "k" : 1 };
    for (const op of ["c", "u", "d"]) {
      assertEquals(
        fault(schema, { ...key, _meta: { op, uuid: "DocUUIDPlaceholder-329Bb50aa48EAa9ef" } }),
        undefined,
      );
      assertEquals(fault(condition, { ...key, _meta: { op } }) === undefined, op === "d");
    }
    assertEquals(then, { reduce: { strategy: "merge", delete: true } });
    assert(fault(condition, { ...key }), "without _meta it is no deletion");
    assert(fault(schema, { ...key, _meta: { op: "x" } }));
    assert(fault(schema, { _meta: { op: "d" } }), "the key has to be there");
  }
});

Deno.test("whatever a field turns out to hold, a document's schema lets it pass", () => {
  const odd: JsonObject = {
    name: null,
    status: 5,
    tags: "none",
    user: [],
    started_at: "yesterday",
    new: { deep: [{}] },
  };
  for (const stream of streams) {
    const field = (stream.key[0] ?? "").slice(1);
    const key = { [field]: ["company", "webhooks"].includes(stream.name) ? "k" : 2 ** 40 };
    assertEquals(fault(documentSchema(stream), { ...odd, ...key, _meta: { op: "c" } }), undefined);
  }
});

Deno.test("a sourced schema is valid, closed at every object that declares fields, and holds _meta", () => {
  for (const stream of streams) {
    const schema = sourcedSchema(stream);
    assertEquals(schemaFaults(schema), [], stream.name);
    assertEquals(openAt(schema), undefined, stream.name);
    assertEquals(schema.type, "object");
    assertEquals(locate(schema, "/properties/_meta/properties/op/enum"), ["c", "u", "d"]);
    assertEquals(schema.required, [(stream.key[0] ?? "").slice(1)]);
  }
});

Deno.test("a sourced schema knows every field that the API has, with every type that it takes", () => {
  const size = {
    calls: 1500,
    days: 100,
    contacts: 300,
    users: 40,
    teams: 8,
    numbers: 20,
    tags: 20,
    webhooks: 4,
  };
  const { account } = smallAccount({ size });
  account.startCall(); // one that has not ended: half of its fields are null
  const callDetails = ["contact", "short_urls", "timeline", "ai_voice_agents"] as const;
  for (const name of names) {
    const stream = streams.find((one) => one.name === name);
    assert(stream);
    const schema = sourcedSchema(stream);
    for (const [key, document] of account.documents(name, { callDetails })) {
      assertEquals(fault(schema, known(document)), undefined, `${name} ${key}`);
    }
  }
});

Deno.test("a field may be called like a keyword", () => {
  const [tags] = streams.filter(({ name }) => name === "tags");
  assert(tags);
  const document = object({
    id: whole(),
    properties: nullish(text),
    default: whole(),
    type: text,
  });
  const schema = sourcedSchema({ ...tags, document });
  assertEquals(schemaFaults(schema), []);
  assertEquals(locate(schema, "/properties/properties"), { type: ["string", "null"] });
  assertEquals(locate(schema, "/properties/default"), { type: "integer" });
});
