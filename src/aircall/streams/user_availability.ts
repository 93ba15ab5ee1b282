import { snapshot } from "../../capture/snapshot.ts";
import { document, id, text } from "./fields.ts";

/** What a user is doing: `available`, `offline`, `do_not_disturb`, `in_call`, `after_call_work`. */
export const Availability = document({ id, availability: text });

/** Availabilities as of each interval; no history. The name is spelt as in the connector that this one succeeds. */
export const userAvailability = snapshot({
  name: "user_availablity",
  path: "/v1/users/availabilities",
  envelope: "users",
  key: ["/id"],
  document: Availability,
});
