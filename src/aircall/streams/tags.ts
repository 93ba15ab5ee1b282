import { z } from "zod";
import { snapshot } from "../../capture/snapshot.ts";
import { id, text } from "./fields.ts";

/** A tag: the company's own, or one of the system's; API reference, "Tag". It carries no times. */
export const Tag = z.looseObject({ id, name: text, color: text, description: text });

/** Tags. Read whole at each interval: the list has no cursor. */
export const tags = snapshot({
  name: "tags",
  path: "/v1/tags",
  envelope: "tags",
  key: ["/id"],
  document: Tag,
  confirmGone: (id) => `/v1/tags/${id}`,
});
