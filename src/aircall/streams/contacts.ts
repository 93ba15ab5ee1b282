import { timeline } from "../../capture/timeline.ts";
import { document, flag, id, list, text, whole } from "./fields.ts";

/** What a contact has wherever it is shown; times are Unix seconds. API reference, "Contact". */
export const contactFields = {
  id: whole,
  direct_link: text,
  first_name: text,
  last_name: text,
  company_name: text,
  information: text,
  is_shared: flag,
  created_at: whole,
  updated_at: whole,
  phone_numbers: list({ id: whole, label: text, value: text }),
  emails: list({ id: whole, label: text, value: text }),
};

/** A shared contact; others are not shown by the API. */
export const Contact = document({ ...contactFields, id });

const where = { path: "/v1/contacts", envelope: "contacts", query: { order_by: "created_at" } };

/** Contacts: read by time of creation, then followed from the newest change down; once a day all of them, since some edits may move no time. */
export const contacts = timeline({
  name: "contacts",
  ...where,
  key: ["/id"],
  document: Contact,
  time: { field: "created_at", bounds: "[]" },
  changes: { updated: "updated_at", query: { order_by: "updated_at" } },
  rereads: [{ name: "all", title: "all", every: 86_400 }],
  confirmGone: (id) => `/v1/contacts/${id}`,
});
