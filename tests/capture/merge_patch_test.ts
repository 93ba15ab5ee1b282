import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { isObject, mergePatch } from "../../src/capture/merge_patch.ts";
import type { Json, JsonObject } from "../../src/capture/stream.ts";

/** RFC 7396, appendix A: those whose target and patch are both objects, which a state and its patch always are. */
const appendix: [target: JsonObject, patch: JsonObject, result: JsonObject][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

for (const [target, patch, result] of appendix) {
  Deno.test(`${JSON.stringify(target)} patched by ${JSON.stringify(patch)} is ${JSON.stringify(result)}`, () => {
    assertEquals(mergePatch(structuredClone(target), patch), result);
  });
}

const key = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "constructor", "toString", ""),
  fc.string({ maxLength: 2 }),
);
const { value: json } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((fields) => Object.fromEntries(fields)),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, 1, "", "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
}));
const object = fc.array(fc.tuple(key, json), { maxLength: 4 })
  .map((fields): JsonObject => Object.fromEntries(fields));
const text = (value: Json) => JSON.stringify(value);
const copy = (value: JsonObject): JsonObject => structuredClone(value);

/** RFC 7396's own words, as a function of immutable values. */
function merged(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merged(result.get(name), value));
  }
  return Object.fromEntries(result);
}

Deno.test("A merge is what RFC 7396 says, whatever the keys are called", () => {
  fc.assert(
    fc.property(object, object, (target, patch) => {
      assertEquals(text(mergePatch(copy(target), patch)), text(merged(target, patch)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("A merge happens in place, leaves the patch as it was, and shares no object with it", () => {
  fc.assert(fc.property(object, object, (target, patch) => {
    const before = text(patch);
    const result = mergePatch(target, patch);
    assertStrictEquals(result, target);
    mergePatch(result, merged({}, { a: { z: 9 }, b: { z: 9 } }) as JsonObject);
    assertEquals(text(patch), before);
  }));
});

Deno.test("A patch made again changes nothing more", () => {
  fc.assert(fc.property(object, object, (target, patch) => {
    const once = mergePatch(target, patch);
    assertEquals(text(mergePatch(copy(once), patch)), text(once));
  }));
});

Deno.test("A key that is called __proto__ is a key like others, and no prototype is touched", () => {
  const target: JsonObject = {};
  mergePatch(target, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  assertEquals(text(target), '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  assert(!("polluted" in {}) && Object.getPrototypeOf(target) === Object.prototype);
  mergePatch(target, JSON.parse('{"__proto__":{"polluted":null,"more":2}}'));
  assertEquals(text(target), '{"__proto__":{"more":2},"constructor":{"prototype":{"polluted":1}}}');
  mergePatch(target, JSON.parse('{"__proto__":null}'));
  assert(!Object.hasOwn(target, "__proto__"));
});

Deno.test("An object is neither a list nor null", () => {
  assertEquals([{}, { a: 1 }, [], null, undefined, "x", 1, true].map(isObject), [
    true,
    true,
    ...Array.from({ length: 6 }, () => false),
  ]);
});
