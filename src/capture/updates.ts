import { abortable } from "@std/async";
import type { Absences } from "./absences.ts";
import { edgeOf, edgeText } from "./edge.ts";
import { List } from "./list.ts";
import { Pace } from "./pace.ts";
import { haveDistinctKeys, haveKeys, type Key, keyOf, placeOf, secondOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import { type Row, StreamFault } from "./source.ts";
import type { Batch, Document, Task } from "./stream.ts";
import { isFirst, overlapOf, settledFor, type Shared } from "./timeline_state.ts";

/** Walks from the newest change down that may be disturbed before it is said aloud. */
const ATTEMPTS = 5;
/** Pages after which the overlap is not read on where nothing in it is new: a bulk edit leaves thousands of rows in one second. */
const KNOWN_PAGES = 10;

/** A row that a poll has met: the second of its change, and as what it came out. */
interface Met {
  at: number;
  digest: number;
}

/**
 * Follows a list whose rows say when they were changed: at each interval from the newest change down to the cursor.
 *
 *      cursor - 60 s    cursor                       newest
 *   ───────┼──────────────┼────────────────────────────┼──▶  time of change
 *          ◀═ known ══════╪════════ changed ═══════════╡      page 1 begins here
 *
 * Under the walk, what is added or changed comes in at the top and pushes rows down onto the next page, where they are dropped by
 * key. A deletion pulls rows up past a page's edge: where more were deleted than added the list's count falls, and the walk begins
 * again, and stops the stream when that goes on. What has changed in more rows than a list gives out is read as a whole instead, by the backfill.
 */
export class Updates implements Task {
  /** Its key in `Progress.failing`. */
  readonly name = "changes";
  readonly #shared: Shared;
  readonly #by: { updated: string; query: Record<string, string> };
  readonly #absences: Absences;
  /** The rows of the overlap, and as what they came out: beside the ledger's table, which a restart empties. */
  #edge: ReadonlyMap<Key, number> = new Map();

  /** Reads nothing yet; `by` is the field of change and the query that orders by it. */
  constructor(
    shared: Shared,
    by: { updated: string; query: Record<string, string> },
    absences: Absences,
  ) {
    this.#shared = shared;
    this.#by = by;
    this.#absences = absences;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { run, options, prepared } = this.#shared;
    await abortable(prepared.promise, run.signal);
    const pace = new Pace(run, options.name);
    this.#edge = edgeOf(this.#shared.state().edge ?? "");
    for (;;) {
      pace.begin();
      yield* this.#poll();
      if (run.once) return;
      await pace.next();
    }
  }

  async *#poll(): AsyncGenerator<Batch, void, void> {
    const { run, options, key, ledger, state, again } = this.#shared;
    const { cursor = 0, whole: passed, edge: before = "" } = state();
    /** Whether everything up to the cursor was read as a whole: what lies before it is known then, though not remembered. */
    const known = passed === cursor;
    const floor = cursor - overlapOf(options);
    const to = await settledFor(this.#shared);
    const list = new List(run, options, "tail", run.signal);
    for (let attempt = 1;; attempt++) {
      let newest = cursor;
      let oldest = Infinity;
      let total = 0;
      let whole = true;
      let reached = false;
      let changed = false;
      let living: Key | undefined;
      const met = new Map<Key, Met>();
      // one page after the other: of two that are asked for at once the second may be made first, and a row be on neither
      for (let number = 1; number < list.lastPage && !reached; number++) {
        const page = await list.page({ order: "desc", query: this.#by.query, page: number });
        whole = page.total >= total && page.rows.length === list.fill(number, page.total) &&
          haveDistinctKeys(page.rows, key) && (attempt >= ATTEMPTS || haveKeys(page.rows, key));
        if (!whole) break;
        total = page.total;
        living ??= page.rows.map((row) => keyOf(row, key)).find((key) => key !== undefined);
        const { least, greatest } = this.#span(page.rows, cursor);
        newest = Math.max(newest, Math.min(greatest, to));
        oldest = Math.min(oldest, least);
        yield* ledger.batch(() => {
          const documents = this.#changed(page.rows, { cursor, floor, met });
          changed = documents.length > 0;
          return { documents, patch: {} };
        });
        // by a page that is not full, and not by the count: it may be too low by whole pages
        reached = this.#isOld(page.rows, cursor, floor) || page.rows.length < list.pageSize ||
          (least <= cursor && (known || !changed) && number >= KNOWN_PAGES);
      }
      if (!whole) {
        if (attempt >= ATTEMPTS) {
          throw new StreamFault(
            `its list contradicts itself in ${attempt} attempts at what has changed; nothing was skipped`,
          );
        }
        const wait = 2 ** (attempt - 1);
        if (attempt > 1) {
          run.log.warn(
            `${options.name}: the list of changes does not agree with its count; read again in ${wait} s`,
          );
        }
        await run.clock.sleep(1000 * wait, run.signal);
        continue;
      }
      const tooMany = !reached && (oldest > cursor || changed);
      if (tooMany) {
        run.log.info(`${options.name}: more has changed than can be followed; everything is read again`);
      }
      this.#edge = edgeAfter(met, newest - overlapOf(options));
      const edge = edgeText(this.#edge);
      yield {
        documents: [],
        patch: {
          ...(newest > cursor ? { cursor: newest } : {}),
          ...(edge === before ? {} : { edge }),
          ...(tooMany ? { again: true, whole: newest } : {}),
        },
      };
      if (tooMany) again.ring();
      run.progress.cursor = newest;
      return yield* this.#absences.compare(total, to, living);
    }
  }

  #changed(
    rows: Row[],
    { cursor, floor, met }: { cursor: number; floor: number; met: Map<Key, Met> },
  ): Document[] {
    const { run, options, key, ledger } = this.#shared;
    const state = this.#shared.state();
    const documents: Document[] = [];
    for (const row of rows) {
      const name = keyOf(row, key);
      if (name === undefined) {
        sayKeyless(run, options.name, key);
        continue;
      }
      const at = this.#changedAt(row, cursor);
      if (at < floor) continue;
      const second = placeOf(row, options.time.field);
      const digest = ledger.digester.lasting(row);
      met.set(name, { at, digest });
      // one that was taken for gone meanwhile is not out any more, whatever it came out as
      const edge = ledger.mayHave(name, second) ? this.#edge.get(name) : undefined;
      const before = ledger.table.get(name) ?? edge;
      if (before === digest) continue;
      // where nothing is known of it after a restart, what lies before the cursor is most likely as it came out then
      const assumed = before ?? (at <= cursor ? digest : undefined);
      const fresh = ledger.emittedAlone({ key: name, second, digest, before: assumed }, !state.backfill);
      const first = before === undefined && (ledger.keepsIds ? fresh : isFirst(second, cursor, state));
      documents.push({ op: first ? "c" : "u", row });
    }
    return documents;
  }

  /** The least and the greatest time of change of a page. */
  #span(rows: Row[], cursor: number): { least: number; greatest: number } {
    const times = rows.map((row) => this.#changedAt(row, cursor));
    return { least: Math.min(Infinity, ...times), greatest: Math.max(-Infinity, ...times) };
  }

  /** Whether a page ends before the overlap: its last two rows, since one may be listed out of its order, or say no time. */
  #isOld(rows: Row[], cursor: number, floor: number): boolean {
    return rows.slice(-2).every((row) => this.#changedAt(row, cursor) < floor);
  }

  #changedAt(row: Row, cursor: number): number {
    return secondOf(row, this.#by.updated) ?? secondOf(row, this.#shared.options.time.field) ?? cursor;
  }
}

/** Those of the rows that the next poll reads again. */
function edgeAfter(met: ReadonlyMap<Key, Met>, floor: number): Map<Key, number> {
  return new Map(met.entries().filter(([, { at }]) => at >= floor).map(([key, { digest }]) => [key, digest]));
}
