import { second } from "./clock.ts";
import { anyLives, confirmGone } from "./confirm_gone.ts";
import { List } from "./list.ts";
import { type Key, keyOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import type { Window, Work } from "./source.ts";
import { type Batch, keyValue } from "./stream.ts";
import type { Shared } from "./timeline_state.ts";
import { walk } from "./walk.ts";

/** Milliseconds between two readings that have to agree on what is gone: what was wrong with the first may pass. */
const SECOND_LOOK = 5_000;
/** Requests for counts before it is cheaper to read everything: these, and one for so many rows. */
const COUNTS = 8;
/** Seconds between two readings of everything for the sake of counts, and a fifth of one more for each row. */
const REST = 3600;

/** How many rows lie up to a second, since the one before it. */
interface Count {
  to: number;
  count: number;
}
const ROWS_A_COUNT = 200;
/** How much of what a list gives out a part holds that is counted by itself: so many rows may come before its count tells nothing. */
const PART = 9 / 10;

/**
 * Finds rows that are gone, in a timeline whose cells keep their rows' keys. Whoever reads the list learns how many rows there are. Where
 * that is not how many are known, counts over halves of the time find the cells that differ, and those are read:
 *
 *   known     50    50    50    50    50    50    50    50
 *   ───────┼─────┼─────┼─────┼─────┼─────┼─────┼─────┼─────┼──▶
 *          (═════════ 200 ═════════](═════════ 199 ════════]
 *                                   (═══ 99 ═══](══ 100 ═══]
 *                                   (50 ](49  ]                        one is gone here
 *
 * Nothing is gone on one absence: see {@link confirmGone}.
 */
export class Absences {
  readonly #shared: Shared;
  /** By a cell's end: rows that are counted there beyond those that are known, for which a reading has found no reason. */
  readonly #unexplained = new Map<number, number>();
  /** A row that was there when the list was read last. */
  #living: Key | undefined;
  /** The second until which everything is not read once more. */
  #rests = -Infinity;

  /** Looks for nothing yet. */
  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /**
   * Compares how many rows there are with how many are known, and looks for the difference.
   *
   * @param total rows of the whole list, counted just now
   * @param to the last second that is over
   * @param living the key of a row that is there
   */
  async *compare(total: number, to: number, living: Key | undefined): AsyncGenerator<Batch, void, void> {
    const { ledger: { cells, keepsIds }, state, options, run, again } = this.#shared;
    this.#living = living;
    if (!options.confirmGone || state().backfill || state().again) return;
    if (!keepsIds) {
      run.progress.notes.set("ids", `deletions are not looked for: there are more than a million rows`);
      return;
    }
    run.progress.notes.delete("ids");
    const known = this.#counts(to);
    const difference = await this.#difference(this.#list("tail"), total, known, 0);
    const budget = COUNTS + Math.ceil(total / ROWS_A_COUNT);
    const differing = await this.#differing(known, difference, budget);
    if (differing) {
      const place = ({ to }: Window) => cells.at(to)?.to ?? Infinity;
      for (const { window, more } of differing) {
        const before = { rows: cells.rows, place: place(window) };
        if (!(yield* this.check([window]))) continue;
        // what goes on to differ is not looked into at every turn
        const rest = (this.#unexplained.get(before.place) ?? 0) + more - (cells.rows - before.rows);
        this.#unexplained.delete(before.place);
        // where the cell has gone, what was not explained behind it stays as it is
        if (rest !== 0) this.#unexplained.set(place(window), rest);
      }
      return;
    }
    const now = second(run.clock);
    if (now < this.#rests) return;
    this.#rests = now + REST + Math.ceil(total / 5);
    run.log.info(`${options.name}: so many rows have gone or come unseen that everything is read again`);
    this.#unexplained.clear();
    yield { documents: [], patch: { again: true } };
    again.ring();
  }

  /** What each cell is expected to count, and what comes after the last. */
  #counts(to: number): Count[] {
    const { cells } = this.#shared.ledger;
    const last = {
      to: Math.max(to, cells.endBefore(Infinity) + 1),
      count: this.#unexplained.get(Infinity) ?? 0,
    };
    return [
      ...cells.all.map(({ to, count }) => ({ to, count: count + (this.#unexplained.get(to) ?? 0) })),
      last,
    ];
  }

  /**
   * How many more rows were counted after a second than these cells are expected to hold. A count that is no more than what a list gives out may
   * stand for more: then they are counted in parts that are smaller. A part whose count may do so again is taken to be as expected.
   */
  async #difference(list: List, total: number, cells: Count[], after: number): Promise<number> {
    const most = list.lastPage * list.pageSize;
    const all = sumOf(cells);
    if (total !== most || all < total) return total - all;
    let sum = 0;
    let from = after;
    let expected = 0;
    for (const [i, { to, count }] of cells.entries()) {
      expected += count;
      const next = cells[i + 1];
      if (next && expected + next.count <= most * PART) continue;
      const { total } = await list.page({ window: { from, to }, order: "asc", page: 1 });
      sum += total === most ? expected : total;
      from = to;
      expected = 0;
    }
    return sum - all;
  }

  /** The stretches of these cells that differ by count, and by how much; undefined where that is not found out in so many requests. */
  async #differing(
    cells: Count[],
    difference: number,
    budget: number,
  ): Promise<{ window: Window; more: number }[] | undefined> {
    const list = this.#list("tail");
    const found: { window: Window; more: number }[] = [];
    const end = (place: number) => cells[place]?.to ?? 0;
    const search = async (first: number, last: number, difference: number): Promise<boolean> => {
      if (difference === 0) return true;
      const from = end(first - 1);
      if (first === last) {
        found.push({ window: { from, to: end(last) }, more: difference });
        return true;
      }
      if (budget-- <= 0) return false;
      const middle = (first + last) >> 1;
      const half = { from, to: end(middle) };
      const { total } = await list.page({ window: half, order: "asc", page: 1 });
      const here = await this.#difference(list, total, cells.slice(first, middle + 1), from);
      return await search(first, middle, here) && await search(middle + 1, last, difference - here);
    };
    return await search(0, cells.length - 1, difference) ? found : undefined;
  }

  /**
   * Reads stretches completely, and emits what has changed in them and what is gone.
   *
   * @returns whether all of them could be read completely
   */
  async *check(windows: Window[], work: Work = "tail"): AsyncGenerator<Batch, boolean, void> {
    let complete = true;
    for (const asked of windows) {
      const window = this.#whole(asked);
      const known = this.#known(window);
      const read = yield* this.#read(window, work);
      if (!read) {
        complete = false;
        continue;
      }
      const missing = known.filter((key) => !read.has(key));
      const gone = missing.length > 0 ? yield* this.#confirm(window, missing, read, work) : [];
      yield* this.#emit(window, gone);
    }
    return complete;
  }

  async *#confirm(
    window: Window,
    missing: Key[],
    read: Set<Key>,
    work: Work,
  ): AsyncGenerator<Batch, Key[], void> {
    const { run: { source, signal, clock, log }, options } = this.#shared;
    const { confirmGone: path } = options;
    const status = (path: string) => source.status(path, work, signal);
    const [living = this.#living] = read;
    const gone = await confirmGone({ missing, living, path, status });
    if (gone !== "read again") return gone;
    await clock.sleep(SECOND_LOOK, signal);
    const again = yield* this.#read(window, work);
    const still = again ? missing.filter((key) => !again.has(key)) : [];
    if (!await anyLives({ missing: still, path, status })) return still;
    log.warn(
      `${options.name}: the list misses ${still.length} rows, but their own addresses still answer; nothing is taken for deleted`,
    );
    return [];
  }

  /** Reads a stretch. @returns the keys that a complete reading holds, or undefined */
  async *#read(
    window: Window,
    work: Work,
  ): AsyncGenerator<Batch, Set<Key> | undefined, void> {
    const { run, options, key, ledger } = this.#shared;
    const keys = new Set<Key>();
    let complete = true;
    const reading = ledger.read(window, { keyless: () => sayKeyless(run, options.name, key) });
    const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
    const fields = { key, time: options.time.field };
    try {
      for await (const step of walk(this.#list(work), window, { clock: run.clock, fields, warn })) {
        if (step.gap) complete = false;
        for (const row of step.rows) {
          const name = keyOf(row, key);
          if (name !== undefined) keys.add(name);
        }
        yield* ledger.batch(() => ({
          documents: reading.take(step.rows, step.state.at, step.asked),
          patch: {},
        }));
      }
    } finally {
      ledger.end(reading);
    }
    return complete ? keys : undefined;
  }

  async *#emit(window: Window, gone: Key[]): AsyncGenerator<Batch, void, void> {
    if (gone.length === 0) return;
    const { ledger, options, key, run } = this.#shared;
    yield* ledger.batch(() => {
      const deleted = gone.filter((key) =>
        ledger.cells.overlapping(window.from, window.to).some((cell) => ledger.gone(key, cell))
      );
      for (const key of deleted) run.log.debug(`${options.name}: ${key} is gone`);
      return {
        documents: deleted.map((name) => ({ op: "d", row: { [key]: keyValue(options, name) } })),
        patch: {},
      };
    });
  }

  /** A stretch as far as its cells reach: since it was asked for they may have been joined with others. */
  #whole({ from, to }: Window): Window {
    const { cells } = this.#shared.ledger;
    return {
      from: Math.min(from, cells.at(from + 1)?.from ?? from),
      to: Math.max(to, cells.at(to)?.to ?? to),
    };
  }

  /** The keys that are known of a stretch. */
  #known({ from, to }: Window): Key[] {
    return this.#shared.ledger.cells.within(from, to).flatMap(({ ids }) => ids?.keys() ?? []);
  }

  #list(work: Work): List {
    const { run, options, ledger } = this.#shared;
    return new List(run, options, work, run.signal, () => ledger.stamp());
  }
}

function sumOf(counts: Count[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
