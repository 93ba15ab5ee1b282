import type { PageAsk, Row } from "../../src/capture/source.ts";
import type { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { Fetch } from "../../src/http/client.ts";
import { history } from "../../src/simulator/history.ts";
import { Generated } from "./generated.ts";

const DAY = 86_400;
const FIRST_CALL = 3_100_000_000;
const FIRST_CONTACT = 518_000_000;

/** How busy an account is. */
export interface Busy {
  calls: number;
  contacts: number;
  /** Days of calls before the beginning. */
  past: number;
}

interface Contact {
  id: number;
  created_at: number;
  updated_at: number;
}

/** Calls and contacts of an account that goes on, cheap enough for a hundred thousand calls a day; all else is the simulator's. */
export class SteadyAccount {
  /** Requests since the last look, by stream and what they were for. */
  readonly asked = new Map<string, number>();
  readonly starts: Float64Array;
  readonly #clock: VirtualClock;
  readonly #calls: Generated;
  readonly #comments = new Map<number, number>();
  readonly #created: Contact[];
  readonly #updated: Contact[];
  readonly #others: Fetch;

  constructor(clock: VirtualClock, { calls, contacts, past }: Busy, others: Fetch) {
    this.#clock = clock;
    this.#others = others;
    const now = this.now;
    // on weekdays most of them from eight to six; three days of them are still to come
    this.starts = history(1, now + 3 * DAY, calls * (past + 3), past + 3);
    this.#calls = new Generated(clock, {
      seconds: this.starts,
      horizon: 182 * DAY,
      row: (place, started_at, now) => this.#call(place, started_at, now),
    });
    this.#created = Array.from({ length: contacts }, (_, i) => {
      const at = now - 300 * DAY + Math.floor(i * 299 * DAY / contacts);
      return { id: FIRST_CONTACT + 7 * i, created_at: at, updated_at: at };
    });
    this.#updated = [...this.#created];
  }

  /** Unix second. */
  get now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  /** The second after which a call does not change by itself any more. */
  finalAt(place: number): number {
    return this.#endedAt(place) + 90 + place * 104_729 % 1110;
  }

  /** A comment on the call that started so many seconds ago. @returns its id */
  comment(age: number): number {
    const place = this.starts.findLastIndex((start) => start <= this.now - age);
    const id = FIRST_CALL + place;
    this.#comments.set(id, (this.#comments.get(id) ?? 0) + 1);
    return id;
  }

  /** The place of a call, by its id. */
  placeOf(id: number): number {
    return id - FIRST_CALL;
  }

  /** Changes a contact somewhere in the list. @returns its id */
  editContact(share: number): number {
    const contact = this.#contactAt(share);
    this.#updated.splice(this.#updated.indexOf(contact), 1);
    contact.updated_at = this.now;
    this.#updated.push(contact);
    return contact.id;
  }

  /** Deletes one. @returns its id */
  deleteContact(share: number): number {
    const contact = this.#contactAt(share);
    this.#updated.splice(this.#updated.indexOf(contact), 1);
    this.#created.splice(this.#created.indexOf(contact), 1);
    return contact.id;
  }

  /** Answers calls and contacts, and hands on what else is asked for. */
  readonly fetch: Fetch = async (input, init) => {
    const url = new URL(String(input));
    const [, , list = "", id] = url.pathname.split("/");
    this.#note(this.#purpose(url));
    if (list === "calls") return this.#page("calls", this.#calls.answer(askOf(url)), url);
    if (list !== "contacts") return await this.#others(input, init);
    if (id !== undefined) {
      const lives = this.#created.some((contact) => contact.id === Number(id));
      return lives ? json({ contact: { id: Number(id) } }) : json({ error: "Not Found" }, 404);
    }
    return this.#page("contacts", this.#contacts(url), url);
  };

  #contacts(url: URL) {
    const { page, order, window = { from: -Infinity, to: Infinity } } = askOf(url);
    const all = url.searchParams.get("order_by") === "updated_at" ? this.#updated : this.#created;
    // both bounds are in it
    const some = window.from === -Infinity
      ? all
      : all.filter(({ created_at: at }) => at >= window.from && at <= window.to);
    const total = some.length;
    const first = (page - 1) * 50;
    const rows = order === "desc"
      ? some.slice(Math.max(0, total - first - 50), Math.max(0, total - first)).reverse()
      : some.slice(first, first + 50);
    return { rows: rows.map((row) => ({ ...row })), total };
  }

  #page(envelope: string, { rows, total }: { rows: Row[]; total: number }, url: URL): Response {
    const current_page = Number(url.searchParams.get("page"));
    return json({ [envelope]: rows, meta: { total, count: rows.length, current_page, per_page: 50 } });
  }

  #call(place: number, started_at: number, now: number): Row {
    const id = FIRST_CALL + place;
    const ended = this.#endedAt(place);
    const comments = Array.from({ length: this.#comments.get(id) ?? 0 }, (_, i) => ({ id: i + 1 }));
    return {
      id,
      started_at,
      ended_at: ended <= now ? ended : null,
      cost: this.finalAt(place) <= now ? "3.0" : "0.0",
      comments,
    };
  }

  /** Most calls last some minutes, one of 500 an hour. */
  #endedAt(place: number): number {
    return (this.starts[place] ?? 0) + (place % 500 === 250 ? 3600 : 5 + place * 7919 % 600);
  }

  #contactAt(share: number): Contact {
    const contact = this.#created[Math.floor(share * this.#created.length)];
    if (!contact) throw new RangeError("there is no contact left");
    return contact;
  }

  #note(purpose: string): void {
    this.asked.set(purpose, (this.asked.get(purpose) ?? 0) + 1);
  }

  /** What a request is for, as far as it says so itself. */
  #purpose(url: URL): string {
    const [, , list = "", id] = url.pathname.split("/");
    const stream = list === "users" && id === "availabilities" ? "user_availablity" : list;
    const { window } = askOf(url);
    if (list === "ping") return "all, the time";
    if (list === "contacts") {
      if (id !== undefined) return "contacts, one by itself";
      if (url.searchParams.get("order_by") === "updated_at") return "contacts, changes";
      return "contacts, re-reads and counts";
    }
    if (list !== "calls" || !window) return `${stream}, snapshot`;
    if (window.to - window.from < 120) return "calls, followed";
    const [from, to] = [this.now - window.from, this.now - window.to];
    if (to < 1200) return "calls, tail";
    return from < 1.2 * DAY
      ? "calls, re-read of 24 h"
      : from < 8 * DAY
      ? "calls, re-read of 7 d"
      : "calls, re-read of all";
  }
}

function askOf(url: URL): PageAsk {
  const { searchParams } = url;
  const from = searchParams.get("from");
  return {
    page: Number(searchParams.get("page")),
    order: searchParams.get("order") === "desc" ? "desc" : "asc",
    ...(from === null ? {} : { window: { from: Number(from), to: Number(searchParams.get("to")) } }),
  };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
