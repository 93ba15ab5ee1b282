import { ResourceConfig } from "../aircall/config.ts";
import { EndpointConfig } from "../aircall/endpoint_config.ts";
import { formSchema } from "./schemas.ts";

/** The version of the capture protocol that is spoken. */
const PROTOCOL = 3_032_023;
/** Where a person reads on: the platform's page on Aircall, whose configuration and streams these are. */
const DOCUMENTATION = "https://go.estuary.dev/RZvIMQ";

/** What `spec` has to answer. `deno task docs` writes it to `spec.json`. */
export function madeSpec(): Record<string, unknown> {
  return {
    protocol: PROTOCOL,
    configSchema: formSchema(EndpointConfig),
    resourceConfigSchema: { ...formSchema(ResourceConfig), title: "Aircall stream" },
    documentationUrl: DOCUMENTATION,
    resourcePathPointers: ["/stream"],
  };
}
