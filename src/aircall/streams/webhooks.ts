import { snapshot } from "../../capture/snapshot.ts";
import { document, flag, text, textId, texts, whole } from "./fields.ts";

/** A webhook without its signing secret. Its integer `id` is deprecated and looks random; `webhook_id` is stable. */
export const Webhook = document({
  webhook_id: textId,
  id: whole,
  direct_link: text,
  url: text,
  active: flag,
  events: texts,
  created_at: text,
});

/** Webhooks. Read whole at each interval: the list has no cursor. */
export const webhooks = snapshot({
  name: "webhooks",
  path: "/v1/webhooks",
  envelope: "webhooks",
  key: ["/webhook_id"],
  document: Webhook,
  withhold: ["token"],
  confirmGone: (id) => `/v1/webhooks/${encodeURIComponent(id)}`,
});
