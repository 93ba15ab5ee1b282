import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `actual` is neither `null` nor `undefined`, and narrows it.
 *
 * @throws {AssertionError}
 */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== null && actual !== undefined) return;
  throw new AssertionError(sentence(`Expected actual: "${actual}" to not be null or undefined`, msg));
}
