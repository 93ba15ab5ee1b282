import type { Json, JsonObject } from "./stream.ts";

/** Whether a JSON value is an object, not a list and not null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** RFC 7396: `patch` merged into `target`, in place. A null deletes; a list or a single value replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  for (const name of Object.keys(patch)) {
    const value = patch[name];
    if (value === undefined) continue;
    if (value === null) {
      delete target[name];
      continue;
    }
    const before = Object.hasOwn(target, name) ? target[name] : undefined;
    const after = isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value;
    if (name !== "__proto__") target[name] = after;
    // assigned, it would be another thing
    else {Object.defineProperty(target, name, {
        value: after,
        writable: true,
        enumerable: true,
        configurable: true,
      });}
  }
  return target;
}
