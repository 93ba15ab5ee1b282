import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isObject } from "../../../src/flow/runtime/json.ts";
import { mergePatch, reduceState } from "../../../src/flow/runtime/merge_patch.ts";

/** JSON with few names, so that a target and a patch meet. */
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, 0, 1, "a"),
    fc.array(tie("value"), { maxLength: 2 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), tie("value"), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
}));

/** What a merge patch cannot say: members that are null. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** The patch that makes `to` of `from`. */
function difference(from: unknown, to: unknown): unknown {
  if (!isObject(to)) return to;
  const old = isObject(from) ? from : {};
  const gone = Object.keys(old).filter((name) => !Object.hasOwn(to, name)).map((name) => [name, null]);
  const changed = Object.entries(to)
    .filter(([name, value]) =>
      !Object.hasOwn(old, name) || JSON.stringify(old[name]) !== JSON.stringify(value)
    )
    .map(([name, value]) => [name, difference(Object.hasOwn(old, name) ? old[name] : undefined, value)]);
  return Object.fromEntries([...gone, ...changed]);
}

Deno.test("mergePatch gives what RFC 7396 gives in its appendix", () => {
  const examples: [target: unknown, patch: unknown, result: unknown][] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a", "b"], ["c", "d"], ["c", "d"]],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of examples) assertEquals(mergePatch(target, patch), result);
});

Deno.test("mergePatch applied twice is mergePatch applied once", () => {
  fc.assert(fc.property(json, json, (target, patch) => {
    const once = mergePatch(target, patch);
    assertEquals(mergePatch(once, patch), once);
  }));
});

Deno.test("mergePatch with the difference of two values makes one of the other", () => {
  fc.assert(fc.property(json.map(withoutNulls), json.map(withoutNulls), (from, to) => {
    assertEquals(mergePatch(from, difference(from, to)), to);
  }));
});

Deno.test("mergePatch changes neither its target nor its patch", () => {
  fc.assert(fc.property(json, json, (target, patch) => {
    const before = JSON.stringify([target, patch]);
    mergePatch(target, patch);
    assertEquals(JSON.stringify([target, patch]), before);
  }));
});

Deno.test("a run of patches is the patch of their merge, whatever the state", () => {
  const objects = json.filter(isObject);
  fc.assert(fc.property(objects, fc.array(objects, { maxLength: 4 }), (state, patches) => {
    const one = patches.reduce((state, updated) => reduceState(state, { updated, mergePatch: true }), state);
    const all: unknown = patches.reduce<unknown>((target, patch) => mergePatch(target, patch), state);
    assertEquals(one, all);
  }));
});

Deno.test("a state that is replaced forgets what it was", () => {
  fc.assert(fc.property(json.filter(isObject), json.filter(isObject), (state, updated) => {
    assertEquals(reduceState(state, { updated, mergePatch: false }), withoutNulls(updated));
  }));
});
