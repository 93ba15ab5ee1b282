import type { Clock } from "./clock.ts";
import { type Fields, Leg } from "./leg.ts";
import { LEG_PAGES, LegPages } from "./leg_pages.ts";
import type { List } from "./list.ts";
import { haveKeys, keyOf, secondOf } from "./row.ts";
import { StreamFault, type Window } from "./source.ts";
import { after, contradiction, gap } from "./contradiction.ts";
import { crowdedSecond } from "./crowded_second.ts";
import { Front, isOld } from "./front.ts";
import { Handed } from "./handed.ts";
import { type KeptWalk, resumed, type Step, walkFrom } from "./walk_state.ts";

/** How to walk. */
export interface WalkOptions {
  /** Told when a stretch contradicts itself again and again. */
  warn: (message: string) => void;
  /** For waits between attempts, and for what may leave the list meanwhile. */
  clock: Clock;
  /** Where each row has its key and its second. */
  fields: Fields;
  /** Where an earlier walk stopped. */
  resume?: KeptWalk | undefined;
  /** Rows may leave the list at its front, as calls do after six months. @default false */
  leaves?: boolean;
  /** A page that is full may say that none follows, since all of this is read again later, and what was missed is found then. @default false */
  trusting?: boolean;
}

/** Overlap of legs at the front, in seconds, and as a part of the last page where that is less. */
const OVERLAP = 60;
const OVERLAP_PART = 1 / 4;
/** How much of a leg at the front may be read again: a leg goes on where it would be more. */
const TWICE = 1 / 5;
/** Attempts at one place before it is called a gap. */
const ATTEMPTS = 6;
/** A window longer than this, in seconds, is asked for twice before it is taken for empty. */
const LONG = 86_400;
/** Pages of one second's rows at a leg's end that are not read again, but read on from. */
const CROWD = 2;
/** Attempts at such a second before it is called a gap: each may cost 400 pages. */
const CROWD_ATTEMPTS = 2;

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
 * that changes under a leg ends it there, and then proves nothing, as one of before a restart, which the next page might have denied: that
 * stretch is counted by itself though as much is left as was to be.
 *
 * Near the front a leg goes only on while what it began with can't have left ({@link Front}): it is one page at first (more, where the overlap
 * would be most of it), and the next one begins a minute before its last row, so that nothing shifts under it; from then on each is longer. A list that one leg can
 * read to its end needs no such care before a count has changed. Where less is left than was to be, the stretch before is
 * read again once, since what has left there may hide what was missed. Many rows of one second at a leg's end are not read again: that second is read on by itself, if need be from both ends ({@link crowdedSecond}).
 *
 * @throws {StreamFault} the list keeps contradicting itself, or is long and its rows do not say their second
 */
export async function* walk(
  list: List,
  window: Window,
  options: WalkOptions,
): AsyncGenerator<Step, void, void> {
  const { clock, fields, warn, leaves = false, trusting = false } = options;
  let state = options.resume ? resumed(options.resume) : walkFrom(window.from);
  const front = new Front(clock);
  /** Whether a count has changed under a leg: no leg is long then while rows may leave. */
  let shaken = false;
  /** Where a stretch begins that was read again since it may have shifted while it was read. */
  let shifted = NaN;
  /** Keys handed over in this leg and the one before. */
  const handed = new Handed();
  let misses = 0;
  /** Whether a leg before this one ended amid rows that are listed far out of order. */
  let disorder = false;
  /** Whether the count that `left` stems from proves nothing by itself: it was contradicted, or might have been, had no process ended. */
  let doubted = state.at > state.since;
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
    const pages = new LegPages(list, { from, to: window.to });
    const sure = !doubted && misses === 0 && (!leaves || front.clears(from));
    const first = await pages.first(sure && from > state.since ? state.left ?? 0 : 0);
    const total = first.total;
    if (state.left === null || from === state.since) {
      // nothing to compare with
      if (total === 0 && window.to - from > LONG && misses === 0) {
        misses++;
        continue;
      }
    } else if (total === state.left && !doubted) {
      misses = 0;
      disorder = false;
    } else {
      await pages.forget();
      const seam = { from: state.since, to: from };
      const { total: there } = await list.page({ window: seam, order: "asc", page: 1 });
      doubted = false;
      const mayHaveShifted = leaves && isOld(seam.from, clock) && shifted !== seam.from;
      // as many as were missed may have left since: then the count tells nothing
      const hidden = mayHaveShifted && there > 0 && total < state.left;
      // all that was read there has left, and more; less may be left each time that it is counted
      const overtaken = leaves && there === 0 && total > LEG_PAGES * list.pageSize &&
        front.reaches(seam.from);
      if ((there > state.read || hidden) && misses < ATTEMPTS) {
        await again();
        disorder = !mayHaveShifted;
        shaken = true;
        shifted = seam.from;
        state = walkFrom(seam.from);
        continue;
      }
      if (there > state.read) yield gap(seam, there, state.read, state);
      else if (total < state.left && !overtaken && misses < ATTEMPTS) {
        await again();
        state = { ...state, left: total };
        continue;
      }
      misses = 0;
      disorder = false;
    }
    const [head] = first.rows;
    front.see(from, (head && secondOf(head, fields.time)) ?? from);
    /** Whether rows may leave under this leg, so that it has to be short: one to the list's end is proven by its own count. */
    const mayShift = () =>
      leaves && !disorder && (shaken || total > LEG_PAGES * list.pageSize) && front.reaches(from);

    const leg = new Leg(from, fields, handed.room());
    let ended = false;
    let broken = false;
    /** Whether another count said otherwise than the one that the leg began with. */
    let contradicted = false;
    let short = false;
    /** Where the next leg would begin if rows could leave under it. */
    let atFront = -Infinity;
    for await (const read of pages.from(first, mayShift())) {
      const page = read.number;
      const whole = read.rows.length === list.fill(page, total) &&
        (misses >= ATTEMPTS || haveKeys(read.rows, fields.key));
      // a count that is too low by whole pages agrees with its rows: only the page after the last tells for certain
      const unsure = page * list.pageSize === total && !(trusting && read.ends);
      const next = { window: { from, to: window.to }, order: "asc", page: page + 1 } as const;
      contradicted = read.total !== total || (whole && unsure && !list.endedBy(await list.page(next), total));
      broken = contradicted || !whole;
      if (broken) break;
      const { fresh, least, greatest } = leg.add(read.rows, page);
      ended = page * list.pageSize >= total;
      // short of the window's end, whatever a row says: only a counted last leg ends there
      if (ended && leg.keys.size >= total) leg.move(window.to);
      else if (!ended) {
        short = mayShift() && page < LEG_PAGES;
        atFront = greatest - Math.min(OVERLAP, 1 + Math.ceil((greatest - least) * OVERLAP_PART));
        const anchor = short
          ? atFront
          : disorder
          ? Math.min(least - 1, Math.floor((leg.first + least) / 2))
          : page < LEG_PAGES
          ? least - 1
          : Math.max(least - 1, leg.orderly);
        if (anchor < window.to) leg.move(anchor);
      }
      state = { at: leg.at, since: from, read: leg.read, left: total - leg.read };
      const rows = fresh.filter((row) => !handed.has(keyOf(row, fields.key) ?? ""));
      yield { rows, asked: read.asked, state, remaining: Math.max(0, total - page * list.pageSize) };
      read.release?.();
      short &&= leg.at > from && (shaken || leg.keys.size - leg.read <= TWICE * leg.keys.size);
      if (ended || short) break;
    }
    if (leg.at === window.to) return;
    shaken ||= broken;
    doubted = contradicted;
    if (broken && mayShift() && atFront < window.to) {
      // rows do leave: begun where they still stand, the next leg would be disturbed as well
      leg.move(atFront);
      state = { at: leg.at, since: from, read: leg.read, left: total - leg.read };
    }
    const crowd = broken || ended || short ? [] : leg.keys.of(leg.at + 1);
    if (crowd.length >= CROWD * list.pageSize) {
      const second = leg.at + 1;
      if (crowded.second !== second) crowded = { second, attempts: 0 };
      handed.also(leg.keys);
      const known = crowded.attempts === 0 ? crowd : [];
      const reading = {
        second,
        known,
        key: fields.key,
        handed,
        state,
        last: crowded.attempts >= CROWD_ATTEMPTS,
      };
      const found = yield* crowdedSecond(list, reading);
      if (found === undefined) {
        await clock.sleep(1000 * 2 ** crowded.attempts++, list.signal);
        state = walkFrom(leg.at);
      } else if (!found.capped) {
        // the crowd was counted by itself; what lies before it in this leg is still to be proved by what is left after it
        const read = leg.read + found.rows;
        state = { at: second, since: from, read, left: total - read };
      } else {
        // no count with the crowd in it proves what lies before it
        const before = { from, to: leg.at };
        const there = leg.read > 0 ? (await list.page({ window: before, order: "asc", page: 1 })).total : 0;
        if (there > leg.read && misses < ATTEMPTS) {
          await again();
          state = walkFrom(from);
          continue;
        }
        state = walkFrom(second);
        if (there > leg.read) yield gap(before, there, leg.read, state);
      }
      // nothing comes after it that would say so
      if (state.at === window.to && !state.left) yield { rows: [], asked: 0, state, remaining: 0 };
      continue;
    }
    if (!ended && leg.at > from) {
      if (broken) handed.also(leg.keys);
      else handed.begin(leg.keys);
      continue;
    }
    handed.also(leg.keys);
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
