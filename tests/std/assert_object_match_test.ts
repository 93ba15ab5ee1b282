import { AssertionError, assertObjectMatch, assertThrows } from "@std/assert";
import fc from "fast-check";

/** Throws unless `actual` is refused. */
function refuses(actual: Record<string, unknown>, expected: Record<string, unknown>): void {
  assertThrows(() => assertObjectMatch(actual, expected), AssertionError, "Values are not equal");
}

Deno.test("assertObjectMatch ignores what is not expected, at every depth", () => {
  assertObjectMatch({ id: 1, user: { id: 2, name: "Ada" } }, { user: { name: "Ada" } });
  assertObjectMatch({ id: 1 }, {});
  assertObjectMatch({ user: { id: 2 } }, { user: {} });
});

Deno.test("assertObjectMatch refuses what is missing or different", () => {
  refuses({ id: 1 }, { id: 2 });
  refuses({ id: 1 }, { id: 1, name: "Ada" });
  refuses({ id: 1 }, { name: undefined });
  refuses({ user: { id: 2 } }, { user: { id: 2, name: "Ada" } });
  refuses({ user: null }, { user: {} });
});

Deno.test("assertObjectMatch holds for every object and itself with a property more", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (expected) => {
    assertObjectMatch({ ...expected, "one more": 1 }, expected);
  }));
});

Deno.test("assertObjectMatch matches an array up to the length of the expected one", () => {
  assertObjectMatch({ calls: [{ id: 1, tag: "a" }, { id: 2 }] }, { calls: [{ id: 1 }] });
  refuses({ calls: [{ id: 1 }] }, { calls: [{ id: 1 }, { id: 2 }] });
  refuses({ calls: [{ id: 1 }] }, { calls: [{ id: 2 }] });
});

Deno.test("assertObjectMatch matches the expected members of sets and maps", () => {
  assertObjectMatch({ tags: new Set([1, 2]) }, { tags: new Set([2]) });
  refuses({ tags: new Set([1]) }, { tags: new Set([2]) });
  assertObjectMatch({ by: new Map([["a", { id: 1, name: "A" }], ["b", {}]]) }, {
    by: new Map([["a", { id: 1 }]]),
  });
  refuses({ by: new Map([["a", { id: 1 }]]) }, { by: new Map([["a", { id: 2 }]]) });
});

Deno.test("assertObjectMatch compares dates and expressions as wholes", () => {
  assertObjectMatch({ at: new Date(1), like: /a/g }, { at: new Date(1), like: /a/g });
  refuses({ at: new Date(1) }, { at: new Date(2) });
  refuses({ like: /a/g }, { like: /a/i });
});

Deno.test("assertObjectMatch takes an instance for an object with its properties", () => {
  class User {
    constructor(readonly id: number, readonly name: string) {}
  }
  assertObjectMatch({ user: new User(1, "Ada") }, { user: { id: 1 } });
});

Deno.test("assertObjectMatch follows a value that contains itself", () => {
  const actual: Record<string, unknown> = { id: 1 };
  actual.self = actual;
  const expected: Record<string, unknown> = { id: 1 };
  expected.self = expected;
  assertObjectMatch(actual, expected);
});

Deno.test("assertObjectMatch puts its message into the error", () => {
  assertThrows(
    () => assertObjectMatch({ a: 1 }, { a: 2 }, "first page"),
    AssertionError,
    "equal: first page",
  );
});
