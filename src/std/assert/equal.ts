import { Comparison } from "./_comparison.ts";

/**
 * Whether two values have the same structure.
 *
 * Differs from `isDeepStrictEqual` of `node:util`, which tells `0` from `-0` and `{}` from
 * `Object.create(null)`, takes no note of getters and compares no contents of URLs or weak references.
 *
 * | compared by | what |
 * | --- | --- |
 * | value, `NaN` and `±0` alike | primitives, `Date`s, items of typed arrays and buffers |
 * | text | regular expressions, URLs, locales, `Temporal` |
 * | members in any order | `Set`s and `Map`s, keys by structure too |
 * | prototype, own properties and getters | every other object; a missing property is not an undefined one |
 * | identity | functions |
 *
 * @throws {TypeError} for a `WeakMap` or `WeakSet`, whose members cannot be listed
 */
export function equal(a: unknown, b: unknown): boolean {
  return new Comparison().same(a, b);
}
