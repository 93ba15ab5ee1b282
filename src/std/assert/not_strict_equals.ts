import { format } from "./_format.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when the two are different values as `Object.is` sees it, however much they look alike.
 *
 * @throws {AssertionError}
 */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(sentence(`Expected "actual" to not be strictly equal to: ${format(actual)}`, msg));
}
