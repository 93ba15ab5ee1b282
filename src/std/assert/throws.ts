import { checkError, type ErrorConstructorOf, expectedError } from "./_expected_error.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `fn` throws, whatever it throws. For promises see `assertRejects`.
 *
 * @returns what was thrown
 * @throws {AssertionError}
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Holds when `fn` throws an error of `ErrorClass` whose message contains `msgIncludes`.
 *
 * @returns the error
 * @throws {AssertionError}
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expected = expectedError(classOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    checkError(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(sentence("Expected function to throw", expected.msg));
}
