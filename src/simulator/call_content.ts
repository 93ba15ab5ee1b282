import type { CallCourse, CallScript } from "./call_course.ts";
import type { Contacts } from "./contacts.ts";
import type { Row } from "./json.ts";
import { Random } from "./random.ts";
import { countries, notes, spaced } from "./words.ts";

/** Who and what calls are about: ids of the rows that the account began with, so that later rows change no old call. */
export interface Cast {
  seed: number;
  users: readonly number[];
  numbers: readonly number[];
  teams: readonly number[];
  /** Tags that Aircall puts on calls by itself. */
  systemTags: readonly number[];
  /** Tags that people put on calls. */
  ownTags: readonly number[];
  contacts: Contacts;
}

/** A remark or a tag that comes some seconds after the call's end. */
interface Late {
  id: number;
  /** Who; null: the API or the system. */
  by: number | null;
  after: number;
}

/** All that a call will ever be by itself; what of it shows at a time is for the document to say. */
export interface CallContent {
  sid: string;
  user: number | null;
  number: number | null;
  contact: number | null;
  rawDigits: string;
  country: string | null;
  missedReason: string | null;
  /** Decimal text. */
  cost: string;
  pricing: string;
  recorded: boolean;
  voicemail: boolean;
  /** In the name of the sound file. */
  hash: string;
  /** Seconds that the duration is too long by until the call is finalised. */
  excess: number;
  /** One call in 600 counts its duration from the answer. */
  countsTalkOnly: boolean;
  archivedAfter: number | null;
  comments: readonly (Late & { content: string })[];
  tags: readonly Late[];
  teams: readonly number[];
  transferredBy: number | null;
  assignedTo: number | null;
  conference: boolean;
  /** Fields that the reference does not know. */
  extra: Row;
}

/** Of 169 missed inbound calls. */
const reasons = {
  agents_did_not_answer: 75,
  no_available_agent: 60,
  short_abandoned: 19,
  out_of_opening_hours: 6,
  abandoned_in_ivr: 5,
  abandoned_in_classic: 4,
  declined_by_carrier: 0.5,
};

/** What a call is about, the same for the same seed and id, in the frequencies seen in life. */
export function content(cast: Cast, id: number, course: CallCourse, script: CallScript = {}): CallContent {
  const random = new Random(cast.seed, 7, id);
  const inbound = course.direction === "inbound";
  const answered = course.answeredAfter !== null;
  const system = random.chance(0.05) ? random.maybe(cast.systemTags) : undefined;
  const tags: Late[] = system === undefined ? [] : [{ id: system, by: null, after: 0 }];
  while (random.chance(0.13) && tags.length < 4) {
    const tag = random.maybe(cast.ownTags);
    const late = { id: tag ?? 0, by: random.maybe(cast.users) ?? null, after: soon(random) };
    if (tag !== undefined && tags.every((other) => other.id !== tag)) tags.push(late);
  }
  const comments: (Late & { content: string })[] = [];
  while (random.chance(0.08) && comments.length < 5) {
    const by = random.chance(0.5) ? null : random.maybe(cast.users) ?? null;
    comments.push({
      id: random.whole(150_000_000, 2 ** 33),
      by,
      after: soon(random),
      content: random.pick(notes),
    });
  }
  const teams = new Set<number>();
  if (inbound && random.chance(0.4)) {
    for (let i = random.whole(1, 2); i > 0 && cast.teams.length > 0; i--) teams.add(random.pick(cast.teams));
  }
  const transferred = answered && random.chance(0.04);
  const user = hasUser(random, inbound, answered) ? random.maybe(cast.users) ?? null : null;
  return {
    sid: `CA${random.hex(32)}`,
    user: script.user === undefined ? user : script.user,
    number: script.number ?? random.maybe(cast.numbers) ?? null,
    ...party(cast, random, inbound, script),
    missedReason: answered ? null : missedReason(random, inbound),
    cost: inbound || !answered ? "0.0" : random.pick(["3.0", "1.5", "0.0", "12.0"]),
    pricing: random.chance(0.998) ? "in_bundle" : "pay_as_you_go",
    recorded: answered && random.chance(0.7),
    voicemail: inbound && !answered && random.chance(0.39),
    hash: random.hex(20),
    excess: random.chance(0.5) ? 1 : 0,
    countsTalkOnly: random.chance(1 / 600),
    archivedAfter: random.chance(0.3) ? soon(random) : null,
    comments,
    tags,
    teams: [...teams],
    transferredBy: transferred ? random.maybe(cast.users) ?? null : null,
    assignedTo: random.chance(0.03) ? random.maybe(cast.users) ?? null : null,
    conference: answered && random.chance(0.004),
    extra: random.chance(0.006)
      ? { quality: { mos: 4.2, jitter_ms: random.whole(1, 90) }, is_test: false }
      : {},
  };
}

/** Comments, tags and archiving come within two hours. */
function soon(random: Random): number {
  return Math.floor(Math.min(1 + random.exponential(600), 7200));
}

/**
 * Inbound: whoever has a user was answered, and the other way round. Outbound: 6 of 78 missed calls have one, and all
 * but 19 of 211 answered ones.
 */
function hasUser(random: Random, inbound: boolean, answered: boolean): boolean {
  const outbound = random.chance(answered ? 192 / 211 : 6 / 78);
  return inbound ? answered : outbound;
}

/** Missed inbound calls nearly always have a reason, outbound ones hardly ever (1 of 78). */
function missedReason(random: Random, inbound: boolean): string | null {
  if (inbound) return random.chance(0.995) ? random.weighted(reasons) : null;
  return random.chance(1 / 78) ? "short_abandoned" : null;
}

/** The other end: a contact, a stranger, or someone who hides their number. */
function party(cast: Cast, random: Random, inbound: boolean, script: CallScript): {
  contact: number | null;
  rawDigits: string;
  country: string | null;
} {
  const known = random.chance(0.6)
    ? cast.contacts.first(random.whole(0, cast.contacts.firstSize - 1))
    : undefined;
  const { code, form } = random.pick(countries);
  const digits = spaced(form, () => random.whole(0, 9));
  const anonymous = inbound && random.chance(0.02) && script.contact === undefined;
  if (anonymous) return { contact: null, rawDigits: "anonymous", country: null };
  const contact = (script.contact === undefined ? known : script.contact) ?? null;
  if (contact === null) return { contact, rawDigits: digits, country: code };
  const phone = cast.contacts.phone(contact);
  return { contact, rawDigits: phone.digits, country: phone.country };
}
