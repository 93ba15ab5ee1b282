import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotMatch,
  assertNotStrictEquals,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";
import fc from "fast-check";

/** The message of an assertion that must fail. */
function refusal(assertion: () => unknown): string {
  return assertThrows(assertion, AssertionError).message;
}

Deno.test("AssertionError is an Error with its own name, and a cause if it is given one", () => {
  const error = new AssertionError("not so", { cause: "why" });
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.message, error.cause], ["AssertionError", "not so", "why"]);
});

Deno.test("assert takes the truthy and assertFalse the rest", () => {
  for (const value of [true, 1, "a", {}, []]) {
    assert(value);
    assertEquals(refusal(() => assertFalse(value, "was there")), "was there");
  }
  for (const value of [false, 0, 0n, "", null, undefined, NaN]) {
    assertFalse(value);
    assertEquals(refusal(() => assert(value, "was not there")), "was not there");
  }
});

Deno.test("assertions narrow what the compiler knows of a value", () => {
  const values: Record<string, unknown> = { text: "abc", date: new Date(0) };
  const { text, date } = values;
  assert(typeof text === "string");
  assertEquals(text.length, 3);
  assertInstanceOf(date, Date);
  assertEquals(date.getTime(), 0);
  const maybe = new Map([["a", 1]]).get("a");
  assertExists(maybe);
  assertEquals(maybe.toFixed(1), "1.0");
});

Deno.test("assertExists takes every value but null and undefined", () => {
  for (const value of [0, "", false, NaN, []]) assertExists(value);
  assertStringIncludes(refusal(() => assertExists(null)), '"null" to not be null or undefined.');
  assertStringIncludes(refusal(() => assertExists(undefined, "id")), "null or undefined: id");
});

Deno.test("assertStrictEquals tells apart what only looks alike", () => {
  const one = { a: 1 };
  assertStrictEquals(one, one);
  assertStrictEquals(NaN, NaN);
  assertNotStrictEquals({ a: 1 }, one);
  assertNotStrictEquals<number>(0, -0);
  assertStringIncludes(
    refusal(() => assertStrictEquals({ a: 1 }, one)),
    "same structure but are not reference",
  );
  assertStringIncludes(
    refusal(() => assertStrictEquals(1, 2, "count")),
    "Values are not strictly equal: count",
  );
  assertStringIncludes(
    refusal(() => assertStrictEquals<unknown>({ a: 1 }, 2)),
    "Values are not strictly equal.",
  );
  assertStringIncludes(refusal(() => assertNotStrictEquals(1, 1)), "not be strictly equal to: 1");
});

Deno.test("exactly one of assertLess, assertGreater and equality holds for any two integers", () => {
  const holds = (assertion: () => void): boolean => {
    try {
      assertion();
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (a, b) => {
    assertEquals(holds(() => assertLess(a, b)), a < b);
    assertEquals(holds(() => assertLessOrEqual(a, b)), a <= b);
    assertEquals(holds(() => assertGreater(a, b)), a > b);
    assertEquals(holds(() => assertGreaterOrEqual(a, b)), a >= b);
  }));
});

Deno.test("comparisons take dates and text, and a message of one's own", () => {
  assertLess(new Date(1), new Date(2));
  assertGreaterOrEqual("b", "a");
  assertEquals(refusal(() => assertLess(2, 1)), "Expect 2 < 1");
  assertEquals(refusal(() => assertGreaterOrEqual(1, 2)), "Expect 1 >= 2");
  assertEquals(refusal(() => assertGreater(1, 2, "too few")), "too few");
});

Deno.test("assertAlmostEquals allows a ten-millionth of what is expected unless told otherwise", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(-1e10 - 1, -1e10);
  assertAlmostEquals(1.4, 1, 0.5);
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(Infinity, Infinity);
  assertStringIncludes(refusal(() => assertAlmostEquals(1.001, 1)), "to be close to");
  assertStringIncludes(refusal(() => assertAlmostEquals(2, 1, 0.5, "rate")), ": rate");
  refusal(() => assertAlmostEquals(1, Infinity));
  refusal(() => assertAlmostEquals(NaN, 1));
});

Deno.test("assertMatch and assertNotMatch look for an expression in a text", () => {
  assertMatch("call 17", /\d+$/);
  assertNotMatch("call", /\d/);
  assertStringIncludes(refusal(() => assertMatch("call", /\d/)), '"call" to match: "/\\d/".');
  assertStringIncludes(refusal(() => assertNotMatch("1", /\d/, "name")), 'to not match: "/\\d/": name');
});

Deno.test("assertStringIncludes looks for a text in a text", () => {
  assertStringIncludes("abc", "");
  assertStringIncludes("abc", "bc");
  assertEquals(refusal(() => assertStringIncludes("abc", "cb")), 'Expected actual: "abc" to contain: "cb".');
});

Deno.test("assertArrayIncludes finds items by structure, in any order, and names those that are missing", () => {
  assertArrayIncludes([{ a: 1 }, NaN, 3], [3, NaN, { a: 1 }, 3] as unknown[]);
  assertArrayIncludes(new Uint8Array([1, 2]), [2]);
  assertArrayIncludes([1], []);
  assertMatch(
    refusal(() => assertArrayIncludes([{ a: 1 }], [{ a: 2 }])),
    /missing: \[\s*\{\s*a: 2,?\s*\},?\s*\]/,
  );
});

Deno.test("assertInstanceOf says what the value is instead", () => {
  assertInstanceOf(new TypeError("a"), Error);
  assertStringIncludes(
    refusal(() => assertInstanceOf(new Date(0), Map)),
    'instance of "Map" but was "Date".',
  );
  assertStringIncludes(
    refusal(() => assertInstanceOf(null, Map, "tags")),
    'instance of "Map" but was "null": tags',
  );
  assertStringIncludes(refusal(() => assertInstanceOf(5, Map)), 'but was "number"');
});

Deno.test("fail and unreachable always throw", () => {
  assertEquals(refusal(() => fail()), "Failed assertion.");
  assertEquals(refusal(() => fail("too late")), "Failed assertion: too late");
  assertEquals(refusal(() => unreachable()), "Unreachable.");
  assertEquals(refusal(() => unreachable("no such state")), "Unreachable: no such state");
});
