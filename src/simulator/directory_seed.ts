import type { Line, Tag, Team, User, Webhook } from "./directory_rows.ts";
import type { Random } from "./random.ts";
import {
  companies,
  countries,
  firstNames,
  lastNames,
  lineNames,
  spaced,
  tagNames,
  teamNames,
} from "./words.ts";

/** What every account has from its first day, in list order. */
const systemTags: readonly (readonly [name: string, description: string, color: string])[] = [
  ["Callback Request", "queue_callback", "#29C8FF"],
  ["Called Back", "queue_called_back", "#B285D1"],
  ["Conference", "conference", "#000000"],
  ["Follow Up", "follow_up_self_assign", "#ff7d03"],
  ["Voicemail Drop", "voicemail_drop", "#FCBB26"],
  ["Voice Virtual Agent", "voice_virtual_agent", "#00B388"],
  ["Outbound Campaign", "outbound_campaign", "#6454F3"],
  ["Native to GSM", "native_to_gsm", "#0091FF"],
  ["Local Presence", "local_presence", "#00B388"],
];

/** The names of the tags that Aircall itself puts on calls. */
export const systemTagNames: ReadonlySet<string> = new Set(systemTags.map(([name]) => name));

const events = [
  "call.created",
  "call.ended",
  "call.tagged",
  "contact.updated",
  "contact.deleted",
  "user.created.v2",
];

/** Unix seconds as the API's ISO 8601, with its zero milliseconds. */
export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** An invented company's name. */
export function inventCompany(random: Random): string {
  return random.pick(companies);
}

/** An invented colleague. @param number counts from 1 and becomes the extension. */
export function inventUser(random: Random, id: number, number: number, createdAt: number): User {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const country = random.pick(countries);
  return {
    id,
    name: `${first} ${last}`,
    email: `user${number}@example.com`,
    language: random.pick(["en-US", "en-GB", "fr-FR", "de-DE", "es-ES"]),
    created_at: iso(createdAt),
    time_zone: random.chance(0.3) ? "Etc/UTC" : country.timeZone,
    state: random.chance(0.9) ? "always_opened" : "custom",
    wrap_up_time: random.pick([0, 0, 30]),
    extension: String(number).padStart(3, "0"),
    availability_status: random.weighted({ available: 8, custom: 1, unavailable: 1 }),
    default_number_id: null,
    substatus: random.weighted({ always_opened: 8, always_closed: 1, out_for_lunch: 1 }),
    availability: random.weighted({
      available: 5,
      offline: 4,
      do_not_disturb: 1,
      in_call: 1,
      after_call_work: 1,
    }),
  };
}

/** An invented team. @param number counts from 1; names are unique. */
export function inventTeam(
  random: Random,
  id: number,
  number: number,
  createdAt: number,
  users: readonly User[],
): Team {
  const members = new Set<number>();
  for (let i = random.whole(1, 8); i > 0 && users.length > 0; i--) members.add(random.pick(users).id);
  const name = random.pick(teamNames);
  return {
    id,
    name: number === 1 ? name : `${name} ${number}`,
    created_at: iso(createdAt),
    userIds: [...members],
  };
}

/** An invented number of the account. */
export function inventLine(
  random: Random,
  id: number,
  number: number,
  createdAt: number,
  users: readonly User[],
): Line {
  const country = random.pick(countries);
  const name = random.pick(lineNames);
  const open = random.chance(0.7);
  const track = (kind: string) => `https://media-web.aircall.io/tracks/${kind}.mp3`;
  return {
    id,
    digits: spaced(country.form, () => random.whole(0, 9)),
    name: number === 1 ? name : `${name} ${number}`,
    country: country.code,
    time_zone: country.timeZone,
    availability_status: random.weighted({ open: 7, custom: 2, closed: 1 }),
    is_ivr: random.chance(0.25),
    live_recording_activated: random.chance(0.8),
    priority: random.pick([0, 0, 0, 1, null]),
    created_at: iso(createdAt),
    open,
    waiting: track("library/waiting"),
    closed: random.chance(0.5) ? track("tts/closed") : null,
    old: number > 1 && random.chance(0.05),
    userIds: users.filter(() => random.chance(3 / Math.max(users.length, 3))).map((user) => user.id),
  };
}

/** The tag at this place of the list, counted from 0: the nine of the system first. */
export function inventTag(random: Random, id: number, place: number): Tag {
  const system = systemTags[place];
  if (system) {
    const [name, description, color] = system;
    return { id, name, color, description };
  }
  const color = random.hex(6);
  return {
    id,
    name: `${random.pick(tagNames)}${place < 20 ? "" : ` ${place}`}`,
    color: `#${random.chance(0.5) ? color.toUpperCase() : color}`,
    description: random.chance(0.5) ? null : `made by hand, ${place}`,
  };
}

/** An invented webhook; its integer id is as random as in life. */
export function inventWebhook(random: Random, createdAtMs: number): Webhook {
  const uuid = random.uuid();
  return {
    id: random.whole(1_000_000, 99_999_999),
    direct_link: `https://api.aircall.io/v1/webhooks/${uuid}`,
    url: `https://hooks.example.com/${random.hex(6)}`,
    active: random.chance(0.8),
    events: events.filter(() => random.chance(0.5)),
    token: random.hex(32),
    created_at: new Date(createdAtMs).toISOString(),
    webhook_id: uuid,
  };
}
