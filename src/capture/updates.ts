import { abortable } from "@std/async";
import { List } from "./list.ts";
import { Pace } from "./pace.ts";
import { keyOf, secondOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import type { Row } from "./source.ts";
import type { Batch, Document, JsonObject, Task } from "./stream.ts";
import { isFirst, overlapOf, type Shared } from "./timeline_state.ts";

/** Walks from the newest change down that may be disturbed before everything is read again instead. */
const ATTEMPTS = 5;

/**
 * Follows a list whose rows say when they were changed: at each interval from the newest change down to the cursor.
 *
 *      cursor - 60 s    cursor                       newest
 *   ───────┼──────────────┼────────────────────────────┼──▶  time of change
 *          ◀═ known ══════╪════════ changed ═══════════╡      page 1 begins here
 *
 * Under the walk, what is added or changed comes in at the top and pushes rows down onto the next page, where they are dropped by
 * key. A deletion pulls rows up past a page's edge: where more were deleted than added the list's count falls, and the walk begins
 * again. What has changed in more rows than a list gives out is read as a whole instead, by the backfill.
 */
export class Updates implements Task {
  readonly name = "changes";
  readonly #shared: Shared;
  readonly #by: { updated: string; query: Record<string, string> };

  constructor(shared: Shared, by: { updated: string; query: Record<string, string> }) {
    this.#shared = shared;
    this.#by = by;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { run, options, prepared } = this.#shared;
    if (!run.once) await abortable(prepared.promise, run.signal);
    const pace = new Pace(run, options.name);
    for (;;) {
      pace.begin();
      yield* this.#poll();
      if (run.once) return;
      await pace.next();
    }
  }

  async *#poll(): AsyncGenerator<Batch, void, void> {
    const { run, options, seen, state, again } = this.#shared;
    const cursor = state().cursor ?? 0;
    const floor = cursor - overlapOf(options);
    const to = await run.source.settled(run.signal);
    const list = new List(run, options, "tail", run.signal);
    for (let attempt = 1;; attempt++) {
      let newest = cursor;
      let total: number | undefined;
      let reached = false;
      for await (
        const page of list.pages({ order: "desc", query: this.#by.query }, 1, list.lastPage - 1, true)
      ) {
        if (page.total < (total ?? 0) || page.rows.length !== list.fill(page.number, page.total)) break;
        total = page.total;
        const { documents, least, greatest } = this.#changed(page.rows, cursor, floor);
        newest = Math.max(newest, Math.min(greatest, to));
        if (documents.length > 0) yield { documents, patch: {} };
        reached = least < floor || page.number * list.pageSize >= total;
        if (reached) break;
      }
      const patch: JsonObject = newest > cursor ? { cursor: newest } : {};
      if (!reached && attempt < ATTEMPTS && (total ?? 0) <= (list.lastPage - 1) * list.pageSize) continue;
      if (!reached) {
        run.log.info(`${options.name}: more has changed than can be followed; everything is read again`);
        patch["again"] = true;
      }
      yield { documents: [], patch };
      if (!reached) again.ring();
      if (!state().backfill) seen.forgetBefore(newest - overlapOf(options));
      run.progress.cursor = newest;
      return;
    }
  }

  #changed(rows: Row[], cursor: number, floor: number) {
    const { options, key, seen, state } = this.#shared;
    const documents: Document[] = [];
    let least = Infinity;
    let greatest = -Infinity;
    for (const row of rows) {
      const name = keyOf(row, key);
      const at = secondOf(row, this.#by.updated) ?? secondOf(row, options.time.field) ?? cursor;
      least = Math.min(least, at);
      greatest = Math.max(greatest, at);
      if (name === undefined) {
        sayKeyless(this.#shared);
        continue;
      }
      if (at < floor) continue;
      const fresh = seen.at(name) === undefined &&
        isFirst(secondOf(row, options.time.field) ?? 0, cursor, state());
      if (seen.changed(name, row, at)) documents.push({ op: fresh ? "c" : "u", row });
    }
    return { documents, least, greatest };
  }
}
