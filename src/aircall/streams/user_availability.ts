import { z } from "zod";
import { snapshot } from "../../capture/snapshot.ts";
import { id, text } from "./fields.ts";

/** What a user is doing: `available`, `offline`, `do_not_disturb`, `in_call`, `after_call_work`. */
export const Availability = z.looseObject({ id, availability: text });

/** Availabilities as of each interval; no history. The name is spelt as in the connector that this one succeeds. */
export const userAvailability = snapshot({
  name: "user_availablity",
  path: "/v1/users/availabilities",
  envelope: "users",
  key: ["/id"],
  document: Availability,
});
