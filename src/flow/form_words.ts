import type { Words } from "../aircall/form.ts";

/** What the form of a binding's configuration says. */
export const RESOURCE_WORDS: Words = {
  stream: {
    title: "Stream",
    description: "Which of Aircall's lists this binding captures.",
  },
  syncMode: {
    title: "Sync Mode",
    description:
      "Incremental captures changes and deletions. Full refresh captures every row again at each interval; calls and " +
      "contacts at most once in 24 hours.",
  },
  interval: {
    title: "Interval",
    description:
      "How often you want this stream read, as an ISO 8601 duration such as PT5M for five minutes.",
  },
};
