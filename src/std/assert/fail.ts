import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Never holds.
 *
 * @throws {AssertionError} always
 */
export function fail(msg?: string): never {
  throw new AssertionError(sentence("Failed assertion", msg));
}
