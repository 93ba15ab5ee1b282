import type { CallContent, Cast } from "./call_content.ts";
import type { CallCourse } from "./call_course.ts";
import type { CallEdits } from "./call_edits.ts";
import type { Directory } from "./directory.ts";
import type { Views } from "./directory_views.ts";
import type { Json, Row } from "./json.ts";
import { shortUrl, signedUrl } from "./media.ts";

/** What of a call is shown only when asked for: the `fetch_…` parameters by their names in a connector's settings. */
export type CallDetail = "contact" | "short_urls" | "timeline" | "ai_voice_agents";

/** A call as it stands at some second. */
export interface CallMoment {
  id: number;
  /** Unix seconds, as listed. */
  startedAt: number;
  /** Unix seconds at which it really began, before finalisation or anybody moved it. */
  begin: number;
  course: CallCourse;
  content: CallContent;
  edits: CallEdits | undefined;
  /** How many times faster than life it goes. */
  speed: number;
  /** Unix seconds. */
  now: number;
}

/** What the documents refer to. */
export interface World {
  cast: Cast;
  directory: Directory;
  views: Views;
  /** The name of the field that holds the time of a tag: one was seen, the other is documented. */
  tagTime: "tagged_at" | "created_at";
  /** Counts readings of signed addresses. */
  reading(): number;
}

/** Seconds of `now` at which each stage of a call begins. */
export function stages(begin: number, course: CallCourse, speed: number): {
  answered: number;
  ended: number;
  final: number;
} {
  const at = (seconds: number) => begin + Math.floor(seconds / speed);
  return {
    answered: course.answeredAfter === null ? Infinity : at(course.answeredAfter),
    ended: at(course.endsAfter),
    final: at(course.endsAfter + course.finaliseAfter),
  };
}

/**
 * The call as the API shows it at that moment, all keys in the live order. A pure function of the moment, but for
 * the text of signed addresses.
 */
export function callDocument(world: World, call: CallMoment, details: ReadonlySet<CallDetail>): Row {
  const { id, startedAt, course, content, edits, now, speed } = call;
  const { answered, ended, final } = stages(call.begin, course, speed);
  const isEnded = now >= ended;
  const isFinal = now >= final;
  const isAnswered = now >= answered;
  const since = (seconds: number) => ended + Math.floor(seconds / speed);
  const voicemail = content.voicemail && now >= since(33);
  const recording = content.recorded && now >= since(20) && recordable(world, content);
  const asset = recording ? "recording" : voicemail ? "voicemail" : undefined;
  const sound = (kind: "recording" | "voicemail") =>
    signedUrl({ company: 48_291, call: id, kind, hash: content.hash }, now, world.reading());
  const short = details.has("short_urls");
  const assigned = edits?.assigned === undefined && isEnded ? content.assignedTo : edits?.assigned ?? null;
  const transferred = isEnded && content.transferredBy !== null;
  return {
    id,
    sid: content.sid,
    direct_link: `https://api.aircall.io/v1/calls/${id}`,
    direction: course.direction,
    status: isEnded ? "done" : isAnswered ? "answered" : "initial",
    missed_call_reason: isEnded ? content.missedReason : null,
    started_at: startedAt,
    answered_at: isAnswered ? answered : null,
    ended_at: isEnded ? ended : null,
    duration: isEnded ? duration(call, answered, ended, isFinal) : 0,
    archived: edits?.archived ?? (content.archivedAfter !== null && now >= since(content.archivedAfter)),
    cost: isFinal ? content.cost : "0.0",
    voicemail: voicemail ? sound("voicemail") : null,
    recording: recording ? sound("recording") : null,
    asset: asset ? `https://assets.aircall.io/calls/${id}/${asset}` : null,
    raw_digits: content.rawDigits,
    user: now >= call.begin + Math.floor(2 / speed) ? user(world, content.user) : null,
    contact: details.has("contact") && content.contact !== null
      ? world.cast.contacts.document(content.contact) ?? null
      : null,
    assigned_to: user(world, assigned),
    transferred_by: transferred ? user(world, content.transferredBy) : null,
    transferred_to: transferred ? user(world, content.user) : null,
    comments: comments(world, call, since),
    number: number(world, content.number),
    teams: teams(world, content.teams),
    tags: tags(world, call, since),
    recording_short_url: recording && short ? shortUrl(id, "recording", world.reading()) : null,
    voicemail_short_url: voicemail && short ? shortUrl(id, "voicemail", world.reading()) : null,
    country_code_a2: content.country,
    pricing_type: isFinal ? content.pricing : null,
    ...(content.conference && isEnded ? { conference_participants: participants(call) } : {}),
    ...(details.has("timeline") ? { ivr_options_selected: ivrOptions(world, call) } : {}),
    ...(details.has("ai_voice_agents") ? { ai_voice_agents: voiceAgents(call) } : {}),
    ...content.extra,
    ...edits?.patch,
  };
}

/** Up to finalisation it may be a second too long; then it is the time from the (moved) start to the end. */
function duration(call: CallMoment, answered: number, ended: number, isFinal: boolean): number {
  const { begin, course, content } = call;
  if (!isFinal) return ended - begin + (course.shift === 0 ? content.excess : 0);
  return content.countsTalkOnly && answered <= ended ? ended - answered : ended - begin - course.shift;
}

function user({ directory, views }: World, id: number | null): Row | null {
  const found = id === null ? undefined : directory.users.remembered(id);
  return found ? views.userInCall(found) : null;
}

function number({ directory, views }: World, id: number | null): Row | null {
  const found = id === null ? undefined : directory.numbers.remembered(id);
  return found ? views.numberInCall(found) : null;
}

function teams({ directory, views }: World, ids: readonly number[]): Row[] {
  return ids.flatMap((id) => {
    const found = directory.teams.remembered(id);
    return found ? [views.teamInCall(found)] : [];
  });
}

function recordable({ directory }: World, content: CallContent): boolean {
  const line = content.number === null ? undefined : directory.numbers.remembered(content.number);
  return line?.live_recording_activated ?? false;
}

function comments(world: World, call: CallMoment, since: (seconds: number) => number): Json[] {
  const own = call.content.comments
    .map(({ id, content, by, after }) => ({ id, content, by, at: since(after) }))
    .filter(({ at }) => call.now >= at);
  return [...own, ...call.edits?.comments ?? []]
    .map(({ id, content, by, at }) => ({ id, content, posted_by: user(world, by), posted_at: at }));
}

/** A tag that was deleted is on no call any more. */
function tags(world: World, call: CallMoment, since: (seconds: number) => number): Json[] {
  const on = new Map<number, { by: number | null; at: number }>();
  for (const { id, by, after } of call.content.tags) {
    if (call.now >= since(after)) on.set(id, { by, at: since(after) });
  }
  for (const [id, at] of call.edits?.tags ?? []) {
    if (at === null) on.delete(id);
    else on.set(id, { by: world.cast.systemTags.includes(id) ? null : call.content.user, at });
  }
  return [...on].flatMap(([id, { by, at }]) => {
    const tag = world.directory.tags.get(id);
    return tag ? [{ id, name: tag.name, tagged_by: user(world, by) ?? {}, [world.tagTime]: at }] : [];
  });
}

function participants({ content }: CallMoment): Json[] {
  const { user, contact, rawDigits } = content;
  return [
    ...(user === null ? [] : [{ id: user, type: "user" }]),
    { type: "external", phone_number: rawDigits },
    ...(contact === null ? [{ type: "observer", name: "?" }] : [{ id: contact, type: "contact" }]),
  ];
}

/** Kept for about two months, of numbers with a menu; otherwise empty. */
function ivrOptions({ directory }: World, { id, begin, now, content }: CallMoment): Json[] {
  const line = content.number === null ? undefined : directory.numbers.remembered(content.number);
  if (!line?.is_ivr || begin < now - 61 * 86_400) return [];
  const at = (seconds: number) => new Date((begin + seconds) * 1000).toISOString();
  return [{
    id: `ivr-${id}`,
    title: "Main menu",
    key: id % 7 === 0 ? "fallback" : String(id % 3 + 1),
    branch: id % 7 === 0 ? "Fallback" : "Sales",
    created_at: at(1),
    transition_started_at: at(1),
    transition_ended_at: at(2),
  }];
}

function voiceAgents({ id, content, course }: CallMoment): Json[] {
  if (course.direction !== "inbound" || id % 50 !== 0) return [];
  return [{ id: `agent-${id % 3}`, name: "Reception agent", escalated: content.user !== null }];
}
