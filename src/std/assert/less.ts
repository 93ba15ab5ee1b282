import { format } from "./_format.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `actual < expected` by the language's own comparison: numbers, bigints, strings, dates.
 *
 * @throws {AssertionError} with `msg` as its whole message, if given
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  throw new AssertionError(msg ?? `Expect ${format(actual)} < ${format(expected)}`);
}
