import { EndpointConfig } from "../aircall/endpoint_config.ts";
import { ResourceConfig } from "../aircall/config.ts";
import type { Stream } from "../capture/stream.ts";
import { documentSchema, formSchema } from "./schemas.ts";

/** The version of the capture protocol that is spoken. */
const PROTOCOL = 3_032_023;
/** Where a person reads on: the platform's page on Aircall, whose configuration and streams these are. */
const DOCUMENTATION = "https://go.estuary.dev/RZvIMQ";

/** The answer to `spec`. */
export function specResponse(): Record<string, unknown> {
  return {
    spec: {
      protocol: PROTOCOL,
      configSchema: formSchema(EndpointConfig),
      resourceConfigSchema: { ...formSchema(ResourceConfig), title: "Aircall stream" },
      documentationUrl: DOCUMENTATION,
      resourcePathPointers: ["/stream"],
    },
  };
}

/** What `discover` answers for one stream. */
export function discoveredBinding(stream: Stream): Record<string, unknown> {
  return {
    recommendedName: stream.name,
    resourceConfig: { stream: stream.name, syncMode: "incremental", interval: "PT5M" },
    documentSchema: documentSchema(stream),
    key: stream.key,
  };
}
