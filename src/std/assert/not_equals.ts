import { format } from "./_format.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/**
 * Holds when the two values differ in structure, as {@linkcode equal} sees it.
 *
 * @throws {AssertionError}
 * @throws {TypeError} where `equal` does
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  const claim = `Expected actual: ${format(actual)} not to be: ${format(expected)}`;
  throw new AssertionError(sentence(claim, msg));
}
