import { ResourceConfig } from "../aircall/config.ts";
import { EndpointConfig } from "../aircall/endpoint_config.ts";
import { ENDPOINT_WORDS } from "../aircall/endpoint_words.ts";
import { formSchema } from "../aircall/form.ts";
import { RESOURCE_WORDS } from "./form_words.ts";

/** The version of the capture protocol that is spoken. */
const PROTOCOL = 3_032_023;
/** Where a person reads on: the platform's page on Aircall, whose configuration and streams these are. */
const DOCUMENTATION = "https://go.estuary.dev/RZvIMQ";

/** What `spec` has to answer. `deno task docs` writes it to `spec.json`. */
export function madeSpec(): Record<string, unknown> {
  return {
    protocol: PROTOCOL,
    configSchema: { ...formSchema(EndpointConfig, ENDPOINT_WORDS), title: "Aircall" },
    resourceConfigSchema: { ...formSchema(ResourceConfig, RESOURCE_WORDS), title: "Aircall stream" },
    documentationUrl: DOCUMENTATION,
    resourcePathPointers: ["/stream"],
  };
}
