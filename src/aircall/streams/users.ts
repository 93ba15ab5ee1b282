import { snapshot } from "../../capture/snapshot.ts";
import { document, flag, id, text, whole } from "./fields.ts";

/** What every place that shows a user has in common; API reference, "User". Times are ISO 8601. */
export const userFields = {
  id: whole,
  direct_link: text,
  name: text,
  email: text,
  available: flag,
  availability_status: text,
  created_at: text,
  time_zone: text,
  language: text,
  state: text,
  wrap_up_time: whole,
  extension: text,
};

/** A user as `/v2/users` lists it: `/v1/users` ended on 2026-09-30. */
export const User = document({ ...userFields, id, default_number_id: whole, substatus: text });

/** Users. Read whole at each interval: the list has no cursor. */
export const users = snapshot({
  name: "users",
  path: "/v2/users",
  envelope: "users",
  key: ["/id"],
  document: User,
  confirmGone: (id) => `/v2/users/${id}`,
});
