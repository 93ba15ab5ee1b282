import { object, oneOf, otherwise, type Rule, ruled } from "../capture/shape.ts";
import { parseDuration } from "./duration.ts";

/** A second or more. */
const interval: Rule = {
  holds: (text) => (parseDuration(text) ?? 0) >= 1000,
  words:
    'is no ISO 8601 duration of a second or more; write weeks, days, hours, minutes and seconds, as in "PT5M" or "P1D"',
  schema: { format: "duration" },
};

/** How a binding is configured. The names of the streams are handed in, so that the list of streams stays in one place. */
export function resourceConfig(streams: readonly string[]) {
  return object({
    stream: oneOf(streams),
    syncMode: otherwise(oneOf(["incremental", "full_refresh"]), "incremental"),
    interval: otherwise(ruled(interval), "PT5M"),
  });
}

/** Names that a binding may hold without being asked about: ours, the original connector's, and the platform's. */
export const RESOURCE_KEYS = ["stream", "syncMode", "interval", "namespace", "cursorField", "_meta"];
