import { isObject, type JsonObject } from "./json.ts";

/**
 * RFC 7396: the target with the patch laid over it. Members that are null in the patch leave, objects are patched
 * member by member, anything else replaces. Neither argument is changed; what the patch does not touch is shared.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  return isObject(patch) ? patchObject(isObject(target) ? target : {}, patch) : patch;
}

function patchObject(target: JsonObject, patch: JsonObject): JsonObject {
  const members = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

/** What a checkpoint says about the state. */
export interface StateUpdate {
  updated: JsonObject;
  /** Laid over the state as a merge patch; without it the state is replaced. */
  mergePatch: boolean;
}

/** The state after a checkpoint. A replacement loses its nulls too: the platform patches onto nothing. */
export function reduceState(state: JsonObject, { updated, mergePatch }: StateUpdate): JsonObject {
  return patchObject(mergePatch ? state : {}, updated);
}
