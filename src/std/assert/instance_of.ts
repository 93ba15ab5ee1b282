import { sentence } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/**
 * Holds when `actual instanceof expectedType`, and narrows it. Abstract classes count.
 *
 * @throws {AssertionError} with what `actual` is instead
 */
export function assertInstanceOf<T extends abstract new (...args: never[]) => unknown>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const found = kind(actual);
  const claim = `Expected object to be an instance of "${expectedType.name}"`;
  // Two classes can bear one name, such as those of another realm: "but was itself" would not help.
  const instead = found === expectedType.name
    ? ""
    : found === "function"
    ? " but was not an instanced object"
    : ` but was "${found}"`;
  throw new AssertionError(sentence(claim + instead, msg));
}

function kind(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor?.name ?? "Object" : typeof value;
}
