import { Absences } from "./absences.ts";
import { Backfill } from "./backfill.ts";
import { Bell } from "./bell.ts";
import { type CellStore, cellsWithIds, dailyCells } from "./cell_store.ts";
import { Cells } from "./cells.ts";
import { Digester, DIGESTS } from "./digest.ts";
import { Followed } from "./followed.ts";
import { Ledger } from "./ledger.ts";
import { Rereads } from "./rereads.ts";
import { Seen } from "./seen.ts";
import { type JsonObject, keyField, type Run, type Stream, type Task } from "./stream.ts";
import { second } from "./clock.ts";
import { Tail } from "./tail.ts";
import {
  cellTexts,
  readState,
  type Shared,
  timelineFault,
  type TimelineOptions,
  type TimelineState,
} from "./timeline_state.ts";
import { Updates } from "./updates.ts";

/** Rows a cell holds when it is full, and cells at most; in the last day a cell spans no more than five minutes. */
const SIZES = { full: 250, most: 4000, fine: { span: 86_400, slot: 300 } };
/** Where cells keep keys, every edit comes with its time, after a restart too, and makes its cell unknown: so they are smaller. */
const SIZES_WITH_IDS = { full: 50, most: 4000 };
/** Rows whose keys a state keeps at most. */
const IDS = 1_000_000;

/**
 * Declares a stream over time:
 *
 *  start or horizon         cutoff                            now
 *  ──────┼────────────────────┼────────────────────────────────┼──▶
 *  backfill (═════════════════]                                      oldest first, by anchors
 *  changes                    (═══════════════ again and again ═]    every interval
 *  re-reads (════════════ each stretch in its own period ═══════]    what changed without a word
 *
 * `incremental` ends there; `full_refresh` also emits everything once more, at most once in 24 hours.
 */
export function timeline(declared: TimelineOptions): Stream {
  const { name, key, document, time, changes } = declared;
  const change = "ended" in changes ? changes.ended : changes.updated;
  const options = { ...declared, reads: [...new Set([keyField(declared), time.field, change])] };
  const store = options.confirmGone ? cellsWithIds : dailyCells;
  return {
    name,
    key,
    document,
    endpoint: options,
    follows: { overlap: "overlap" in changes ? changes.overlap : 0, rereads: declared.rereads ?? [] },
    stateFault: (state) => timelineFault(store, state),
    tasks: (run) => tasks(options, store, run),
  };
}

function tasks(options: TimelineOptions, store: CellStore, run: Run): Task[] {
  let read: { from: JsonObject; state: TimelineState } | undefined;
  const state = () => {
    const from = run.state();
    if (read?.from !== from) read = { from, state: readState(from) };
    return read.state;
  };
  const shared: Shared = {
    options,
    run,
    key: keyField(options),
    ledger: ledgerOf(options, store, run),
    seen: new Seen(new Digester(options.volatile)),
    followed: "ended" in options.changes
      ? new Followed(
        options.changes.ended,
        state().open ?? {},
        (count) =>
          run.log.warn(
            `${options.name}: more have not ended than can be followed; the ${count} oldest are left to the re-reads`,
          ),
      )
      : undefined,
    prepared: Promise.withResolvers(),
    again: new Bell(),
    state,
  };
  for (const [place, reason] of Object.entries(state().gaps ?? {})) {
    run.progress.gaps.set(place, reason);
  }
  const absences = new Absences(shared);
  const backfill = new Backfill(shared, absences);
  const changes = "overlap" in options.changes
    ? new Tail(shared)
    : new Updates(shared, options.changes, absences);
  const rereads = (options.rereads ?? [])
    .map((rung, i, all) => new Rereads(shared, absences, rung, all[i - 1]))
    .filter((task) => task.wanted);
  if (!run.once) return [backfill, changes, ...rereads];
  const once = async function* () {
    yield* backfill.batches();
    yield* changes.batches();
    yield* backfill.batches();
    if (run.due) { for (const task of rereads) yield* task.due(); }
  };
  return [{ name: "once", batches: once }];
}

/** What came out of this timeline, as its state knows it. Sums of another kind of digest are adopted as they are read. */
function ledgerOf(options: TimelineOptions, store: CellStore, run: Run): Ledger {
  const { digests } = run.state();
  const sizes = store === dailyCells ? SIZES : SIZES_WITH_IDS;
  const cells = new Cells(store, sizes, cellTexts(run.state()));
  if (digests !== DIGESTS) cells.adopt();
  return new Ledger(
    cells,
    new Digester(options.volatile),
    { key: keyField(options), time: options.time.field },
    digests === DIGESTS ? {} : { digests: DIGESTS },
    options.confirmGone ? IDS : 0,
    () => second(run.clock),
  );
}
