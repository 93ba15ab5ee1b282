import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `actual` contains `expected`.
 *
 * @throws {AssertionError}
 */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(sentence(`Expected actual: "${actual}" to contain: "${expected}"`, msg));
}
