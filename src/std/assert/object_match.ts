import { Overlap } from "./_overlap.ts";
import { assertEquals } from "./equals.ts";

/**
 * Holds when `actual` has all that `expected` has, at every depth. What else `actual` has does not count, nor
 * does the class of an object. An array is matched up to the length of the expected one, and a `Set` or `Map`
 * by the members that are expected.
 *
 * @throws {AssertionError} with the difference between `expected` and what of it is in `actual`
 * @throws {TypeError} `actual` is no object, which the compiler would not allow either
 */
export function assertObjectMatch(
  actual: object,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  if (actual === null || typeof actual !== "object" && typeof actual !== "function") {
    throw new TypeError(`Cannot assertObjectMatch ${actual === null ? null : `type ${typeof actual}`}`);
  }
  assertEquals(new Overlap().of(actual, expected), new Overlap().of(expected, expected), msg);
}
