import { ADOPT, type Cell, minus, plus, UNKNOWN } from "./cell.ts";
import { KnownIds } from "./known_ids.ts";
import type { Ledger } from "./ledger.ts";
import { keptRow } from "./raw_rows.ts";
import { type Key, keyOf, placeOf } from "./row.ts";
import type { Row, Window } from "./source.ts";
import type { Document } from "./stream.ts";
import { type Sum, total } from "./sum.ts";

/** How a reading decides what comes out. */
export interface Look {
  /** For a row whose fate something else knows: whether it comes out. Undefined: what came out before decides. */
  decide?: (key: Key, row: Row, second: number) => boolean | undefined;
  /** Whether a row that is not known was never seen before. @default no */
  first?: (second: number) => boolean;
  /** A row without a usable key came. */
  keyless: () => void;
  /** Told of each cell from which rows are missing, where their keys are kept. */
  missing?: (cell: Window) => void;
}

/** What came of one page. */
interface Held {
  key: Key;
  row: Row;
  second: number;
  digest: number;
}

/** How near to a cell's end a row may have been in the cell beside it, in seconds: a start may move a little. */
export const MOVES = 2;

/**
 * One walk over a stretch of a timeline, page after page, held against what came out of it before:
 *
 *   window.from            done              at                     window.to
 *   ────┼──────────┬────────┼────────┬───────┼────────────────────────┼──▶
 *       (══ cell ══](═ cell ](══ cell ═··     read, not yet decided
 *
 * A row whose digest the table knows is settled at once. One that it does not know is held until its cell was read to its end: where the
 * cell adds up to what it did, its rows are as they came out; where it does not, those that were held come out. Where there is no cell,
 * or none that lies wholly in the window, what is not known comes out at once. So no more than a cell is held.
 *
 * What is decided does not rest on the walk's proof. A sum is always of rows as they came out, whether or not all were read, so a row
 * that was missed makes the next reading differ, and a reading that was cut short costs documents, never a change.
 */
export class Reading {
  readonly #ledger: Ledger;
  readonly #window: Window;
  readonly #look: Look;
  readonly #held = new Map<Key, Held>();
  /** Rows read after {@link #done}, by second, and where each was counted. */
  #sums = new Map<number, Sum>();
  #counted = new Map<Key, { second: number; digest: number }>();
  /** What another task has let out meanwhile, and when. */
  readonly #touched = new Map<Key, number>();
  /** Seconds of which another task has let something out, and when. */
  readonly #disturbed = new Map<number, number>();
  /** When the page at hand was asked for. */
  #asked = 0;
  #done: number;

  /** Begins at the window's beginning. */
  constructor(ledger: Ledger, window: Window, look: Look) {
    this.#ledger = ledger;
    this.#window = window;
    this.#look = look;
    this.#done = window.from;
  }

  /** Another task lets a row out, or knows it to be gone. */
  touch(key: Key, second: number, stamp: number): void {
    const { from, to } = this.#window;
    const counted = this.#counted.get(key);
    if (!counted && (second <= from - MOVES || second > to + MOVES)) return;
    this.#touched.set(key, stamp);
    this.#held.delete(key);
    this.#disturbed.set(second, stamp);
    if (counted) this.#disturbed.set(counted.second, stamp);
  }

  /**
   * Takes a page.
   *
   * @param at everything up to this second was read
   * @param asked the ledger's stamp at which the page was asked for
   * @returns what has to come out, in the same batch as the ledger's patch
   */
  take(rows: readonly Row[], at: number, asked: number): Document[] {
    const documents: Document[] = [];
    this.#asked = asked;
    for (const row of rows) this.#row(row, documents);
    this.#advance(at, documents);
    if (this.#ledger.keepsIds) this.#noteKeys();
    return documents;
  }

  /** What came out is known by its key from then on, though its stretch was not read to its end. */
  #noteKeys(): void {
    const { cells } = this.#ledger;
    const undecided = [...this.#sums.values()].filter(({ second }) => !cells.at(second));
    let run: Sum[] = [];
    for (const sum of undecided.sort((a, b) => a.second - b.second)) {
      const last = run.at(-1);
      if (last && cells.endBefore(sum.second) > last.second) {
        this.#fill(run);
        run = [];
      }
      run.push(sum);
    }
    this.#fill(run);
  }

  #row(row: Row, documents: Document[]): void {
    const { table, cells, digester, fields } = this.#ledger;
    const key = keyOf(row, fields.key);
    if (key === undefined) return this.#look.keyless();
    const { to } = this.#window;
    const second = placeOf(row, fields.time, to);
    const digest = digester.lasting(row);
    const before = table.get(key);
    if ((this.#touched.get(key) ?? -1) >= this.#asked) {
      // a later version of it came out while this page was on its way: no sum holds it as it is here
      this.#disturbed.set(second, Infinity);
      return this.#count(key, second, 0);
    }
    this.#count(key, second, digest);
    const decided = this.#look.decide?.(key, row, second);
    if (decided === false || (decided === undefined && before === digest)) return table.set(key, digest);
    const cell = second > this.#done ? cells.at(second) : undefined;
    const comparable = cell && cell.from >= this.#done && cell.to <= to && cell.sum !== UNKNOWN;
    if (before === undefined && cell?.ids && !cell.ids.has(key)) {
      documents.push({ op: "c", row });
      return this.#ledger.came(key, second, digest, this);
    }
    if (decided === undefined && before === undefined && comparable) {
      this.#held.set(key, { key, row: keptRow(row), second, digest });
      return;
    }
    this.#emit({ key, row, second, digest }, documents, before);
  }

  /** Lets a row out; its cell says so, whether or not this reading comes to its end. */
  #emit({ key, row, second, digest }: Held, documents: Document[], before?: number): void {
    const first = before === undefined && this.#look.first?.(second);
    documents.push({ op: first ? "c" : "u", row });
    this.#ledger.emitted({ key, second, digest, before, near: before === undefined ? 0 : MOVES }, this);
  }

  #count(key: Key, second: number, digest: number): void {
    const counted = this.#counted.get(key);
    const old = counted && this.#sums.get(counted.second);
    if (old) {
      old.sum = minus(old.sum, counted.digest);
      old.count--;
      old.keys?.delete(key);
    }
    if (second <= this.#done) {
      this.#counted.delete(key);
      return this.#ledger.late(key, second, digest);
    }
    this.#counted.set(key, { second, digest });
    let sum = this.#sums.get(second);
    if (!sum) {
      const keys = this.#ledger.ids > 0 ? new Set<Key>() : undefined;
      this.#sums.set(second, sum = { second, sum: 0, count: 0, keys, asked: Infinity });
    }
    sum.sum = plus(sum.sum, digest);
    sum.asked = Math.min(sum.asked, this.#asked);
    sum.count++;
    sum.keys?.add(key);
  }

  /** Decides the cells that end at `at` or before. */
  #advance(at: number, documents: Document[]): void {
    const { cells } = this.#ledger;
    const straddling = cells.at(at);
    const beyond = straddling && straddling.to > at ? straddling.from : undefined;
    // at the window's end all is decided, also what was held for a cell that another task has joined with one behind it
    const end = at < this.#window.to ? beyond ?? at : at;
    if (end <= this.#done) return;
    const sums = [...this.#sums.values()].filter(({ second }) => second <= end).sort((a, b) =>
      a.second - b.second
    );
    let next = 0;
    const upTo = (second: number) => {
      const begin = next;
      while ((sums[next]?.second ?? Infinity) <= second) next++;
      return sums.slice(begin, next);
    };
    const whole = cells.within(this.#done, end);
    const partly = cells.at(this.#done + 1);
    // of a cell that began before this reading only its end was read
    if (partly && partly.from < this.#done) upTo(partly.to);
    for (const cell of whole) {
      this.#fill(upTo(cell.from));
      this.#compare(cell, upTo(cell.to), documents);
    }
    this.#fill(upTo(beyond ?? end));
    // what is left goes into maps of its own: those that live for long keep what was deleted from them alive
    const [sumsBefore, countedBefore] = [this.#sums, this.#counted];
    this.#sums = new Map();
    this.#counted = new Map();
    sumsBefore.forEach((sum, second) => second > end && this.#sums.set(second, sum));
    countedBefore.forEach((counted, key) => counted.second > end && this.#counted.set(key, counted));
    for (const second of this.#disturbed.keys()) if (second <= end) this.#disturbed.delete(second);
    for (const [key, held] of this.#held) {
      if (held.second > end) continue;
      this.#held.delete(key);
      this.#emit(held, documents);
    }
    this.#done = end;
  }

  /** Holds a cell against what was read of it. */
  #compare(cell: Readonly<Cell>, sums: Sum[], documents: Document[]): void {
    const { cells, table } = this.#ledger;
    const read = total(sums);
    const held = [...this.#held.values()].filter(({ second }) => second > cell.from && second <= cell.to);
    const disturbed = this.#isDisturbed(cell.from, cell.to, sums);
    const same = !disturbed && (cell.sum === read.sum || cell.sum === ADOPT);
    for (const one of held) {
      this.#held.delete(one.key);
      if (same) table.set(one.key, one.digest);
      else this.#emit(one, documents);
    }
    const { keepsIds, now } = this.#ledger;
    // what is missing stays until it is known to be gone
    const missing = keepsIds ? this.#missing(cell, read.keys) : [];
    if (missing.length > 0 && !disturbed) this.#look.missing?.({ from: cell.from, to: cell.to });
    if (read.count > 2 * cells.full && sums.length > 1 && !disturbed && missing.length === 0) {
      cells.remove(cell);
      return this.#fill(sums);
    }
    const ids = keepsIds ? KnownIds.of([...read.keys, ...missing]) : undefined;
    const count = ids?.size ?? read.count;
    const sum = disturbed ? UNKNOWN : read.sum;
    if (cell.sum !== sum || cell.count !== count || cell.ids?.text() !== ids?.text()) {
      cells.change(cell, { sum, count, ids });
    }
    cells.join(cell, now(), this.#window.from);
  }

  #missing(cell: Readonly<Cell>, keys: Key[]): Key[] {
    const read = new Set(keys);
    return (cell.ids?.keys() ?? []).filter((key) => !read.has(key));
  }

  /** Whether another task has let out something of this stretch since it was asked for. */
  #isDisturbed(from: number, to: number, sums: Sum[]): boolean {
    const asked = sums.reduce((least, sum) => Math.min(least, sum.asked), this.#asked);
    for (const [second, stamp] of this.#disturbed) {
      if (second > from && second <= to && stamp >= asked) return true;
    }
    return false;
  }

  /** Makes cells of what was read where there were none. */
  #fill(sums: Sum[]): void {
    const { cells, keepsIds } = this.#ledger;
    const now = this.#ledger.now();
    // from the cell before on: what lies between was read, and is empty
    let begin = Math.max(this.#window.from, cells.endBefore(sums[0]?.second ?? Infinity));
    let next = 0;
    for (const end of cells.cuts(sums, now)) {
      const first = next;
      while ((sums[next]?.second ?? Infinity) <= end) next++;
      const part = sums.slice(first, next);
      const { sum, count, keys } = total(part);
      const start = Math.max(begin, cells.begin(end, now));
      const disturbed = this.#isDisturbed(start, end, part);
      const ids = keepsIds ? KnownIds.of(keys) : undefined;
      const cell: Cell = {
        from: start,
        to: end,
        sum: disturbed ? UNKNOWN : sum,
        count: ids?.size ?? count,
        ids,
      };
      if (cell.count > 0) cells.add(cell);
      cells.join(cell, now, this.#window.from);
      begin = end;
    }
  }
}
