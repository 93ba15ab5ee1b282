import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `expr` is truthy, and narrows it.
 *
 * @throws {AssertionError} with `msg` as its message
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}
