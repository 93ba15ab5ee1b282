import { ENDPOINT_WORDS } from "../aircall/endpoint_words.ts";
import { EndpointConfig } from "../aircall/endpoint_config.ts";
import { formSchema } from "../aircall/form.ts";
import type { Schema } from "../aircall/schema.ts";

/** The version of the protocol that is asked for: the first one with a state for each stream. */
const PROTOCOL = "0.2.0";

/** What `spec` answers. */
export function specification(): Record<string, unknown> {
  const { type, properties, required, additionalProperties } = spelt(
    formSchema(EndpointConfig, ENDPOINT_WORDS),
  );
  return {
    connectionSpecification: {
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "Aircall",
      type,
      required,
      properties,
      additionalProperties,
    },
    supportsIncremental: true,
    supported_destination_sync_modes: ["overwrite", "append", "append_dedup"],
    protocol_version: PROTOCOL,
  };
}

/** A form's schema with Airbyte's word for what is secret, and without what it has no word for. */
function spelt({ secret, advanced: _, ...schema }: Schema): Schema {
  const { properties } = schema;
  return {
    ...schema,
    ...(secret === true ? { airbyte_secret: true } : {}),
    ...(isSchema(properties)
      ? {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, field]) => [name, isSchema(field) ? spelt(field) : field]),
        ),
      }
      : {}),
  };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
