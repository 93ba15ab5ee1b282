import { abortable } from "@std/async";
import { second } from "./clock.ts";
import { Gaps } from "./gaps.ts";
import { List } from "./list.ts";
import { Pace } from "./pace.ts";
import { keyOf, secondOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import { type Look, MOVES } from "./reading.ts";
import type { Row } from "./source.ts";
import type { Batch, Document, JsonObject, Task } from "./stream.ts";
import { isFirst, overlapOf, settledFor, type Shared } from "./timeline_state.ts";
import { walk } from "./walk.ts";
import { provenTo } from "./walk_state.ts";

/** How far back a poll begins at most for the sake of a whole cell, in seconds. */
const STRETCH = 900;

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
    await abortable(prepared.promise, run.signal);
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
    const { run, options, key, ledger, seen, followed, state } = this.#shared;
    const cursor = state().cursor ?? 0;
    const overlap = overlapOf(options);
    const start = options.time.bounded ? run.settings.start - 1 : -Infinity;
    const from = this.#wholeCells(Math.max(0, start, cursor - overlap));
    const to = await settledFor(this.#shared);
    if (to > cursor) {
      const window = { from, to };
      const list = new List(run, options, "tail", run.signal, () => ledger.stamp());
      const reading = ledger.read(window, this.#look(cursor, warmFrom));
      const fields = { key, time: options.time.field };
      const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
      const gaps = new Gaps(this.#shared, window, cursor);
      // what lies before a start date that is still to come is passed over: the start date covers no more than what follows
      const passed = from > cursor ? { start: run.settings.start } : {};
      let at = cursor;
      try {
        for await (const step of walk(list, window, { clock: run.clock, fields, warn })) {
          yield* ledger.batch(() => {
            const documents = reading.take(step.rows, step.state.at, step.asked);
            const patch: JsonObject = gaps.patch(step);
            const proven = provenTo(step.state, window);
            if (proven > at) {
              at = proven;
              Object.assign(patch, { cursor: at, ...passed }, this.#open(at - overlap));
            }
            return { documents, patch };
          });
        }
      } finally {
        ledger.end(reading);
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
    const { run, options, key, followed, ledger } = this.#shared;
    if (!followed) return;
    const list = new List(run, options, "tail", run.signal);
    const fields = { key, time: options.time.field };
    const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
    for (const window of followed.windows(from)) {
      const gaps = new Gaps(this.#shared, window);
      for await (const step of walk(list, window, { clock: run.clock, fields, warn })) {
        yield* ledger.batch(() => ({
          documents: step.rows.flatMap((row) => this.#alone(row)),
          patch: { ...gaps.patch(step), ...this.#open(tail) },
        }));
      }
      followed.passed(window, second(run.clock));
      yield { documents: [], patch: this.#open(tail) };
    }
  }

  /** Where a poll begins, so that the cell that it would begin within is read whole; in the recent past one spans minutes. */
  #wholeCells(from: number): number {
    const cell = this.#shared.ledger.cells.at(from + 1);
    return cell && from - cell.from <= STRETCH ? cell.from : from;
  }

  /** What has changed in any detail since the tail saw it last comes out; else the ledger decides. */
  #look(cursor: number, warmFrom: number): Look {
    const { run, options, key, seen, followed, state } = this.#shared;
    return {
      keyless: () => sayKeyless(run, options.name, key),
      first: (at) => isFirst(at, Math.min(cursor, warmFrom), state()),
      decide: (name, row, at) => {
        followed?.note(name, row, at, second(run.clock));
        const known = seen.at(name) !== undefined;
        // that it is as the tail saw it last says nothing: another task may have let out what it was in between
        return seen.changed(name, row, at) && known ? true : undefined;
      },
    };
  }

  /** A row, if it is followed by itself and other than it was. */
  #alone(row: Row): Document[] {
    const { run, options, key, ledger, followed } = this.#shared;
    const name = keyOf(row, key);
    if (name === undefined || !followed?.has(name)) return [];
    const at = secondOf(row, options.time.field) ?? 0;
    followed.note(name, row, at, second(run.clock));
    const digest = ledger.digester.lasting(row);
    const before = ledger.table.get(name);
    if (before === digest) return [];
    ledger.emitted({ key: name, second: at, digest, before, near: MOVES });
    return [{ op: "u", row }];
  }
}
