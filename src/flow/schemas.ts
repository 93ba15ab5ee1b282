import { z } from "zod";
import { keyField, keyType, type Stream } from "../capture/stream.ts";

/** A JSON Schema. */
export type Schema = Record<string, unknown>;

const OP = { type: "string", enum: ["c", "u", "d"] };
const DELETION = {
  required: ["_meta"],
  properties: { _meta: { required: ["op"], properties: { op: { const: "d" } } } },
};

/**
 * What the platform validates documents against: the key alone is asked for, everything else is open and inferred, and a document whose
 * `_meta.op` is `d` deletes.
 */
export function documentSchema(stream: Stream): Schema {
  const key = keyField(stream);
  return {
    type: "object",
    required: [key],
    properties: {
      [key]: { type: keyType(stream) },
      _meta: {
        type: "object",
        properties: {
          op: {
            ...OP,
            default: "u",
            description: "c: first seen, u: seen before, d: gone",
          },
        },
      },
    },
    additionalProperties: true,
    "x-infer-schema": true,
    if: DELETION,
    then: { reduce: { strategy: "merge", delete: true } },
  };
}

/** Every field that is known of a stream's documents, closed as the platform wants it; it only widens what is inferred. */
export function sourcedSchema(stream: Stream): Schema {
  const schema = mapped(z.toJSONSchema(stream.document, { io: "input" }), close);
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const meta = { type: "object", additionalProperties: false, properties: { op: OP } };
  return { ...schema, required: [keyField(stream)], properties: { ...properties, _meta: meta } };
}

/** A configuration's schema as a form wants it, open to further keys. */
export function formSchema(type: z.ZodType): Schema {
  return mapped(z.toJSONSchema(type, { io: "input" }), (node) => {
    const { pattern, ...rest } = node;
    if ("format" in node || pattern === undefined) return open(rest);
    return open(node);
  });
}

function open(node: Schema): Schema {
  return "properties" in node && "type" in node ? { ...node, additionalProperties: true } : node;
}

/** Closes an object, whether or not it declares properties, and makes "this or null" one type. */
function close(node: Schema): Schema {
  const { anyOf, minimum: _min, maximum: _max, ...rest } = node;
  // of items that nothing is known of, nothing is said: anything said would have to be closed
  if (isSchema(rest["items"]) && Object.keys(rest["items"]).length === 0) delete rest["items"];
  if (Array.isArray(anyOf)) {
    const [type, none] = anyOf;
    if (anyOf.length === 2 && isSchema(type) && isSchema(none) && none["type"] === "null") {
      return { ...rest, ...type, type: [type["type"], "null"] };
    }
    return { ...rest, anyOf };
  }
  if (rest["type"] !== "object") return rest;
  const { required: _required, ...bare } = rest;
  return { ...bare, additionalProperties: false };
}

/** A schema with each schema inside it changed, innermost first. */
function mapped(schema: Schema, change: (node: Schema) => Schema): Schema {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isSchema(value) ? mapped(value, change) : value;
  };
  const { $schema: _, ...rest } = schema;
  const entries = Object.entries(rest).map(([name, value]) => {
    // the names under `properties` are the document's, not the schema's
    if (name !== "properties" || !isSchema(value)) return [name, name === "default" ? value : inner(value)];
    return [name, Object.fromEntries(Object.entries(value).map(([field, type]) => [field, inner(type)]))];
  });
  return change(Object.fromEntries(entries));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
