import { snapshot } from "../../capture/snapshot.ts";
import { document, flag, id, object, text, whole } from "./fields.ts";

/** What the list of numbers and a number inside a call have in common; API reference, "Number". */
export const numberFields = {
  id: whole,
  direct_link: text,
  name: text,
  digits: text,
  country: text,
  time_zone: text,
  open: flag,
  availability_status: text,
  is_ivr: flag,
  live_recording_activated: flag,
  priority: whole,
  messages: object({
    welcome: text,
    waiting: text,
    ivr: text,
    voicemail: text,
    closed: text,
    callback_later: text,
    unanswered_call: text,
    after_hours: text,
    ringing_tone: text,
  }),
  created_at: text,
};

/** A number as the list shows it, without its users: only the single number has them. */
export const PhoneNumber = document({ ...numberFields, id });

/** Numbers. Read whole at each interval: the list has no cursor. */
export const numbers = snapshot({
  name: "numbers",
  path: "/v1/numbers",
  envelope: "numbers",
  key: ["/id"],
  document: PhoneNumber,
  confirmGone: (id) => `/v1/numbers/${id}`,
});
