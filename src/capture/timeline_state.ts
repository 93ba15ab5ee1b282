import { z } from "zod";
import type { Bell } from "./bell.ts";
import { areCells, type CellStore } from "./cell_store.ts";
import type { Volatile } from "./digest.ts";
import type { Followed } from "./followed.ts";
import type { Ledger } from "./ledger.ts";
import type { Key } from "./row.ts";
import type { Seen } from "./seen.ts";
import { type Endpoint, StreamFault } from "./source.ts";
import type { JsonObject, Run, StateSchema, Stream } from "./stream.ts";
import { utc } from "./utc.ts";
import { WalkState } from "./walk.ts";

/** A stream whose list takes windows of time: read once from its beginning, then followed. */
export interface TimelineOptions extends Endpoint {
  /** As bindings and logs call it: `calls`. */
  name: string;
  /** JSON pointers. */
  key: Stream["key"];
  /** Every field that is known, open to others. */
  document: Stream["document"];
  /** Required here: without windows there is no timeline. */
  time: NonNullable<Endpoint["time"]>;
  /**
   * How changes are found: by reading the last stretch of time again (`overlap`, in seconds; rows that have not `ended` by then are
   * followed by themselves), or by a field that says when a row was changed and that the list can be ordered by (`updated`,
   * with the query that does so).
   */
  changes: { overlap: number; ended: string } | { updated: string; query: Record<string, string> };
  /** What may change without the row coming out again. */
  volatile?: Volatile;
  /** How everything is read again for changes that nothing tells of, the nearest stretch first. @default not at all */
  rereads?: readonly Rung[];
  /** Where a single row answers 200 while it lives and 404 once it is gone; without it rows are never taken for gone. */
  confirmGone?: (key: Key) => string;
}

/** How often a stretch of the past is read again. */
export interface Rung {
  /** Its key in the state: `day`. */
  name: string;
  /** For people: `24 h`. */
  title: string;
  /** Seconds back from now that it reaches; absent: everything that is served. */
  reach?: number;
  /** Seconds from the beginning of one pass to the beginning of the next. */
  every: number;
}

/** A moment that a cursor can stand at: from 1970 to 2242. */
const Moment = z.int().min(0).max(2 ** 33);

/** Where a rung of re-reads is. */
const RungState = z.looseObject({
  /** When the last pass that came to its end began. */
  last: Moment.optional(),
  /** Seconds that it took. */
  took: z.int().min(0).optional(),
  /** The pass that is under way: where it is, where it ends, when it began. */
  pass: WalkState.extend({ to: Moment, from: z.int(), began: Moment }).optional(),
});

/** How far a timeline is, but for its cells. Unix seconds. */
const State = z.looseObject({
  /** Changes up to here are known. */
  cursor: Moment.optional(),
  /** The start date that the backfill has covered, or covers. */
  start: z.int().optional(),
  /** When the last pass over everything began. */
  passed: Moment.optional(),
  /** The pass that is under way: where it is, where it ends, the start date that it covers, whether it is a repetition. */
  backfill: WalkState.extend({ to: Moment, start: z.int().optional(), repeats: z.boolean().optional() })
    .optional(),
  /** More has changed than could be followed: everything has to be read again. */
  again: z.boolean().optional(),
  /** The cursor up to which that was or will be done. */
  whole: Moment.optional(),
  /** Rows that are followed by themselves, each with the second it started in. */
  open: z.record(z.string(), Moment).optional(),
  /** Stretches that could not be read completely, and why. */
  gaps: z.record(z.string().regex(/^\d+-\d+$/), z.string()).optional(),
  /** What came out, as sums over runs of rows. */
  cells: z.record(z.string(), z.string()).optional(),
  /** Which digests those sums are of. */
  digests: z.int().optional(),
  /** Re-reads, by the name of their rung. */
  rereads: z.record(z.string(), RungState).optional(),
});

/**
 * How far a timeline is.
 *
 * @internal
 */
export type TimelineState = z.infer<typeof State>;

/** What the state of a timeline has to look like whose cells are kept like that. */
export function timelineState(store: CellStore): StateSchema {
  return State.refine(({ cells = {} }) => areCells(store, cells), {
    path: ["cells"],
    error: "they are not what was written",
  });
}

/** A state that was checked before. The cells are the ledger's and left out: they are large, and this is asked for often. */
export function readState({ cells: _, ...state }: JsonObject): TimelineState {
  return State.parse(state);
}

/** What the tasks of one timeline share. */
export interface Shared {
  /** The stream's declaration. */
  options: TimelineOptions;
  /** The binding that they work for. */
  run: Run;
  /** The key's field. */
  key: string;
  /** What came out, so that it does not come out twice. */
  ledger: Ledger;
  /** What came out in the overlap, in every detail. */
  seen: Seen;
  /** Rows that are not final; for streams that are followed by overlap. */
  followed: Followed | undefined;
  /** Resolved when there is a cursor to follow from. */
  prepared: PromiseWithResolvers<void>;
  /** Rung when everything has to be read again. */
  again: Bell;
  /** As of the last batch that was kept. */
  state(): TimelineState;
}

/** Seconds before the cursor from which rows are remembered, so that an unchanged one is not emitted again. */
export function overlapOf(options: TimelineOptions): number {
  return "overlap" in options.changes ? options.changes.overlap : 60;
}

/** Whether a row of this second was never emitted before: it lies after what is known, or the backfill has not come to it. */
export function isFirst(at: number, known: number, { backfill }: TimelineState): boolean {
  return at > known || (backfill !== undefined && !backfill.repeats && at > backfill.at && at <= backfill.to);
}

/**
 * The last second that is over, for a stream that is followed from its cursor.
 *
 * @throws {StreamFault} the cursor lies more than a day after it: nothing would be read until then
 */
export async function settledFor({ run, state }: Shared): Promise<number> {
  const to = await run.source.settled(run.signal);
  const { cursor = 0 } = state();
  if (cursor <= to + 86_400) return to;
  throw new StreamFault(
    `its state says that it was read up to ${
      utc(cursor * 1000)
    }, which is more than a day ahead. If the clock is right, ` +
      `raise the binding's backfill counter: it is then read anew`,
  );
}
