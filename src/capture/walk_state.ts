import { nullish, type Shape, type Value, whole } from "./shape.ts";
import type { Row, Window } from "./source.ts";

/** A moment that a walk, or a cursor, can stand at: from 1970 to 2242. */
export const moment: Shape<number> = whole(0, 2 ** 33);

/** All that a walk needs to go on after a restart, as its state keeps it. */
export const walkFields = {
  /** Everything up to this second was read. */
  at: moment,
  /** Where the present leg began. */
  since: moment,
  /** Distinct rows read in (since, at]. */
  read: whole(0),
  /** Rows that the server counted after `at`; null or absent where nothing can be compared with it. */
  left: nullish(whole()),
};

/** What a state keeps of a walk, beside whatever else. */
export type KeptWalk = Value<typeof walkFields>;
/** How far a walk is. Unix seconds and counts. */
export type WalkState = KeptWalk & { left: number | null };

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

/** A walk that has not begun. */
export function walkFrom(at: number): WalkState {
  return { at, since: at, read: 0, left: null };
}

/** A walk that goes on. */
export function resumed({ at, since, read, left = null }: KeptWalk): WalkState {
  return { at, since, read, left };
}

/** Up to where a walk over this window has read everything, as the counts prove it: a leg is proven by the next one. */
export function provenTo({ at, since }: WalkState, { to }: Window): number {
  return at >= to ? to : since;
}
