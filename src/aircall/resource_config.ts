import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** How a binding is configured. The names of the streams are handed in, so that the list of streams stays in one place. */
export function resourceConfig(streams: readonly [string, ...string[]]) {
  return z.looseObject({
    stream: z.enum(streams).meta({
      title: "Stream",
      description: "Which of Aircall's lists this binding captures.",
      order: 0,
    }),
    syncMode: z.enum(["incremental", "full_refresh"]).default("incremental").meta({
      title: "Sync Mode",
      description:
        "Incremental captures changes and deletions. Full refresh captures every row again at each interval; calls and " +
        "contacts at most once in 24 hours.",
      order: 1,
    }),
    interval: z.string().default("PT5M").refine((text) => (parseDuration(text) ?? 0) >= 1000, {
      error:
        'is no ISO 8601 duration of a second or more; write weeks, days, hours, minutes and seconds, as in "PT5M" or "P1D"',
    }).meta({
      title: "Interval",
      description:
        "How often you want this stream read, as an ISO 8601 duration such as PT5M for five minutes.",
      format: "duration",
      order: 2,
    }),
  });
}

/** Names that a binding may hold without being asked about: ours, the original connector's, and the platform's. */
export const RESOURCE_KEYS = ["stream", "syncMode", "interval", "namespace", "cursorField", "_meta"];
