import { ADOPT, type Cell, UNKNOWN } from "./cell.ts";
import { type Counted, keysOf, total } from "./counted.ts";
import { KnownIds } from "./known_ids.ts";
import type { Ledger } from "./ledger.ts";
import { keptRow } from "./raw_rows.ts";
import { type Key, keyOf, placeOf } from "./row.ts";
import type { Row, Window } from "./source.ts";
import type { Document } from "./stream.ts";

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
  /** Rows read after {@link #done}. */
  #counted = new Map<Key, Counted>();
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
    let run: Counted[] = [];
    for (const row of this.#countedUpTo(Infinity)) {
      if (cells.at(row.second)) continue;
      const last = run.at(-1);
      if (last && cells.endBefore(row.second) > last.second) {
        this.#fill(run);
        run = [];
      }
      run.push(row);
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
    this.#emit(key, row, second, digest, before, documents);
  }

  /** Lets a row out; its cell says so, whether or not this reading comes to its end. */
  #emit(
    key: Key,
    row: Row,
    second: number,
    digest: number,
    before: number | undefined,
    documents: Document[],
  ): void {
    const first = before === undefined && this.#look.first?.(second);
    documents.push({ op: first ? "c" : "u", row });
    this.#ledger.emitted({ key, second, digest, before, near: before === undefined ? 0 : MOVES }, this);
  }

  #count(key: Key, second: number, digest: number): void {
    const counted = this.#counted.get(key);
    if (second > this.#done) {
      this.#counted.set(key, { key, second, digest, asked: counted?.asked ?? this.#asked });
      return;
    }
    if (counted) this.#counted.delete(key);
    this.#ledger.late(key, second, digest);
  }

  /** Rows that were read up to a second, by their seconds. */
  #countedUpTo(end: number): Counted[] {
    const rows: Counted[] = [];
    this.#counted.forEach((row) => row.second <= end && rows.push(row));
    return rows.sort((a, b) => a.second - b.second);
  }

  /** Decides the cells that end at `at` or before. */
  #advance(at: number, documents: Document[]): void {
    const { cells } = this.#ledger;
    const straddling = cells.at(at);
    const beyond = straddling && straddling.to > at ? straddling.from : undefined;
    // at the window's end all is decided, also what was held for a cell that another task has joined with one behind it
    const end = at < this.#window.to ? beyond ?? at : at;
    if (end <= this.#done) return;
    const rows = this.#countedUpTo(end);
    let next = 0;
    const upTo = (second: number) => {
      const begin = next;
      while ((rows[next]?.second ?? Infinity) <= second) next++;
      return rows.slice(begin, next);
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
    // what is left goes into a map of its own: one that lives for long keeps what was deleted from it alive
    const counted = this.#counted;
    this.#counted = new Map();
    counted.forEach((row, key) => row.second > end && this.#counted.set(key, row));
    for (const second of this.#disturbed.keys()) if (second <= end) this.#disturbed.delete(second);
    for (const [key, held] of this.#held) {
      if (held.second > end) continue;
      this.#held.delete(key);
      this.#emit(key, held.row, held.second, held.digest, undefined, documents);
    }
    this.#done = end;
  }

  /** Holds a cell against what was read of it. */
  #compare(cell: Readonly<Cell>, rows: Counted[], documents: Document[]): void {
    const { cells, table } = this.#ledger;
    const read = total(rows);
    const held = [...this.#held.values()].filter(({ second }) => second > cell.from && second <= cell.to);
    const disturbed = this.#isDisturbed(cell.from, cell.to, rows);
    const same = !disturbed && (cell.sum === read || cell.sum === ADOPT);
    for (const one of held) {
      this.#held.delete(one.key);
      if (same) table.set(one.key, one.digest);
      else this.#emit(one.key, one.row, one.second, one.digest, undefined, documents);
    }
    const { keepsIds, now } = this.#ledger;
    // what is missing stays until it is known to be gone
    const keys = keepsIds ? keysOf(rows) : [];
    const missing = keepsIds ? this.#missing(cell, keys) : [];
    if (missing.length > 0 && !disturbed) this.#look.missing?.({ from: cell.from, to: cell.to });
    const severalSeconds = rows[0]?.second !== rows.at(-1)?.second;
    if (rows.length > 2 * cells.full && severalSeconds && !disturbed && missing.length === 0) {
      cells.remove(cell);
      return this.#fill(rows);
    }
    const ids = keepsIds ? KnownIds.of([...keys, ...missing]) : undefined;
    const count = ids?.size ?? rows.length;
    const sum = disturbed ? UNKNOWN : read;
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
  #isDisturbed(from: number, to: number, rows: Counted[]): boolean {
    if (this.#disturbed.size === 0) return false;
    const asked = rows.reduce((least, row) => Math.min(least, row.asked), this.#asked);
    for (const [second, stamp] of this.#disturbed) {
      if (second > from && second <= to && stamp >= asked) return true;
    }
    return false;
  }

  /** Makes cells of what was read where there were none. */
  #fill(rows: Counted[]): void {
    const { cells, keepsIds } = this.#ledger;
    const now = this.#ledger.now();
    // from the cell before on: what lies between was read, and is empty
    let begin = Math.max(this.#window.from, cells.endBefore(rows[0]?.second ?? Infinity));
    let next = 0;
    for (const end of cells.cuts(rows, now)) {
      const first = next;
      while ((rows[next]?.second ?? Infinity) <= end) next++;
      const part = rows.slice(first, next);
      const start = Math.max(begin, cells.begin(end, now));
      const disturbed = this.#isDisturbed(start, end, part);
      const ids = keepsIds ? KnownIds.of(keysOf(part)) : undefined;
      const sum = disturbed ? UNKNOWN : total(part);
      const cell: Cell = { from: start, to: end, sum, count: ids?.size ?? part.length, ids };
      if (cell.count > 0) cells.add(cell);
      cells.join(cell, now, this.#window.from);
      begin = end;
    }
  }
}
