import type { Json, Row } from "./json.ts";
import { outOfBound, type Reply } from "./replies.ts";
import { reversed, type Selection } from "./selection.ts";

/** A list of the API: what is in it, and how its pages look. */
export interface Listing {
  /** Under which key the rows are. */
  envelope: string;
  /** Whether `meta` comes before the rows. */
  metaFirst?: boolean;
  /** What of the query the links carry, and in what order; webhooks have none. */
  links: "plain" | "windowed" | "contacts" | "none";
  /** The rows that the query is about, ascending. */
  select(query: ListQuery): Selection;
  render(key: number): Json;
}

/** What a list request says, with the API's defaults filled in. */
export interface ListQuery {
  page: number;
  /** 1 to 50. */
  perPage: number;
  order: "asc" | "desc";
  orderBy: "created_at" | "updated_at";
  /** Unix seconds; −Infinity when not given. */
  from: number;
  /** Unix seconds; Infinity when not given. */
  to: number;
  /** All of it as it was sent. */
  sent: URLSearchParams;
}

/** How far a list can be paged. */
const cap = 10_000;

/**
 * Reads a list's query.
 *
 * `per_page` above 50 counts as 50, silently. What makes no sense is taken as if it had not been sent (nobody knows what
 * Aircall does): a page or a size that is no whole number from 1 up, a bound that is no whole number, an unknown order.
 */
export function readQuery(sent: URLSearchParams): ListQuery {
  return {
    page: whole(sent.get("page"), 1) ?? 1,
    perPage: Math.min(50, whole(sent.get("per_page"), 1) ?? 20),
    order: sent.get("order") === "desc" ? "desc" : "asc",
    orderBy: sent.get("order_by") === "updated_at" ? "updated_at" : "created_at",
    from: whole(sent.get("from"), 0) ?? -Infinity,
    to: whole(sent.get("to"), 0) ?? Infinity,
    sent,
  };
}

/** How the pages of one account look beyond what every list has in common. */
export interface PageOptions {
  /** Where the links point to. */
  origin: string;
  path: string;
  /** Whether `meta.total` stops at 10,000. */
  clampTotal: boolean;
}

/**
 * One page of a list. Past position 10,000 it is refused by what was asked for, however few rows there are; past the
 * last row it is empty and still tells the true total.
 */
export function page(listing: Listing, sent: URLSearchParams, options: PageOptions): Reply {
  const query = readQuery(sent);
  if (query.page * query.perPage > cap) return outOfBound();
  const ascending = listing.select(query);
  const rows = query.order === "desc" ? reversed(ascending) : ascending;
  const first = (query.page - 1) * query.perPage;
  const last = Math.min(first + query.perPage, rows.total);
  const items: Json[] = [];
  for (let rank = first; rank < last; rank++) items.push(listing.render(rows.at(rank)));
  const total = options.clampTotal ? Math.min(rows.total, cap) : rows.total;
  const meta = {
    count: items.length,
    total,
    current_page: query.page,
    per_page: query.perPage,
    ...(listing.links === "none" ? {} : links(listing.links, query, rows.total, options)),
  };
  const { envelope } = listing;
  const body: Row = listing.metaFirst ? { meta, [envelope]: items } : { [envelope]: items, meta };
  return { status: 200, body, envelope, page: query.page, charset: envelope === "contacts" };
}

/** Links name every page there is, also those past the cap, which will be refused. */
function links(
  form: Exclude<Listing["links"], "none">,
  query: ListQuery,
  total: number,
  options: PageOptions,
): Row {
  const link = (page: number) => `${options.origin}${options.path}?${linkQuery(form, query, page)}`;
  return {
    next_page_link: query.page * query.perPage < total ? link(query.page + 1) : null,
    previous_page_link: query.page > 1 ? link(query.page - 1) : null,
  };
}

/** The server writes its defaults into a link, keeps the filters, and drops every `fetch_…`. */
function linkQuery(form: Exclude<Listing["links"], "none">, query: ListQuery, page: number): URLSearchParams {
  const link = new URLSearchParams();
  if (form !== "plain") {
    if (query.from > -Infinity) link.append("from", String(query.from));
    if (query.to < Infinity) link.append("to", String(query.to));
    for (const [name, value] of query.sent) if (filters.includes(name)) link.append(name, value);
  }
  link.append("order", query.order);
  if (form === "contacts") link.append("order_by", query.orderBy);
  const place: [string, number][] = [["page", page], ["per_page", query.perPage]];
  for (const [name, value] of form === "contacts" ? place.reverse() : place) link.append(name, String(value));
  return link;
}

/** The filters of the two searches. */
const filters = ["direction", "user_id", "phone_number", "tags[]", "email"];

/** A whole number of at least `least` in plain digits. */
function whole(text: string | null, least: number): number | undefined {
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least ? value : undefined;
}
