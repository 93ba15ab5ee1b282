import type { Schema } from "../aircall/schema.ts";
import type { Fields, Shape } from "../capture/shape.ts";
import { keyField, keyType, type Stream } from "../capture/stream.ts";

/** What a row has beside the fields of the API. */
const ADDED: Record<string, Schema> = {
  _meta: {
    type: ["null", "object"],
    description:
      "op is c for a row that is first seen, u for one that was seen before, d for one that is gone",
    properties: { op: { type: ["null", "string"] } },
    additionalProperties: true,
  },
  // destinations that deduplicate drop a row for which this is set
  _ab_cdc_deleted_at: {
    type: ["null", "string"],
    format: "date-time",
    airbyte_type: "timestamp_with_timezone",
    description: "when the row was found gone; such a row holds its key, this and _meta alone",
  },
};

/**
 * What `discover` answers for one stream. No cursor field is named: a destination would take the latest row by it, and no field of the API
 * tells of every change, nor does a deletion have one. The latest row is the one that came last.
 */
export function discovered(stream: Stream): Record<string, unknown> {
  return {
    name: stream.name,
    json_schema: schemaOf(stream),
    supported_sync_modes: ["full_refresh", "incremental"],
    source_defined_cursor: true,
    source_defined_primary_key: [[keyField(stream)]],
    is_resumable: true,
  };
}

/** Every field that is known of a stream's rows, open to others. Only the key is always there. */
export function schemaOf(stream: Stream): Schema {
  const key = keyField(stream);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: [key],
    properties: { ...properties(stream.document.fields), [key]: { type: keyType(stream) }, ...ADDED },
    additionalProperties: true,
  };
}

function properties(fields: Fields): Record<string, Schema> {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, open(shape)]));
}

/** What a shape may be, or null, without its bounds: what the API sends is passed on, whatever it is. */
function open(shape: Shape): Schema {
  switch (shape.type) {
    case "any":
      return { type: ["null", "object", "array", "string", "number", "boolean"] };
    case "record":
      return { type: ["null", "object"], additionalProperties: true };
    case "object":
      return {
        type: ["null", "object"],
        properties: properties(shape.fields),
        additionalProperties: true,
      };
    case "array":
      return {
        type: ["null", "array"],
        ...(shape.items.type === "any" ? {} : { items: open(shape.items) }),
      };
    default:
      return { type: ["null", shape.type] };
  }
}
