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
/** Seconds between two looks into counts that go on to differ; where everything is read for that, a fifth of one more for each row. */
const REST = 3600;

/** How many rows lie up to a second, since the one before it. */
interface Count {
  to: number;
  count: number;
}
const ROWS_A_COUNT = 200;

/**
 * Finds rows that are gone, in a timeline whose cells keep their rows' keys. Whoever reads the list learns how many rows there are. Where
 * that is not how many are known, counts over halves of the time find the cells that differ, and those are read:
 *
 *   known     250   250   250   250   250   250   250   250
 *   ───────┼─────┼─────┼─────┼─────┼─────┼─────┼─────┼─────┼──▶
 *          (═════════ 1000 ════════](═════════ 999 ════════]
 *                                   (═══ 499 ══](═══ 500 ══]
 *                                   (250 ](249 ]                       one is gone here
 *
 * Nothing is gone on one absence: see {@link confirmGone}.
 */
export class Absences {
  readonly #shared: Shared;
  /** By a cell's end: rows that it holds more than are known, for which no reading has found a reason. */
  readonly #unexplained = new Map<number, number>();
  /** A row that was there when the list was read last. */
  #living: Key | undefined;
  /** By how many rows the whole list goes on to differ from its parts, and the second until which that is not looked into again. */
  #contradiction = { rows: 0, until: -Infinity };
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
    const { ledger: { keepsIds }, state, options, run, again } = this.#shared;
    this.#living = living;
    if (!options.confirmGone || state().backfill || state().again) return;
    if (!keepsIds) {
      run.progress.notes.set("ids", `deletions are not looked for: there are more than a million rows`);
      return;
    }
    run.progress.notes.delete("ids");
    const now = second(run.clock);
    const cellsThen = this.#counts(to);
    const difference = total - sumOf(cellsThen);
    if (difference === 0 || (difference === this.#contradiction.rows && now < this.#contradiction.until)) {
      return;
    }
    const budget = COUNTS + Math.ceil(total / ROWS_A_COUNT);
    const differing = await this.#differing(cellsThen, difference, budget);
    if (differing) {
      yield* this.check(differing);
      // the whole list and its parts may be counted differently, for a while or for ever
      this.#contradiction = { rows: total - sumOf(this.#counts(to)), until: now + REST };
      return;
    }
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

  /** The stretches of these cells that differ by count; undefined where that is not found out in so many requests. */
  async #differing(
    cells: Count[],
    difference: number,
    budget: number,
  ): Promise<Window[] | undefined> {
    const list = this.#list("tail");
    const found: Window[] = [];
    const search = async (first: number, last: number, difference: number): Promise<boolean> => {
      if (difference === 0) return true;
      const window = { from: cells[first - 1]?.to ?? 0, to: cells[last]?.to ?? 0 };
      if (first === last) return found.push(window) > 0;
      if (budget-- <= 0) return false;
      const middle = (first + last) >> 1;
      const half = { from: window.from, to: cells[middle]?.to ?? 0 };
      const { total } = await list.page({ window: half, order: "asc", page: 1 });
      const here = total - sumOf(cells.slice(first, middle + 1));
      return await search(first, middle, here) && await search(middle + 1, last, difference - here);
    };
    return await search(0, cells.length - 1, difference) ? found : undefined;
  }

  /** Reads stretches completely, and emits what has changed in them and what is gone. */
  async *check(windows: Window[], work: Work = "tail"): AsyncGenerator<Batch, void, void> {
    for (const window of windows) {
      const known = this.#known(window);
      const read = yield* this.#read(window, work);
      if (!read) continue;
      const missing = known.filter((key) => !read.keys.has(key));
      const gone = missing.length > 0 ? yield* this.#confirm(window, missing, read.keys, work) : [];
      yield* this.#emit(window, gone);
      // what goes on to differ is not looked into at every turn
      const rest = read.keyless + gone.length - missing.length;
      const place = this.#shared.ledger.cells.at(window.to)?.to ?? Infinity;
      if (rest === 0) this.#unexplained.delete(place);
      else this.#unexplained.set(place, rest);
    }
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
    const still = again ? missing.filter((key) => !again.keys.has(key)) : [];
    if (!await anyLives({ missing: still, path, status })) return still;
    log.warn(
      `${options.name}: the list misses ${still.length} rows, but their own addresses still answer; nothing is taken for deleted`,
    );
    return [];
  }

  /** Reads a stretch. @returns what a complete reading holds, or undefined */
  async *#read(
    window: Window,
    work: Work,
  ): AsyncGenerator<Batch, { keys: Set<Key>; keyless: number } | undefined, void> {
    const { run, options, key, ledger } = this.#shared;
    const keys = new Set<Key>();
    let keyless = 0;
    let complete = true;
    const reading = ledger.read(window, { keyless: () => sayKeyless(run, options.name, key) });
    const warn = (message: string) => run.log.warn(`${options.name}: ${message}`);
    const fields = { key, time: options.time.field };
    try {
      for await (const step of walk(this.#list(work), window, { clock: run.clock, fields, warn })) {
        if (step.gap) complete = false;
        for (const row of step.rows) {
          const name = keyOf(row, key);
          if (name === undefined) keyless++;
          else keys.add(name);
        }
        yield* ledger.batch(() => ({
          documents: reading.take(step.rows, step.state.at, step.asked),
          patch: {},
        }));
      }
    } finally {
      ledger.end(reading);
    }
    return complete ? { keys, keyless } : undefined;
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
