import type { Bell } from "./bell.ts";
import { areCells, type CellStore } from "./cell_store.ts";
import { type Fault, faultIn, fits, mustFit } from "./fits.ts";
import type { Volatile } from "./digest.ts";
import type { Followed } from "./followed.ts";
import type { Ledger } from "./ledger.ts";
import { mergePatch } from "./merge_patch.ts";
import type { Key } from "./row.ts";
import type { Seen } from "./seen.ts";
import { type Endpoint, StreamFault } from "./source.ts";
import { flag, object, type Of, optional, record, text, whole } from "./shape.ts";
import type { JsonObject, Run, Rung, Stream } from "./stream.ts";
import { utc } from "./utc.ts";
import { moment, walkFields } from "./walk_state.ts";

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

/** Where a rung of re-reads is. */
const RungState = object({
  /** When the last pass that came to its end began. */
  last: optional(moment),
  /** Seconds that it took. */
  took: optional(whole(0)),
  /** The pass that is under way: where it is, where it ends, when it began. */
  pass: optional(object({ ...walkFields, to: moment, from: whole(), began: moment })),
});

/** What came out, as sums over runs of rows. */
const CellTexts = record(text);

/** How far a timeline is, but for its cells. Unix seconds. */
const State = object({
  /** Changes up to here are known. */
  cursor: optional(moment),
  /** The start date that the backfill has covered, or covers. */
  start: optional(whole()),
  /** When the last pass over everything began. */
  passed: optional(moment),
  /** The pass that is under way: where it is, where it ends, the start date that it covers, whether it is a repetition. */
  backfill: optional(
    object({ ...walkFields, to: moment, start: optional(whole()), repeats: optional(flag) }),
  ),
  /** The rows that were changed last, and as what they came out; for streams that are followed by their time of change. */
  edge: optional(text),
  /** More has changed than could be followed: everything has to be read again. */
  again: optional(flag),
  /** The cursor up to which that was or will be done. */
  whole: optional(moment),
  /** Rows that are followed by themselves, each with the second it started in. */
  open: optional(record(moment)),
  /** Stretches that could not be read completely, and why. */
  gaps: optional(record(text, /^\d+-\d+$/)),
  /** What came out, as sums over runs of rows. */
  cells: optional(CellTexts),
  /** Which digests those sums are of. */
  digests: optional(whole()),
  /** Re-reads, by the name of their rung. */
  rereads: optional(record(RungState)),
});

/**
 * How far a timeline is.
 *
 * @internal
 */
export type TimelineState = Of<typeof State>;

/** What is wrong with the state of a timeline whose cells are kept like that. */
export function timelineFault(store: CellStore, state: unknown): Fault | undefined {
  if (!fits(State, state)) return faultIn(State, state);
  return areCells(store, state.cells ?? {})
    ? undefined
    : { path: ["cells"], words: "they are not what was written" };
}

/** The texts of the cells in a state that was checked before. */
export function cellTexts({ cells = {} }: JsonObject): Record<string, string> {
  mustFit(CellTexts, cells);
  return cells;
}

/**
 * A copy of a state that was checked before: what is kept next is merged into it in place. The cells are the ledger's and left out: they are
 * large, and this is asked for often.
 */
export function readState({ cells: _, ...state }: JsonObject): TimelineState {
  const copy = mergePatch({}, state);
  mustFit(State, copy);
  return copy;
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
      `have it read anew without this state: in Flow by the binding's backfill counter`,
  );
}
