import { abortable } from "@std/async";
import { second } from "./clock.ts";
import { Gaps } from "./gaps.ts";
import { List } from "./list.ts";
import { Pace } from "./pace.ts";
import { keyOf, secondOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import type { Row } from "./source.ts";
import type { Batch, Document, JsonObject, Task } from "./stream.ts";
import { isFirst, overlapOf, settledFor, type Shared } from "./timeline_state.ts";
import { provenTo, walk } from "./walk.ts";

/**
 * Follows a list whose rows carry no time of change: at each interval the stretch since the last poll and the overlap before it is
 * read again, and what is new or other than it was comes out.
 *
 *            cursor - overlap          cursor          settled     now
 *   ────────────┼──────────────────────┼───────────────┼───────────┼──▶
 *               (══ known, read again ══╪═════ new ═════]
 */
export class Tail implements Task {
  /** Its key in `Progress.failing`. */
  readonly name = "tail";
  readonly #shared: Shared;

  /** Reads nothing yet. */
  constructor(shared: Shared) {
    this.#shared = shared;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { run, options, prepared } = this.#shared;
    if (!run.once) await abortable(prepared.promise, run.signal);
    const pace = new Pace(run, options.name);
    /** The second after which every row is remembered: where a row that is not is new, and not merely forgotten. */
    let warmFrom = Infinity;
    for (;;) {
      pace.begin();
      const began = yield* this.#poll(warmFrom);
      warmFrom = Math.min(warmFrom, began);
      if (run.once) return;
      await pace.next();
    }
  }

  /** One poll. @returns the second after which it has read everything */
  async *#poll(warmFrom: number): AsyncGenerator<Batch, number, void> {
    const { run, options, key, seen, followed, state } = this.#shared;
    const cursor = state().cursor ?? 0;
    const overlap = overlapOf(options);
    const start = options.time.bounded ? run.settings.start - 1 : 0;
    const from = Math.max(0, start, cursor - overlap);
    const to = await settledFor(this.#shared);
    if (to > cursor) {
      const window = { from, to };
      const list = new List(run, options, "tail", run.signal);
      const fields = { key, time: options.time.field };
      const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
      const gaps = new Gaps(this.#shared, window, cursor);
      // what lies before a start date that is still to come is passed over: the start date covers no more than what follows
      const passed = from > cursor ? { start: run.settings.start } : {};
      let at = cursor;
      for await (const step of walk(list, window, { clock: run.clock, fields, warn })) {
        const documents = this.#documents(step.rows, cursor, warmFrom);
        const patch: JsonObject = gaps.patch(step);
        const proven = provenTo(step.state, window);
        if (proven > at) {
          at = proven;
          Object.assign(patch, { cursor: at, ...passed }, this.#open(at - overlap));
        }
        yield { documents, patch };
      }
      if (at < to) yield { documents: [], patch: { cursor: to, ...passed, ...this.#open(to - overlap) } };
      yield* this.#follow(from, to - overlap);
      seen.forgetBefore(to - overlap, followed);
    } else yield { documents: [], patch: {} };
    run.progress.cursor = Math.max(cursor, to);
    return from;
  }

  /** The part of a patch that says which rows are followed, once the tail begins after `from`. */
  #open(from: number): JsonObject {
    const open = this.#shared.followed?.patch(from);
    return open ? { open } : {};
  }

  /** Reads the rows again that are not final though they started at `from` or before; the tail has come to `tail` by now. */
  async *#follow(from: number, tail: number): AsyncGenerator<Batch, void, void> {
    const { run, options, key, followed } = this.#shared;
    if (!followed) return;
    const list = new List(run, options, "tail", run.signal);
    const fields = { key, time: options.time.field };
    const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
    for (const window of followed.windows(from)) {
      const gaps = new Gaps(this.#shared, window);
      for await (const step of walk(list, window, { clock: run.clock, fields, warn })) {
        const mine = step.rows.filter((row) => followed.has(keyOf(row, key) ?? ""));
        const documents = this.#documents(mine, Infinity, Infinity);
        yield { documents, patch: { ...gaps.patch(step), ...this.#open(tail) } };
      }
      followed.passed(window, second(run.clock));
      yield { documents: [], patch: this.#open(tail) };
    }
  }

  #documents(rows: Row[], cursor: number, warmFrom: number): Document[] {
    const { run, options, key, seen, followed } = this.#shared;
    const state = this.#shared.state();
    const documents: Document[] = [];
    for (const row of rows) {
      const name = keyOf(row, key);
      if (name === undefined) {
        sayKeyless(run, options.name, key);
        continue;
      }
      const at = secondOf(row, options.time.field) ?? cursor;
      const fresh = seen.at(name) === undefined && isFirst(at, Math.min(cursor, warmFrom), state);
      followed?.note(name, row, at, second(run.clock));
      if (seen.changed(name, row, at)) documents.push({ op: fresh ? "c" : "u", row });
    }
    return documents;
  }
}
