import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `expected` is not found in `actual`.
 *
 * @throws {AssertionError}
 */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(sentence(`Expected actual: "${actual}" to not match: "${expected}"`, msg));
}
