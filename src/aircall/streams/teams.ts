import { snapshot } from "../../capture/snapshot.ts";
import { document, id, list, text, whole } from "./fields.ts";
import { userFields } from "./users.ts";

/** A team and its members; API reference, "Team". A member is shown as it is at the moment of reading. */
export const Team = document({
  id,
  name: text,
  direct_link: text,
  created_at: text,
  users: list({ ...userFields, default_number_id: whole }),
});

/** Teams and who is in them. Read whole at each interval: the list has no cursor. */
export const teams = snapshot({
  name: "teams",
  path: "/v1/teams",
  envelope: "teams",
  key: ["/id"],
  document: Team,
  volatile: { references: ["users"] },
  confirmGone: (id) => `/v1/teams/${id}`,
});
