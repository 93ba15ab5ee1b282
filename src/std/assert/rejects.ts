import { checkError, type ErrorConstructorOf, expectedError } from "./_expected_error.ts";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when the promise that `fn` returns rejects, whatever the reason. An error thrown before there is a
 * promise does not count.
 *
 * @returns the reason
 * @throws {AssertionError}
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/**
 * Holds when the promise that `fn` returns rejects with an error of `ErrorClass` whose message contains
 * `msgIncludes`. An error thrown before there is a promise does not count.
 *
 * @returns the error
 * @throws {AssertionError}
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectedError(classOrMsg, msgIncludes, msg);
  const promise = started(fn, expected.msg);
  try {
    await promise;
  } catch (error) {
    checkError(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(sentence("Expected function to reject", expected.msg));
}

/** The promise of `fn`; it is an assertion error that there is none, because `fn` threw or returned a value. */
function started(fn: () => PromiseLike<unknown>, msg: string | undefined): PromiseLike<unknown> {
  const refusal = new AssertionError(sentence("Function throws when expected to reject", msg));
  let promise: unknown;
  try {
    promise = fn();
  } catch (error) {
    refusal.cause = error;
    throw refusal;
  }
  if (isPromiseLike(promise)) return promise;
  throw refusal;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
