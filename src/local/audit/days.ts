import type { Window } from "../../capture/source.ts";
import { utc } from "../../capture/utc.ts";

/** Seconds of a UTC day, always: Unix time knows no leap seconds, and UTC no summer. */
export const DAY = 86_400;

/** The UTC day of a Unix second: `2026-05-01`. */
export function dayOf(second: number): string {
  return utc(second * 1000).slice(0, 10);
}

/** A window cut at midnights, so that each piece lies within one UTC day. */
export function byDay(window: Window): Window[] {
  return cut(window, (second) => Math.floor(second / DAY) * DAY + DAY);
}

/** A window cut at the beginnings of months. */
export function byMonth(window: Window): Window[] {
  return cut(window, (second) => {
    const date = new Date(second * 1000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 1000;
  });
}

/** @param next the first second of the piece after the one that a second is in */
function cut({ from, to }: Window, next: (second: number) => number): Window[] {
  const pieces: Window[] = [];
  for (let at = from; at < to;) {
    const end = Math.min(to, next(at + 1) - 1);
    pieces.push({ from: at, to: end });
    at = end;
  }
  return pieces;
}

/** Whether a window lies within one UTC day. */
export function isWithinDay({ from, to }: Window): boolean {
  return Math.floor((from + 1) / DAY) === Math.floor(to / DAY);
}

/** A window in two: at the midnight in its middle where it spans one. A single second cannot be halved. */
export function halves(window: Window): [Window, Window] | undefined {
  const { from, to } = window;
  if (to - from <= 1) return undefined;
  const [first, last] = [Math.floor((from + 1) / DAY), Math.floor(to / DAY)];
  const at = first === last ? Math.floor((from + to) / 2) : Math.floor((first + last + 1) / 2) * DAY - 1;
  return [{ from, to: at }, { from: at, to }];
}
