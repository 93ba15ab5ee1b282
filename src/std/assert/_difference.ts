import { AssertionError } from "node:assert";

/** Both values line by line, as `node:assert` draws them: `+` for what is there, `-` for what should be. */
export function difference(
  actual: unknown,
  expected: unknown,
  operator: "deepStrictEqual" | "strictEqual",
): string {
  const drawn = new AssertionError({ actual, expected, operator }).message;
  // The first line is Node's own claim; ours stands there instead.
  return drawn.slice(drawn.indexOf("\n") + 1);
}
