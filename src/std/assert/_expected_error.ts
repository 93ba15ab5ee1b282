import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";

/** Any class of errors, abstract ones too, whatever its constructor takes. */
export type ErrorConstructorOf<E extends Error> = abstract new (...args: never[]) => E;

/** What a thrown or rejected value is to be: anything at all without `errorClass`. */
export interface ExpectedError<E extends Error> {
  errorClass: ErrorConstructorOf<E> | undefined;
  msgIncludes: string | undefined;
  msg: string | undefined;
}

/**
 * Sorts the arguments after the function, which come in two orders:
 * `(msg?)` and `(ErrorClass, msgIncludes?, msg?)`.
 */
export function expectedError<E extends Error>(
  classOrMsg: ErrorConstructorOf<E> | string | undefined,
  msgIncludes: string | undefined,
  msg: string | undefined,
): ExpectedError<E> {
  return typeof classOrMsg === "string"
    ? { errorClass: undefined, msgIncludes: undefined, msg: classOrMsg }
    : { errorClass: classOrMsg, msgIncludes, msg };
}

/** Throws unless `error` is as expected. `how` it came, thrown or rejected, is for the message. */
export function checkError<E extends Error>(
  error: unknown,
  expected: ExpectedError<E>,
  how: "thrown" | "rejected",
): void {
  if (!expected.errorClass) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(sentence(`A non-Error object was ${how}`, expected.msg));
  }
  assertIsError(error, expected.errorClass, expected.msgIncludes, expected.msg);
}
