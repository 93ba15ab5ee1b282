/**
 * What every assertion here throws. Not the class of `node:assert`, whose constructor takes the two values
 * in place of a message.
 */
export class AssertionError extends Error {
  /** Takes the whole message; `options.cause` as in any `Error`. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
