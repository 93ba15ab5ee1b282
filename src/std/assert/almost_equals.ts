import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when two numbers are no further apart than `tolerance`, or are both `NaN` or the same infinity.
 *
 * @param tolerance absolute distance
 * @default tolerance one ten-millionth of `expected`; 1e-7 where `expected` is not finite
 * @throws {AssertionError}
 */
export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const distance = Math.abs(expected - actual);
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected) * 1e-7 : 1e-7);
  if (distance <= allowed) return;
  const claim = `Expected actual: "${shown(actual)}" to be close to "${shown(expected)}": ` +
    `delta "${shown(distance)}" is greater than "${shown(allowed)}"`;
  throw new AssertionError(sentence(claim, msg));
}

/** Whole numbers plain, the rest in exponent form, where small distances are readable. */
function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toExponential();
}
