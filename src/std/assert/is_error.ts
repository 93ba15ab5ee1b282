import { stripVTControlCharacters } from "node:util";
import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `error` is an `Error`, of `ErrorClass` and with `msgMatches` in its message if they are given.
 * Colours in the message do not count.
 *
 * @throws {AssertionError} with the first of these that is not so
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: abstract new (...args: never[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(sentence('Expected "error" to be an Error object', msg));
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const claim =
      `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor?.name}"`;
    throw new AssertionError(sentence(claim, msg));
  }
  if (!msgMatches) return;
  const text = stripVTControlCharacters(error.message);
  const found = typeof msgMatches === "string"
    ? text.includes(stripVTControlCharacters(msgMatches))
    : msgMatches.test(text);
  if (found) return;
  const wanted = typeof msgMatches === "string" ? JSON.stringify(msgMatches) : String(msgMatches);
  const claim = `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}`;
  throw new AssertionError(sentence(claim, msg));
}
