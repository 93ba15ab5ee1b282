import type { Stream } from "../capture/stream.ts";
import { documentSchema } from "./schemas.ts";

/** What `discover` answers for one stream. */
export function discoveredBinding(stream: Stream): Record<string, unknown> {
  return {
    recommendedName: stream.name,
    resourceConfig: { stream: stream.name, syncMode: "incremental", interval: "PT5M" },
    documentSchema: documentSchema(stream),
    key: stream.key,
  };
}
