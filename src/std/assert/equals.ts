import { difference } from "./_difference.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/**
 * Holds when the two values have the same structure, as {@linkcode equal} sees it.
 *
 * @throws {AssertionError} with both values line by line
 * @throws {TypeError} where `equal` does
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  const claim = sentence("Values are not equal", msg);
  throw new AssertionError(`${claim}\n${difference(actual, expected, "deepStrictEqual")}`);
}
