import { contactFields } from "./contacts.ts";
import { document, flag, id, list, listOfAnything, object, text, whole } from "./fields.ts";
import { numberFields } from "./numbers.ts";
import { userFields } from "./users.ts";

/** A call; API reference, "Call". Times are Unix seconds. Most objects inside show what they point to as it is at the moment of reading. */
const Call = document({
  id,
  sid: text,
  direct_link: text,
  direction: text,
  status: text,
  missed_call_reason: text,
  started_at: whole,
  answered_at: whole,
  ended_at: whole,
  duration: whole,
  archived: flag,
  cost: text,
  voicemail: text,
  recording: text,
  asset: text,
  raw_digits: text,
  user: object(userFields),
  contact: object(contactFields),
  assigned_to: object(userFields),
  transferred_by: object(userFields),
  transferred_to: object(userFields),
  comments: list({ id: whole, content: text, posted_by: object(userFields), posted_at: whole }),
  number: object({ ...numberFields, flow_editor_enabled: flag }),
  teams: list({ id: whole, name: text, direct_link: text, created_at: text }),
  tags: list({ id: whole, name: text, tagged_by: object(userFields), tagged_at: whole, created_at: whole }),
  recording_short_url: text,
  voicemail_short_url: text,
  country_code_a2: text,
  pricing_type: text,
  ivr_options_selected: list({
    id: text,
    title: text,
    key: text,
    branch: text,
    created_at: text,
    transition_started_at: text,
    transition_ended_at: text,
  }),
  ai_voice_agents: listOfAnything,
  conference_participants: list({ id: whole, type: text, name: text, phone_number: text }),
});

/** What a call is captured as: its fields, the parts that have to be asked for, and what is new at each read. */
export const callDocument = {
  document: Call,
  details: {
    contact: "fetch_contact",
    short_urls: "fetch_short_urls",
    timeline: "fetch_call_timeline",
    ai_voice_agents: "fetch_aiva_conv",
  },
  volatile: {
    presence: ["recording", "voicemail", "recording_short_url", "voicemail_short_url"],
    lapsing: ["ivr_options_selected"],
    references: [
      ...["user", "contact", "number", "teams", "assigned_to", "transferred_by", "transferred_to"],
      ...["comments/posted_by", "tags/tagged_by"],
    ],
  },
};
