import { ADOPT, type Cell, plus, UNKNOWN } from "./cell.ts";
import { type CellStore, readCells } from "./cell_store.ts";
import { KnownIds } from "./known_ids.ts";
import type { JsonObject } from "./stream.ts";

/** How rows are gathered into cells. */
export interface CellSizes {
  /** Rows that a cell holds when it is full. */
  full: number;
  /** Cells at most: with more rows than they hold, cells become larger. */
  most: number;
  /** Seconds up to the present in which cells are finer, and the seconds that one spans there. */
  fine?: { span: number; slot: number };
}

/** The cells of a timeline, in order and apart: what came out of it, and how much of that a state remembers. */
export class Cells {
  readonly #store: CellStore;
  readonly #sizes: CellSizes;
  #cells: Cell[];
  /** Names of texts that are not as the state has them, and the ends of the cells that they are of. */
  readonly #changed = new Set<string>();
  #first = Infinity;
  #last = -Infinity;
  #rows = 0;

  /** Goes on with the texts that a state kept; they were checked before. */
  constructor(store: CellStore, sizes: CellSizes, texts: Record<string, string> = {}) {
    this.#store = store;
    this.#sizes = sizes;
    this.#cells = readCells(store, texts) ?? [];
    for (const { count } of this.#cells) this.#rows += count;
  }

  /** Rows in all of them. */
  get rows(): number {
    return this.#rows;
  }

  /** All of them, in order. */
  get all(): readonly Readonly<Cell>[] {
    return this.#cells;
  }

  /** Rows that a cell may hold before it is full: more than declared where there would be too many cells. */
  get full(): number {
    const { full, most } = this.#sizes;
    return Math.max(full, Math.ceil(this.#rows / (most * 0.85)));
  }

  /** The cell that holds this second, if there is one. */
  at(second: number): Readonly<Cell> | undefined {
    const cell = this.#cells[this.#after(second - 1)];
    return cell && cell.from < second ? cell : undefined;
  }

  /** The cells that lie wholly in (from, to]. */
  within(from: number, to: number): Readonly<Cell>[] {
    return this.overlapping(from, to).filter((cell) => cell.from >= from && cell.to <= to);
  }

  /** The cells that hold any second of (from, to]. */
  overlapping(from: number, to: number): Readonly<Cell>[] {
    const found: Cell[] = [];
    for (let i = this.#after(from); i < this.#cells.length; i++) {
      const cell = this.#cells[i];
      if (!cell || cell.from >= to) break;
      found.push(cell);
    }
    return found;
  }

  /** The end of the last cell that ends at this second or before. */
  endBefore(second: number): number {
    return this.#cells[this.#after(second) - 1]?.to ?? -Infinity;
  }

  /** Puts a cell where none is. */
  add(cell: Cell): void {
    this.#cells.splice(this.#after(cell.from), 0, cell);
    this.#rows += cell.count;
    this.#touch(cell);
  }

  /** Changes a cell that is there, or takes it away where it holds nothing any more. */
  change(cell: Readonly<Cell>, change: Partial<Omit<Cell, "from" | "to">>): void {
    const place = this.#after(cell.from);
    const found = this.#cells[place];
    if (found !== cell) return;
    this.#touch(cell);
    this.#rows -= cell.count;
    Object.assign(found, change);
    this.#rows += found.count;
    if (found.count <= 0) this.#cells.splice(place, 1);
  }

  /** Takes a cell away: what it held is as if it was never seen. */
  remove(cell: Readonly<Cell>): void {
    this.change(cell, { count: 0 });
  }

  /**
   * Makes one of a cell and the one before it where together they are no more than a full one; else lets it begin where that one
   * ends, which costs a state less than a stretch between them does.
   *
   * @param now the present second, for how fine cells may be
   * @param since after this second nothing but the cells is known to hold rows; what lies between them before it may
   */
  join(cell: Readonly<Cell>, now: number, since: number): void {
    const place = this.#after(cell.from);
    const before = this.#cells[place - 1];
    const after = this.#cells[place];
    if (!before || !after || after !== cell || (before.to < since && before.to < after.from)) return;
    if (this.#joinable(before, after, now, this.full)) this.#join(place);
    else if (
      before.to < after.from && this.#span(before.to) === this.#span(after.to) &&
      this.#slot(after.to, now) < 0
    ) {
      after.from = before.to;
      this.#touch(after);
    }
  }

  /** Forgets the cells that end at this second or before. */
  forgetUpTo(second: number): void {
    const count = this.#after(second);
    for (const cell of this.#cells.splice(0, count)) {
      this.#rows -= cell.count;
      this.#touch(cell);
    }
  }

  /** What is read of each cell next is adopted as it is. */
  adopt(): void {
    for (const cell of this.#cells) this.change(cell, { sum: ADOPT });
  }

  /**
   * Where one of these rows' seconds ends a cell: after so many rows, at a block's end, and in the recent past at a slot's.
   *
   * @param rows by their seconds, ascending
   * @param now the present second
   * @returns the ends, ascending; the last is the last second
   */
  cuts(rows: readonly { second: number }[], now: number): number[] {
    const ends: number[] = [];
    // rows[begin] to rows[behind - 1] are a cell so far, up to rows[after - 1] they are of one second more
    let begin = 0;
    let after = behindSecond(rows, 0);
    for (let behind = 0; behind < rows.length;) {
      behind = after;
      after = behindSecond(rows, after);
      const { second: last = 0 } = rows[behind - 1] ?? {};
      const { second: next } = rows[behind] ?? {};
      if (
        next !== undefined && after - begin <= this.full && this.#span(last) === this.#span(next) &&
        this.#slot(last, now) === this.#slot(next, now)
      ) continue;
      ends.push(last);
      begin = behind;
    }
    return ends;
  }

  /** The block that a second lies in: no cell spans two. */
  #span(second: number): number {
    return Math.floor(second / this.#store.block);
  }

  #slot(second: number, now: number): number {
    const { fine } = this.#sizes;
    return fine && second > now - fine.span ? Math.floor(second / fine.slot) : -1;
  }

  /** The second after which a cell has to begin in order to end at this one. */
  begin(second: number, now: number): number {
    const block = this.#store.block === Infinity ? -Infinity : this.#span(second) * this.#store.block - 1;
    const slot = this.#slot(second, now);
    return slot < 0 ? block : Math.max(block, slot * (this.#sizes.fine?.slot ?? 0) - 1);
  }

  /** What has changed since it was asked for last, as a merge patch; undefined where nothing has. */
  patch(now: number): JsonObject | undefined {
    if (this.#cells.length > this.#sizes.most) this.#compact(now);
    if (this.#changed.size === 0) return undefined;
    const texts = new Map<string, Cell[]>();
    const { block } = this.#store;
    const margin = block === Infinity ? 1 : block;
    for (let i = this.#after(this.#first - margin); i < this.#cells.length; i++) {
      const cell = this.#cells[i];
      if (!cell || cell.to >= this.#last + margin) break;
      const place = this.#store.place(cell);
      if (!this.#changed.has(place)) continue;
      const cells = texts.get(place) ?? [];
      cells.push(cell);
      texts.set(place, cells);
    }
    const patch: JsonObject = {};
    for (const place of this.#changed) {
      const cells = texts.get(place);
      patch[place] = cells ? this.#store.write(cells) : null;
    }
    this.#changed.clear();
    [this.#first, this.#last] = [Infinity, -Infinity];
    return patch;
  }

  #touch(cell: Cell): void {
    this.#changed.add(this.#store.place(cell));
    this.#first = Math.min(this.#first, cell.to);
    this.#last = Math.max(this.#last, cell.to);
  }

  /** Joins neighbours, the oldest first, until there are few enough, with some to spare. */
  #compact(now: number): void {
    const enough = this.#sizes.most * 0.85;
    for (let full = this.full * 2; this.#cells.length > enough && full < 4 * this.#rows; full *= 2) {
      for (let place = 1; place < this.#cells.length && this.#cells.length > enough; place++) {
        const [before, after] = [this.#cells[place - 1], this.#cells[place]];
        if (!before || !after || before.to !== after.from) continue;
        if (!this.#joinable(before, after, now, full)) continue;
        this.#join(place);
        // hundreds of cells are joined here, whose keys would all stay open until they are written
        this.#cells[place - 1]?.ids?.text();
      }
    }
  }

  #joinable(before: Cell, after: Cell, now: number, full: number): boolean {
    return before.count + after.count <= full && before.sum !== UNKNOWN && after.sum !== UNKNOWN &&
      before.sum !== ADOPT && after.sum !== ADOPT && this.#span(before.to) === this.#span(after.to) &&
      this.#slot(before.to, now) === this.#slot(after.to, now);
  }

  /** Makes one of the cell at this place and the one before it. */
  #join(place: number): void {
    const [before, after] = [this.#cells[place - 1], this.#cells[place]];
    if (!before || !after) return;
    this.#touch(before);
    this.#touch(after);
    const ids = before.ids && after.ids ? { ids: KnownIds.both(before.ids, after.ids) } : {};
    const joined = {
      from: before.from,
      to: after.to,
      sum: plus(before.sum, after.sum),
      count: before.count + after.count,
    };
    this.#cells.splice(place - 1, 2, { ...joined, ...ids });
  }

  /** The place of the first cell that ends after this second. */
  #after(second: number): number {
    let low = 0;
    let high = this.#cells.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cells[middle]?.to ?? Infinity) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The place behind the last of the rows that share the second of the one at `place`. */
function behindSecond(rows: readonly { second: number }[], place: number): number {
  let behind = place + 1;
  while (behind < rows.length && rows[behind]?.second === rows[place]?.second) behind++;
  return Math.min(behind, rows.length);
}
