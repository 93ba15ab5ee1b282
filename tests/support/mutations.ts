import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/flow/runtime/json.ts";

/** Where something is in a JSON value, from the root. */
type Path = (string | number)[];

/** Values that are wrong in most places, and some that are right in many. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    1e15,
    -1e15,
    1e300,
    "",
    "text",
    "1",
    [],
    {},
    [1],
    { x: 1 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.integer(),
);

/**
 * The object with one thing in it changed: replaced, taken away, or put beside it.
 *
 * @param depth how far below the root the change is at most
 */
export function mutations(whole: JsonObject, depth = Infinity): fc.Arbitrary<JsonObject> {
  const places = paths(whole, depth);
  const change = fc.oneof(
    odd.map((value) => ({ value, remove: false, beside: false })),
    fc.constant({ value: undefined, remove: true, beside: false }),
    odd.map((value) => ({ value, remove: false, beside: true })),
  );
  return fc.tuple(fc.constantFrom(...places), change).map(([path, { value, remove, beside }]) => {
    const copy: unknown = structuredClone(whole);
    const last = path.at(-1);
    const parent = path.slice(0, -1).reduce<unknown>(member, copy);
    if (isObject(parent) && last !== undefined) {
      if (remove) delete parent[last];
      else parent[beside ? `${last}x` : last] = value;
    } else if (Array.isArray(parent) && typeof last === "number") {
      parent.splice(last, beside ? 0 : 1, ...(remove ? [] : [value]));
    }
    return isObject(copy) ? copy : {};
  });
}

/** The paths of all that is in a value down to a depth, the value itself left out. */
function paths(value: unknown, depth: number, before: Path = []): Path[] {
  if (depth <= 0) return [];
  const members = isObject(value) ? Object.entries(value) : Array.isArray(value) ? [...value.entries()] : [];
  return members.flatMap(([name, inner]) => {
    const here = [...before, name];
    return [here, ...paths(inner, depth - 1, here)];
  });
}

function member(value: unknown, name: string | number): unknown {
  if (isObject(value)) return value[name];
  return Array.isArray(value) && typeof name === "number" ? value[name] : undefined;
}
