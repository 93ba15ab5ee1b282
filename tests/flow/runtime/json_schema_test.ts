import { assertEquals, assertMatch } from "@std/assert";
import { fault, openAt } from "../../../src/flow/runtime/json_schema.ts";

const cases: [schema: unknown, good: unknown[], bad: unknown[]][] = [
  [{ type: "integer" }, [0, -1, 2 ** 53], [1.5, "1", null, true]],
  [{ type: "number" }, [0, 1.5], ["1", null]],
  [{ type: ["string", "null"] }, ["", null], [0, {}, []]],
  [{ type: "object", required: ["id"] }, [{ id: undefined === null }], [{}, []]],
  [{ properties: { a: { properties: { b: { type: "string" } } } } }, [{}, { a: {} }, { a: { b: "" } }, 7], [{
    a: { b: 1 },
  }]],
  [{ additionalProperties: false, properties: { a: true } }, [{}, { a: 1 }], [{ b: 1 }]],
  [{ additionalProperties: { type: "string" } }, [{ a: "" }], [{ a: 1 }]],
  [{ patternProperties: { "^x-": { type: "string" } }, additionalProperties: false }, [{ "x-a": "" }], [{
    "x-a": 1,
  }, { y: "" }]],
  [{ items: { type: "integer" }, minItems: 1, maxItems: 2, uniqueItems: true }, [[1], [1, 2]], [[], ["1"], [
    1,
    2,
    3,
  ], [1, 1]]],
  [{ enum: ["c", { a: 1 }] }, ["c", { a: 1 }], ["d", { a: 2 }]],
  [{ const: [1] }, [[1]], [[2], 1]],
  [{ minimum: 1, exclusiveMaximum: 3 }, [1, 2.9], [0, 3]],
  [{ maximum: 1, exclusiveMinimum: 0, multipleOf: 0.5 }, [0.5, 1], [0, 2, 0.7]],
  [{ minLength: 2, maxLength: 2 }, ["ab", "☎☎"], ["a", "abc"]],
  [{ pattern: "^a+$" }, ["aa"], ["b"]],
  [{ format: "date-time" }, ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+01:00", 7], [
    "2026-01-01",
    "1772400000",
  ]],
  [{ format: "date" }, ["2026-01-01"], ["1 January"]],
  [{ format: "duration" }, ["PT5M", "P1W", "P1DT2H"], ["5m", "P", "PT"]],
  [{ format: "uuid" }, ["3f6f2c1e-9d58-4b0b-8a41-6f0c2a7d9e10"], ["3f6f"]],
  [{ format: "uri" }, ["https://example.com"], ["example"]],
  [{ allOf: [{ type: "object" }, { required: ["a"] }] }, [{ a: 1 }], [{}]],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, ["", null], [1]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 1 }] }, [0, 2], [1]],
  [{ not: { type: "null" } }, [0], [null]],
  [
    { if: { required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } },
    [{ a: 1, b: 1 }, { c: 1 }],
    [{ a: 1 }, {}],
  ],
  [{ if: { required: ["a"] }, then: { required: ["b"] } }, [{ a: 1, b: 1 }, {}], [{ a: 1 }]],
  [{ if: { required: ["a"] }, else: { required: ["c"] } }, [{ a: 1 }, { c: 1 }], [{}]],
  [true, [1, null], []],
  [false, [], [1, null]],
  [
    {
      title: "anything",
      description: "…",
      default: 1,
      "x-infer-schema": true,
      reduce: { strategy: "merge" },
    },
    [1, {}],
    [],
  ],
];

Deno.test("fault finds what JSON Schema finds", () => {
  for (const [schema, good, bad] of cases) {
    for (const value of good) assertEquals(fault(schema, value), undefined, JSON.stringify([schema, value]));
    for (const value of bad) {
      assertMatch(fault(schema, value) ?? "nothing", /^\/.*: /, JSON.stringify([schema, value]));
    }
  }
});

Deno.test("fault says where and what", () => {
  const schema = {
    properties: { users: { items: { required: ["id"], properties: { id: { type: "integer" } } } } },
  };
  assertEquals(fault(schema, { users: [{ id: 1 }, { id: "2" }] }), "/users/1/id: wants integer, is string");
  assertEquals(fault(schema, { users: [{}] }), "/users/0: lacks id");
});

Deno.test("fault refuses a schema that it can't judge", () => {
  assertMatch(fault({ $ref: "#/a" }, 1) ?? "", /\$ref, which is not understood/);
  const others = ["$dynamicRef", "contains", "dependencies", "dependentRequired", "dependentSchemas"];
  const more = ["prefixItems", "propertyNames", "unevaluatedItems", "unevaluatedProperties"];
  for (const keyword of [...others, ...more]) {
    assertEquals(fault({ [keyword]: {} }, 1), `/: its schema says ${keyword}, which is not understood here`);
  }
  assertMatch(fault("object", 1) ?? "", /is no schema/);
});

Deno.test("openAt finds what a closed schema must not have", () => {
  const closed = { type: "object", additionalProperties: false };
  assertEquals(openAt({ type: "object" }), undefined);
  assertEquals(openAt({ ...closed, properties: { a: { type: "object" } } }), undefined);
  assertEquals(openAt({ type: "object", properties: { a: {} } }), "/");
  assertEquals(openAt({ type: "object", additionalProperties: true, properties: { a: {} } }), "/");
  assertEquals(
    openAt({ ...closed, properties: { a: { type: ["object", "null"], properties: { b: {} } } } }),
    "/a",
  );
  assertEquals(
    openAt({ ...closed, properties: { a: { type: "string", properties: { b: {} } } } }),
    undefined,
  );
  assertEquals(openAt({ type: "array", items: { properties: { a: {} } } }), "/-");
  assertEquals(openAt({ additionalProperties: { properties: { a: {} } } }), "/*");
  assertEquals(openAt({ oneOf: [{ ...closed, properties: { a: {} } }, { properties: { b: {} } }] }), "/");
});
