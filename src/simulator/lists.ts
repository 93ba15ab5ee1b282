import type { Account } from "./account.ts";
import type { CallDetail } from "./call_document.ts";
import type { Json, Row } from "./json.ts";
import type { Listing, ListQuery } from "./listing.ts";
import { type Selection, selection } from "./selection.ts";

/** The parameters that make a call show more of itself. They count as sent only with the value `true`. */
const detailParameters: readonly (readonly [parameter: string, detail: CallDetail])[] = [
  ["fetch_contact", "contact"],
  ["fetch_short_urls", "short_urls"],
  ["fetch_call_timeline", "timeline"],
  ["fetch_aiva_conv", "ai_voice_agents"],
];

/** What of its calls a request asks for. */
export function detailsOf(query: URLSearchParams): ReadonlySet<CallDetail> {
  return new Set(
    detailParameters.filter(([name]) => query.get(name) === "true").map(([, detail]) => detail),
  );
}

/** Calls that started after `from` and not after `to`. */
export function calls(account: Account, query: URLSearchParams): Listing {
  const { now } = account;
  const details = detailsOf(query);
  return {
    envelope: "calls",
    links: "windowed",
    select: ({ from, to }) => account.calls.select(from, to, now),
    render: (id) => account.calls.document(id, now, details) ?? null,
  };
}

/** The same, and of them those with this direction, user, phone number and all of these tags. */
export function callSearch(account: Account, query: URLSearchParams): Listing {
  const all = calls(account, query);
  const wanted = query.getAll("tags[]");
  const fits = (call: Row): boolean =>
    sameAs(query, "direction", call.direction) && sameAs(query, "user_id", idOf(call.user)) &&
    sameAs(
      query,
      "phone_number",
      typeof call.raw_digits === "string" ? call.raw_digits.replace(/[ -]/g, "") : null,
    ) &&
    wanted.every((tag) => Array.isArray(call.tags) && call.tags.some((on: Json) => String(idOf(on)) === tag));
  return {
    ...all,
    select: (list) =>
      filtered(all.select(list), (id) => fits(account.calls.document(id, account.now, new Set()) ?? {})),
  };
}

/** Contacts made from `from` to `to`, both included, whatever they are sorted by. */
export function contacts(account: Account): Listing {
  return {
    envelope: "contacts",
    metaFirst: true,
    links: "contacts",
    select: ({ from, to, orderBy }) => account.contacts.select(from, to, orderBy),
    render: (id) => account.contacts.document(id) ?? null,
  };
}

/** The same, and of them those with this phone number or e-mail address. */
export function contactSearch(account: Account, query: URLSearchParams): Listing {
  const all = contacts(account);
  const has = (values: Json | undefined, name: string) =>
    !query.has(name) ||
    (Array.isArray(values) && values.some((one: Json) => valueOf(one) === query.get(name)));
  const fits = ({ phone_numbers, emails }: Row) => has(phone_numbers, "phone_number") && has(emails, "email");
  return {
    ...all,
    select: (list: ListQuery) =>
      filtered(all.select(list), (id) => fits(account.contacts.document(id) ?? {})),
  };
}

/** A list of the directory, in the order in which its rows were made. `from` and `to` change nothing there. */
export function directoryList<T>(
  envelope: string,
  rows: readonly T[],
  render: (row: T) => Json,
  form: Pick<Listing, "metaFirst" | "links"> = { links: "plain" },
): Listing {
  return {
    ...form,
    envelope,
    select: () => ({ total: rows.length, at: (rank) => rank }),
    render: (place) => render(rows[place] as T),
  };
}

function filtered(rows: Selection, fits: (key: number) => boolean): Selection {
  return selection(Array.from({ length: rows.total }, (_, rank) => rows.at(rank)).filter(fits));
}

function sameAs(query: URLSearchParams, name: string, value: Json | undefined): boolean {
  return !query.has(name) || query.get(name) === String(value);
}

function idOf(value: Json | undefined): Json {
  return fieldOf(value, "id");
}

function valueOf(value: Json): Json {
  return fieldOf(value, "value");
}

function fieldOf(value: Json | undefined, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value)).get(name) ?? null;
}
