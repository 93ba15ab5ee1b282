import type { Window } from "../../capture/source.ts";
import type { TimelineState } from "../../capture/timeline_state.ts";
import { utcSecond } from "../../capture/utc.ts";

/** What a store says that it knows of a timeline. */
export interface Claim {
  /** First one first; they do not touch. */
  windows: Window[];
  /** What it does not know though it should, as far as it says so itself. */
  open: string[];
}

const MINUTE = 60;

/**
 * What a store claims to know of a timeline, going by its state: up to the end of the last minute that is over before its cursor, and
 * not what a first reading has not come to.
 *
 *        start            at           to             cursor
 *   ───────┼───────────────┼────────────┼────────────────┼──▶
 *          (═══ claimed ═══]  not yet   (══ claimed ══]
 *
 * @param start the configuration's start date in Unix seconds, for a stream that has one
 */
export function claimed(state: TimelineState, start: number | undefined): Claim {
  const { cursor, backfill, gaps = {} } = state;
  if (cursor === undefined) {
    return { windows: [], open: ["nothing of it has been read: run sync"] };
  }
  const open = Object.values(gaps).map((gap) => `a stretch that sync could not read: ${gap}`);
  const pass = backfill && !backfill.repeats ? backfill : undefined;
  const covers = [state.start, pass?.start].filter((second) => second !== undefined);
  const first = start === undefined ? 0 : Math.max(start, covers.length > 0 ? Math.min(...covers) : start);
  if (start !== undefined && first > start) {
    open.push(
      `the store begins at ${utcSecond(first)}, the configuration at ${
        utcSecond(start)
      }: run sync, it reads what lies between`,
    );
  }
  const end = Math.floor((cursor + 1) / MINUTE) * MINUTE - 1;
  const whole = { from: Math.max(0, first - 1), to: end };
  if (!pass) return { windows: filled([whole]), open };
  open.push(
    `its reading is not finished, and what lies after ${utcSecond(pass.at)} up to ${
      utcSecond(pass.to)
    } is still to come: run sync`,
  );
  const windows = [
    { from: whole.from, to: Math.min(end, pass.at) },
    { from: Math.max(whole.from, pass.to), to: end },
  ];
  return { windows: filled(windows), open };
}

function filled(windows: Window[]): Window[] {
  return windows.filter(({ from, to }) => to > from);
}

/** The parts of windows that lie after a second. */
export function after(windows: Window[], second: number): Window[] {
  return filled(windows.map(({ from, to }) => ({ from: Math.max(from, second), to })));
}
