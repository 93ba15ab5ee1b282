import { format } from "./_format.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/** Anything with a length and indexes (`Array`, `Uint8Array`, …) except a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/**
 * Holds when every item of `expected` has an {@linkcode equal} one in `actual`, in any order and number.
 *
 * @throws {AssertionError} with the items that are missing
 */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((item) => !present.some((other) => equal(other, item)));
  if (missing.length === 0) return;
  const claim = `Expected actual: "${format(actual)}" to include: "${format(expected)}"`;
  throw new AssertionError(`${sentence(claim, msg)}\nmissing: ${format(missing)}`);
}
