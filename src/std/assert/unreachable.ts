import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Marks a line that is never to run.
 *
 * @throws {AssertionError} always
 */
export function unreachable(msg?: string): never {
  throw new AssertionError(sentence("Unreachable", msg));
}
