import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `expected` is found in `actual`.
 *
 * @throws {AssertionError}
 */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(sentence(`Expected actual: "${actual}" to match: "${expected}"`, msg));
}
