import { ADOPT, type Cell, minus, plus, UNKNOWN } from "./cell.ts";
import { type Cells } from "./cells.ts";
import type { Digester } from "./digest.ts";
import { DigestTable } from "./digest_table.ts";
import { KnownIds } from "./known_ids.ts";
import type { Fields } from "./leg.ts";
import { type Look, Reading } from "./reading.ts";
import type { Key } from "./row.ts";
import type { Window } from "./source.ts";
import type { Batch, JsonObject } from "./stream.ts";

/** A row that comes out. */
export interface Emitted {
  /** Its key. */
  key: Key;
  /** The second that it stands at. */
  second: number;
  /** See {@link Digester.lasting}. */
  digest: number;
  /** The digest that it came out with before, where that is known. */
  before: number | undefined;
  /** Seconds to a cell's end within which it may have been in the cell beside it. @default 0 */
  near?: number;
}

/**
 * What has come out of one timeline: exactly, for the rows that a bounded table remembers; and by sums over cells, for all of them and
 * across restarts. Several tasks share it, so whatever lets rows out does so in a turn of its own: the rows, the cells that tell of them, and
 * nothing of anybody else's go into one batch.
 */
export class Ledger {
  readonly #readings = new Set<Reading>();
  #turn: Promise<void> = Promise.resolve();
  #stamp = 0;
  #news: JsonObject;

  /**
   * Goes on with what a state keeps.
   *
   * @param news what the state is told with the first cells
   * @param ids how many rows' keys the cells keep at most, so that a row that is gone is known by name; 0: none
   * @param now the present second
   * @param table the digest of each row that came out lately: of none yet
   */
  constructor(
    readonly cells: Cells,
    readonly digester: Digester,
    readonly fields: Fields,
    news: JsonObject,
    readonly ids: number,
    readonly now: () => number,
    readonly table: DigestTable = new DigestTable(),
  ) {
    this.#news = news;
  }

  /** Whether the cells keep their rows' keys: not for ever so many. */
  get keepsIds(): boolean {
    return this.cells.rows < this.ids;
  }

  /** A moment: later ones are greater. */
  stamp(): number {
    return ++this.#stamp;
  }

  /** Begins to read a stretch. It has to be ended. */
  read(window: Window, look: Look): Reading {
    const reading = new Reading(this, window, look);
    this.#readings.add(reading);
    return reading;
  }

  /** Ends a reading, whether or not it came to its end. */
  end(reading: Reading): void {
    this.#readings.delete(reading);
  }

  /**
   * One batch, made when it is its turn and kept before the next one's.
   *
   * @param make what comes out; its cells are added to the patch
   */
  async *batch(make: () => Batch): AsyncGenerator<Batch, void, void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    try {
      const { documents, patch } = make();
      const cells = this.cells.patch(this.now());
      yield { documents, patch: cells ? { ...patch, ...this.#news, cells } : patch };
      if (cells) this.#news = {};
    } finally {
      resolve();
    }
  }

  /** A row comes out: the table, its cell and the other readings are told. */
  emitted({ key, second, digest, before, near = 0 }: Emitted, by?: Reading): void {
    this.table.set(key, digest);
    this.#touch(key, second, by);
    const cell = this.cells.at(second);
    if (cell && cell.sum !== ADOPT) {
      const sum = before === undefined || cell.sum === UNKNOWN
        ? UNKNOWN
        : plus(minus(cell.sum, before), digest);
      if (sum !== cell.sum) this.cells.change(cell, { sum });
    }
    if (near === 0) return;
    for (const beside of [second - near, second + near]) {
      const other = this.cells.at(beside);
      if (other && other !== cell && other.sum !== UNKNOWN) this.cells.change(other, { sum: UNKNOWN });
    }
  }

  /** Whether a row may have come out and not be gone since: where the cells keep no keys nobody knows. */
  mayHave(key: Key, second: number): boolean {
    if (!this.keepsIds) return true;
    const cell = this.cells.at(second);
    return cell !== undefined && (cell.ids === undefined || cell.ids.has(key));
  }

  /**
   * A row comes out by itself, not in a reading of its stretch: where the cells keep keys, its key is kept too.
   *
   * @param longer whether nothing is known to be missing behind the last cell, so that it may be made longer
   * @returns whether it was never seen before, as far as is known
   */
  emittedAlone(row: Emitted, longer: boolean): boolean {
    const { key, second, digest } = row;
    if (this.mayHave(key, second)) {
      this.emitted(row);
      return false;
    }
    const cell = this.cells.at(second);
    if (cell) this.came(key, second, digest);
    else {
      this.table.set(key, digest);
      this.#touch(key, second);
      this.#alone(key, second, digest);
      // a cell that reaches into the future is read to its end by nobody, and whatever comes until then would fall into it
      const added = longer && second <= this.now() ? this.cells.at(second) : undefined;
      if (added) this.cells.join(added, this.now(), -Infinity);
    }
    return true;
  }

  /** A row comes out that its cell does not know yet. */
  came(key: Key, second: number, digest: number, by?: Reading): void {
    this.table.set(key, digest);
    this.#touch(key, second, by);
    const cell = this.cells.at(second);
    if (cell) this.#with(cell, key, digest);
  }

  /** A row is known to be gone. @returns whether it was known at all */
  gone(key: Key, cell: Readonly<Cell>): boolean {
    if (!cell.ids?.delete(key)) return false;
    this.table.delete(key);
    this.#touch(key, cell.to);
    this.cells.change(cell, { count: cell.ids.size });
    return true;
  }

  /** A row was read of a stretch that is decided already: it counts in its cell. */
  late(key: Key, second: number, digest: number): void {
    const cell = this.cells.at(second);
    if (cell && !cell.ids?.has(key)) this.#with(cell, key, digest);
    else if (!cell && this.keepsIds) this.#alone(key, second, digest);
  }

  /** A cell of one row. */
  #alone(key: Key, second: number, digest: number): void {
    this.cells.add({ from: second - 1, to: second, sum: plus(0, digest), count: 1, ids: KnownIds.of([key]) });
  }

  #with(cell: Readonly<Cell>, key: Key, digest: number): void {
    const sum = cell.sum === UNKNOWN || cell.sum === ADOPT ? cell.sum : plus(cell.sum, digest);
    cell.ids?.add(key);
    this.cells.change(cell, { sum, count: cell.ids?.size ?? cell.count + 1 });
  }

  #touch(key: Key, second: number, by?: Reading): void {
    const stamp = this.stamp();
    for (const reading of this.#readings) if (reading !== by) reading.touch(key, second, stamp);
  }
}
