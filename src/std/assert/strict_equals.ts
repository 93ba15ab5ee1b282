import { difference } from "./_difference.ts";
import { format } from "./_format.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when both are one value as `Object.is` sees it: `NaN` is itself, `0` is not `-0`. Narrows `actual`.
 *
 * @throws {AssertionError} that says so when the two only look alike
 */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const alike = format(actual) === format(expected);
  const claim = alike
    ? "Values have the same structure but are not reference-equal"
    : "Values are not strictly equal";
  const values = alike ? `\n${format(actual)}\n` : difference(actual, expected, "strictEqual");
  throw new AssertionError(`${sentence(claim, msg)}\n${values}`);
}
