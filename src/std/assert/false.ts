import { AssertionError } from "./assertion_error.ts";

/** What {@linkcode assertFalse} narrows to. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/**
 * Holds when `expr` is falsy, and narrows it.
 *
 * @throws {AssertionError} with `msg` as its message
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}
