import { z } from "zod";
import type { Clock } from "./clock.ts";
import { second } from "./clock.ts";
import { type Fields, Leg } from "./leg.ts";
import type { AskedPage, List } from "./list.ts";
import { haveKeys, type Key, keyOf, secondOf } from "./row.ts";
import { type Row, StreamFault, type Window } from "./source.ts";
import { crowdedSecond } from "./crowded_second.ts";

/**
 * How far a walk is: all that it needs to go on after a restart. Unix seconds and counts.
 *
 * @internal
 */
export const WalkState = z.object({
  /** Everything up to this second was read. */
  at: z.int().min(0).max(2 ** 33),
  /** Where the present leg began. */
  since: z.int().min(0).max(2 ** 33),
  /** Distinct rows read in (since, at]. */
  read: z.int().min(0),
  /** Rows that the server counted after `at`; null or absent where nothing can be compared with it. */
  left: z.int().nullable().default(null),
});
/**
 * See {@link WalkState}.
 *
 * @internal
 */
export type WalkState = z.infer<typeof WalkState>;

/** What a walk hands over at a time. */
export interface Step {
  /** Rows that were not handed over before. */
  rows: Row[];
  /** The stamp at which they were asked for; 0 where that is not known. */
  asked: number;
  /** True once the rows are kept. */
  state: WalkState;
  /** Rows that are still to be read, as far as the server has counted. */
  remaining: number;
  /** A stretch that could not be read completely, and why. */
  gap?: { window: Window; reason: string };
}

/** How to walk. */
export interface WalkOptions {
  /** Told when a stretch contradicts itself again and again. */
  warn: (message: string) => void;
  /** For waits between attempts, and for what may leave the list meanwhile. */
  clock: Clock;
  /** Where each row has its key and its second. */
  fields: Fields;
  /** Where an earlier walk stopped. */
  resume?: WalkState | undefined;
  /** Rows may leave the list at its front, as calls do after six months. @default false */
  leaves?: boolean;
}

/** Pages after which a walk anchors anew: half of what the list gives out. */
const LEG_PAGES = 100;
/** Overlap of pages at the front, in seconds. */
const EDGE_OVERLAP = 60;
/** How long after the first row that is served others may leave while a leg is read, in seconds. */
const EDGE = 3 * 3600;
/** No API serves less than this, so what is younger does not leave. */
const EDGE_AGE = 80 * 86_400;
/** Attempts at one place before it is called a gap. */
const ATTEMPTS = 6;
/** A window longer than this, in seconds, is asked for twice before it is taken for empty. */
const LONG = 86_400;
/** Pages of one second's rows at a leg's end that are not read again, but read on from. */
const CROWD = 2;
/** Attempts at such a second before it is called a gap: each may cost 400 pages. */
const CROWD_ATTEMPTS = 2;

/** A walk that has not begun. */
export function walkFrom(at: number): WalkState {
  return { at, since: at, read: 0, left: null };
}

/** Up to where a walk over this window has read everything, as the counts prove it: a leg is proven by the next one. */
export function provenTo({ at, since }: WalkState, { to }: Window): number {
  return at >= to ? to : since;
}

/**
 * Reads all rows of a window of time, oldest first, however many there are, and proves it by counting.
 *
 *   from                                                       to        bounds in Unix seconds, (from, to]
 *   ──┼──────────────────┬──────────────────┬───────────────────┼──▶
 *     (═ leg: 100 pages ═╡                  │                            by page number: positions 1 to 5,000
 *                       (╞═════ leg ════════╡                            from the least second on the last page, less one:
 *                                          (╞════ last leg ═════]        that page is read again, its rows dropped by key
 *
 * So position 10,000 is never asked for, a walk resumes by value, and rows that share a second at a seam are on both sides of it.
 * A leg is right when the count of what is left at its end equals the count at its beginning less the distinct rows
 * read between; where it differs, that stretch is counted by itself, and read again if it holds more than was read, with the
 * next anchor in the middle of what is read then: rows may be listed further out of order than by a second. A count that has fallen
 * is believed when it is said twice; one that ends a window with a full page, when the page after it says the same and is empty. A count
 * that changes under a leg ends it there.
 *
 * At the front, where rows may leave, a leg is one page (or as many as a minute needs) and the next overlaps it by a minute, so that nothing
 * shifts under it. Many rows of one second at a leg's end are not read again: that second is read on by itself, if need be from both ends ({@link crowdedSecond}).
 *
 * @throws {StreamFault} the list keeps contradicting itself, or is long and its rows do not say their second
 */
export async function* walk(
  list: List,
  window: Window,
  options: WalkOptions,
): AsyncGenerator<Step, void, void> {
  const { clock, fields, warn, leaves = false } = options;
  const began = second(clock);
  let state = options.resume ?? walkFrom(window.from);
  let front: number | undefined;
  /** Keys handed over in this leg and the one before. */
  let handed = new Set<Key>();
  let misses = 0;
  /** Whether a leg before this one ended amid rows that are listed far out of order. */
  let disorder = false;
  /** The second that is shared by more rows than fit between two anchors. */
  let crowded = { second: NaN, attempts: 0 };
  const again = async () => {
    if (misses++ === 0) return;
    const wait = 2 ** (misses - 1);
    warn(
      `${
        after({ from: state.at, to: window.to })
      } Aircall's count and its rows do not agree; read again in ${wait} s`,
    );
    await clock.sleep(1000 * wait, list.signal);
  };

  while (state.at < window.to) {
    const from = state.at;
    const first = await list.page({ window: { from, to: window.to }, order: "asc", page: 1 });
    const total = first.total;
    if (state.left === null || from === state.since) {
      // nothing to compare with
      if (total === 0 && window.to - from > LONG && misses === 0) {
        misses++;
        continue;
      }
    } else if (total === state.left) {
      misses = 0;
      disorder = false;
    } else {
      const seam = { from: state.since, to: from };
      const { total: there } = await list.page({ window: seam, order: "asc", page: 1 });
      if (there > state.read && misses < ATTEMPTS) {
        await again();
        disorder = true;
        state = walkFrom(seam.from);
        continue;
      }
      if (there > state.read) yield gap(seam, there, state.read, state);
      else if (total < state.left && misses < ATTEMPTS) {
        await again();
        state = { ...state, left: total };
        continue;
      }
      misses = 0;
      disorder = false;
    }
    const [head] = first.rows;
    front ??= (head && secondOf(head, fields.time)) ?? from;
    const atEdge = leaves && !disorder && began - front > EDGE_AGE &&
      from < front + (second(clock) - began) + EDGE;

    const leg = new Leg(from, fields);
    let ended = false;
    let broken = false;
    for await (const read of legPages(list, { from, to: window.to }, first, atEdge)) {
      const page = read.number;
      const whole = read.rows.length === list.fill(page, total) &&
        (misses >= ATTEMPTS || haveKeys(read.rows, fields.key));
      // a count that is too low by whole pages agrees with its rows: only the page after the last tells
      const unsure = page * list.pageSize === total;
      const next = { window: { from, to: window.to }, order: "asc", page: page + 1 } as const;
      if (read.total !== total || !whole || (unsure && !list.endedBy(await list.page(next), total))) {
        broken = true;
        break;
      }
      const { fresh, least, greatest } = leg.add(read.rows, page);
      ended = page * list.pageSize >= total;
      // short of the window's end, whatever a row says: only a counted last leg ends there
      if (ended && leg.keys.size >= total) leg.move(window.to);
      else if (!ended) {
        const middle = Math.floor((leg.first + least) / 2);
        // a minute that fills a whole leg is read on like any other stretch
        const anchor = atEdge && page < LEG_PAGES
          ? greatest - EDGE_OVERLAP
          : Math.min(least - 1, disorder ? middle : Infinity);
        if (anchor < window.to) leg.move(anchor);
      }
      state = { at: leg.at, since: from, read: leg.read, left: total - leg.read };
      const rows = fresh.filter((row) => !handed.has(keyOf(row, fields.key) ?? ""));
      yield { rows, asked: read.asked, state, remaining: Math.max(0, total - page * list.pageSize) };
      read.release?.();
      if (ended || (atEdge && leg.at > from)) break;
    }
    if (leg.at === window.to) return;
    const crowd = broken || ended || atEdge && leg.at > from ? [] : leg.keysOf(leg.at + 1);
    if (crowd.length >= CROWD * list.pageSize) {
      const second = leg.at + 1;
      if (crowded.second !== second) crowded = { second, attempts: 0 };
      for (const key of leg.keys.keys()) handed.add(key);
      const known = crowded.attempts === 0 ? crowd : [];
      const reading = {
        second,
        known,
        key: fields.key,
        handed,
        state,
        last: crowded.attempts >= CROWD_ATTEMPTS,
      };
      const read = yield* crowdedSecond(list, reading);
      if (read === undefined) await clock.sleep(1000 * 2 ** crowded.attempts++, list.signal);
      // the crowd was counted by itself; what lies before it in this leg is still to be proved by what is left after it
      state = read === undefined
        ? walkFrom(leg.at)
        : { at: second, since: from, read: leg.read + read, left: total - leg.read - read };
      // nothing comes after it that would say so
      if (state.at === window.to && state.left === 0) yield { rows: [], asked: 0, state, remaining: 0 };
      continue;
    }
    if (!ended && leg.at > from) {
      handed = new Set(broken ? [...handed, ...leg.keys.keys()] : leg.keys.keys());
      continue;
    }
    for (const key of leg.keys.keys()) handed.add(key);
    if (!broken && !ended) {
      throw new StreamFault(
        `the rows ${
          after({ from, to: window.to })
        } do not say their "${fields.time}" in Unix seconds, so more than ` +
          `${leg.keys.size} of them cannot be read; a newer version of the connector may know what they say instead`,
      );
    }
    if (misses >= ATTEMPTS) {
      if (!ended) throw new StreamFault(contradiction({ from, to: window.to }, total, leg.keys.size));
      state = walkFrom(window.to);
      yield gap({ from, to: window.to }, total, leg.keys.size, state);
      return;
    }
    await again();
    state = walkFrom(from);
  }
}

/** The pages of one leg: as many as it may have, beginning with the one that is there already. */
async function* legPages(list: List, window: Window, first: AskedPage, short: boolean) {
  yield { number: 1, ...first };
  const pages = Math.ceil(first.total / list.pageSize);
  yield* list.pages({ window, order: "asc" }, 2, Math.min(LEG_PAGES, pages), short);
}

/** A step that says that a window could not be read completely. */
export function gap(window: Window, counted: number, read: number, state: WalkState): Step {
  return {
    rows: [],
    asked: 0,
    state,
    remaining: 0,
    gap: { window, reason: contradiction(window, counted, read) },
  };
}

function contradiction(window: Window, counted: number, read: number): string {
  return `${after(window)} Aircall counts ${counted} rows, but only ${read} could be read`;
}

function after({ from, to }: Window): string {
  const text = (at: number) => new Date(at * 1000).toISOString().replace(".000Z", "Z");
  return `after ${text(from)} to ${text(to)}`;
}
