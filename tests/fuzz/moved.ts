import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";

/**
 * A state with one of its numbers moved, by a little, by days or to where a row is: what looks right and is not. How far a walk is, is moved more
 * often than the rest.
 *
 * @param seconds where the account has rows
 */
export function moved(state: JsonObject, seconds: readonly number[]): fc.Arbitrary<JsonObject> {
  const far = fc.constantFrom(1, 60, 3600, 86_400).chain((unit) =>
    fc.integer({ min: -20, max: 20 }).map((times) => times * unit)
  );
  const by = fc.oneof(fc.constantFrom(-1, 1, -50, 50), far).map((by) => (value: number) => value + by);
  const to = fc.constantFrom(...seconds).map((second) => (value: number) => value > 1e9 ? second : value + 1);
  const all = numbers(state);
  const walks = all.filter((path) => path.includes("backfill"));
  const which = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...walks.length > 0 ? walks : all) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  );
  return fc.tuple(which, fc.oneof(by, to)).map(([path, move]) => {
    const copy = change(state, path, move);
    return isObject(copy) ? copy : {};
  });
}

/** The paths of all numbers in a value. */
function numbers(value: unknown): string[][] {
  if (typeof value === "number") return [[]];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbers(inner).map((path) => [name, ...path]));
}

function change(value: unknown, [name, ...path]: string[], move: (value: number) => number): unknown {
  if (name === undefined) return move(Number(value));
  return isObject(value) ? { ...value, [name]: change(value[name], path, move) } : value;
}
