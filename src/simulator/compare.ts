import type { Account, StreamName, TruthOptions } from "./account.ts";

/** How two captures are compared. */
export interface CompareOptions extends TruthOptions {
  /** How many differences to tell; the rest is counted in one more line. @default 20 */
  most?: number;
}

/**
 * How a capture differs from what the account serves now: one line for each key that is missing, one too many, or
 * whose document differs, with the fields that do. Empty: they are equal.
 *
 * Everything counts, except:
 * - `_meta`, which the capture adds;
 * - the query of signed addresses and all of short ones, which differ at each reading; whether there is one does count;
 * - what lives inside users, numbers, contacts and teams within a call or a team, which is their present: only their ids;
 * - what the account has and no longer serves: calls beyond the horizon, menu choices of calls two months old.
 *
 * @param captured documents by key, as text
 */
export function differences(
  account: Account,
  stream: StreamName,
  captured: ReadonlyMap<string, unknown>,
  { most = 20, ...options }: CompareOptions = {},
): string[] {
  const keys = new Set<string>();
  const lines: string[] = [];
  const counting = stream === "calls" ? ofCalls : stream === "teams" ? ofTeams : ofOthers;
  for (const [key, document] of account.documents(stream, options)) {
    keys.add(key);
    if (!captured.has(key)) lines.push(`${stream} ${key}: missing, should be ${shown(document)}`);
    else {
      const fields = differingFields(document, captured.get(key), counting);
      if (fields.length > 0) lines.push(`${stream} ${key}: ${fields.join("; ")}`);
    }
  }
  for (const [key, document] of captured) {
    if (keys.has(key) || (stream === "calls" && account.hasLeft(Number(key)))) continue;
    lines.push(`${stream} ${key}: one too many, ${shown(document)}`);
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `${stream}: and ${lines.length - most} more of ${keys.size} documents`];
}

type Reduce = (value: unknown) => unknown;

/** What of a call's fields counts, where it is not all of it. */
const ofCalls: ReadonlyMap<string, Reduce> = new Map<string, Reduce>([
  ...["user", "contact", "assigned_to", "transferred_by", "transferred_to", "number"].map(
    (name): [string, Reduce] => [name, idAlone],
  ),
  ["teams", each(idAlone)],
  ["comments", each((comment) => reduced(comment, new Map([["posted_by", idAlone]])))],
  ["tags", each((tag) => reduced(tag, new Map([["tagged_by", idAlone]])))],
  ...["recording", "voicemail"].map((name): [string, Reduce] => [name, withoutQuery]),
  ...["recording_short_url", "voicemail_short_url"].map((name): [string, Reduce] => [name, presence]),
]);
const ofTeams: ReadonlyMap<string, Reduce> = new Map([["users", each(idAlone)]]);
const ofOthers: ReadonlyMap<string, Reduce> = new Map();

/** The object with these fields reduced to what counts of them. */
function reduced(value: unknown, fields: ReadonlyMap<string, Reduce>): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, field]) => [name, fields.get(name)?.(field) ?? field]);
  return Object.fromEntries(entries);
}

function withoutQuery(url: unknown): unknown {
  return typeof url === "string" ? url.replace(/\?.*$/s, "") : url;
}

function presence(url: unknown): unknown {
  return typeof url === "string" ? "an address" : url;
}

/** `{ id }` of an object; `{}` when it has none, and anything but an object as it is. */
function idAlone(value: unknown): unknown {
  return isObject(value) ? ("id" in value ? { id: value.id } : {}) : value;
}

function each(reduce: Reduce): Reduce {
  return (value) => Array.isArray(value) ? value.map(reduce) : value;
}

/**
 * `name: is A, should be B` for each top-level field that differs in what counts of it. Field by field, without a copy of either document:
 * tests compare very many.
 */
function differingFields(truth: unknown, captured: unknown, counting: ReadonlyMap<string, Reduce>): string[] {
  if (!isObject(truth) || !isObject(captured)) {
    return equal(truth, captured) ? [] : [`is ${shown(captured)}, should be ${shown(truth)}`];
  }
  const lines: string[] = [];
  for (const name of Object.keys(truth)) {
    if (name === "_meta") continue;
    const reduce = counting.get(name) ?? whole;
    const should = reduce(truth[name]);
    if (!(name in captured)) lines.push(`${name} is not there, should be ${shown(should)}`);
    else {
      const is = reduce(captured[name]);
      if (!equal(should, is) && !lapsed(name, should)) {
        lines.push(`${name} is ${shown(is)}, should be ${shown(should)}`);
      }
    }
  }
  for (const name of Object.keys(captured)) {
    if (name === "_meta" || name in truth) continue;
    const is = (counting.get(name) ?? whole)(captured[name]);
    lines.push(`${name} is ${shown(is)}, should not be there`);
  }
  return lines;
}

function whole(value: unknown): unknown {
  return value;
}

/** Whether the account has forgotten what a capture may still know. */
function lapsed(name: string, truth: unknown): boolean {
  return name === "ivr_options_selected" && Array.isArray(truth) && truth.length === 0;
}

/** Whether two values say the same as JSON; the order of keys says nothing. */
function equal(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => equal(item, other[i]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length &&
    names.every((name) => name in other && equal(one[name], other[name]));
}

/** The value as JSON, shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
