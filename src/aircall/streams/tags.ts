import { snapshot } from "../../capture/snapshot.ts";
import { document, id, text } from "./fields.ts";

/** A tag: the company's own, or one of the system's; API reference, "Tag". It carries no times. */
export const Tag = document({ id, name: text, color: text, description: text });

/** Tags. Read whole at each interval: the list has no cursor. */
export const tags = snapshot({
  name: "tags",
  path: "/v1/tags",
  envelope: "tags",
  key: ["/id"],
  document: Tag,
  confirmGone: (id) => `/v1/tags/${id}`,
});
