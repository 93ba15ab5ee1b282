import type { Schema } from "../aircall/schema.ts";
import type { Fields, Shape } from "../capture/shape.ts";
import { keyField, keyType, type Stream } from "../capture/stream.ts";

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
  const meta = { type: "object", additionalProperties: false, properties: { op: OP } };
  const properties = { ...closedFields(stream.document.fields), _meta: meta };
  return { type: "object", properties, additionalProperties: false, required: [keyField(stream)] };
}

/** A shape with every object in it closed, without bounds. Where nothing is known nothing is said: anything said would have to be closed. */
function closed(shape: Shape): Schema {
  const type = shape.null ? [shape.type, "null"] : shape.type;
  switch (shape.type) {
    case "object":
      return { type, properties: closedFields(shape.fields), additionalProperties: false };
    case "array":
      return shape.items.type === "any" ? { type } : { type, items: closed(shape.items) };
    case "record":
    case "any":
      return {};
    default:
      return { type };
  }
}

function closedFields(fields: Fields): Record<string, Schema> {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, closed(shape)]));
}
