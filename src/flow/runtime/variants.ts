import { isObject, type JsonObject } from "./json.ts";

/**
 * How a platform writes its requests:
 *
 * - `full`: every field, also those that hold their default
 * - `sparse`: proto3 JSON to the letter, defaults left out
 * - `linked`: collections stand once in `linkedCollections`, bindings name them by `collectionIndex` (0 left out)
 * - `extra`: everything that newer platforms add, and more that nobody has invented yet; all of it to be ignored
 */
export type Variant = "full" | "sparse" | "linked" | "extra";

/** All forms, for tests that want to be true in each. */
export const variants: readonly Variant[] = ["full", "sparse", "linked", "extra"];

/** A request of this kind in the wanted form. */
export function vary(variant: Variant, kind: string, fields: JsonObject): JsonObject {
  switch (variant) {
    case "full":
      return { [kind]: fields };
    case "sparse":
      return { [kind]: sparse(fields) };
    case "linked":
      return { [kind]: sparse(linked(fields)) };
    case "extra":
      return { $internal: "CgNmb28=", [kind]: extra(fields) };
  }
}

/** Fields that hold somebody's own JSON: nothing in them is a default of the protocol's. */
const embedded = ["config", "resourceConfig", "writeSchema", "readSchema", "ackTemplate", "state"];

function sparse(fields: JsonObject): JsonObject {
  const kept = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if (embedded.includes(name)) return [[name, value]];
    if (name === "connectorType" || value === 0 || value === false || value === "" || isEmpty(value)) {
      return [];
    }
    if (Array.isArray(value)) return [[name, value.map((item) => isObject(item) ? sparse(item) : item)]];
    return [[name, isObject(value) ? sparse(value) : value]];
  });
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A request whose captures, and itself if it has bindings, are linked. */
function linked(fields: JsonObject): JsonObject {
  const { capture, lastCapture } = fields;
  return {
    ...link(fields),
    ...isObject(capture) ? { capture: link(capture) } : {},
    ...isObject(lastCapture) ? { lastCapture: link(lastCapture) } : {},
  };
}

/** A body with its collections moved out of its bindings. */
function link(body: JsonObject): JsonObject {
  const active = objects(body.bindings);
  const inactive = objects(body.inactiveBindings);
  // Last first, so that no index happens to be that of the binding.
  const linkedCollections = [...active, ...inactive].map((binding) => binding.collection).toReversed();
  if (linkedCollections.length === 0) return body;
  const point = ({ collection, ...rest }: JsonObject): JsonObject => ({
    ...rest,
    collectionIndex: linkedCollections.indexOf(collection),
  });
  return { ...body, bindings: active.map(point), inactiveBindings: inactive.map(point), linkedCollections };
}

function extra(fields: JsonObject): JsonObject {
  const grown = Object.entries(fields).map(([name, value]): [string, unknown] => {
    if (embedded.includes(name)) return [name, value];
    if (name === "bindings" || name === "inactiveBindings") return [name, objects(value).map(extra)];
    const grows = ["capture", "lastCapture", "collection", "range"].includes(name) && isObject(value);
    return [name, grows ? extra(value) : value];
  });
  return {
    ...Object.fromEntries(grown),
    secrets: { "acmeCo/secret": { encrypted: true } },
    createdAt: "2025-07-09",
    sealedConfig: { api_token_sops: "ENC[AES256_GCM,data:AAAA]" },
    redactSalt: "c2FsdA==",
    linkedCollections: [],
    notInventedYet: { nested: [1, "two", null] },
  };
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
