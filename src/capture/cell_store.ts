import { fromDigits, toDigits } from "./base64.ts";
import type { Cell } from "./cell.ts";
import { KnownIds } from "./known_ids.ts";

/** How cells are kept in a state: as texts by a name, each the whole of some neighbouring cells, so that a change costs one text. */
export interface CellStore {
  /** The name of the text that holds a cell. Cells of one text are neighbours. */
  place(cell: Cell): string;
  /** The text of these neighbouring cells. */
  write(cells: readonly Cell[]): string;
  /** The cells of a text; undefined where it is none. */
  read(place: string, text: string): Cell[] | undefined;
  /** Seconds that no cell may span across a multiple of. */
  block: number;
}

const DAY = 86_400;
/** Digits of an entry: the end as seconds of its day, the sum, the count. */
const [END, SUM, COUNT] = [3, 8, 2];
const ENTRY = END + SUM + COUNT;
/** A count beyond this is kept as this. */
const COUNTED = 64 ** COUNT - 1;

/**
 * One text a day: 13 characters a cell. A cell begins where the one before it ends; where it does not, an entry without rows stands
 * between them.
 */
export const dailyCells: CellStore = {
  block: DAY,
  place: (cell) => String(dayOf(cell)),
  write(cells) {
    let text = "";
    let before = NaN;
    for (const cell of cells) {
      const start = dayOf(cell) * DAY;
      if (Number.isNaN(before)) before = start - 1;
      if (cell.from > before) text += entry(cell.from - start, 0, 0);
      text += entry(cell.to - start, cell.sum, cell.count);
      before = cell.to;
    }
    return text;
  },
  read(place, text) {
    if (!/^\d{1,6}$/.test(place) || text.length % ENTRY !== 0) return undefined;
    const start = Number(place) * DAY;
    const cells: Cell[] = [];
    let before = start - 1;
    for (let i = 0; i < text.length; i += ENTRY) {
      const to = start + fromDigits(text, i, END) - 1;
      const sum = fromDigits(text, i + END, SUM);
      const count = fromDigits(text, i + END + SUM, COUNT);
      if (!(to > before && to < start + DAY) || Number.isNaN(sum + count)) return undefined;
      if (count > 0) cells.push({ from: before, to, sum, count });
      before = to;
    }
    return cells;
  },
};

/** The day that a cell lies in, since 1970. */
function dayOf({ to }: Cell): number {
  return Math.floor(to / DAY);
}

function entry(end: number, sum: number, count: number): string {
  return toDigits(end + 1, END) + toDigits(sum, SUM) + toDigits(Math.min(count, COUNTED), COUNT);
}

/** One text a cell, by its end: its length in seconds, its sum, and the keys of its rows, or behind a dot their number alone. */
export const cellsWithIds: CellStore = {
  block: Infinity,
  place: ({ to }) => to.toString(36),
  write: (cells) =>
    cells.map(({ from, to, sum, count, ids }) =>
      `${(to - from).toString(36)}:${toDigits(sum, SUM)}${ids?.text() ?? `.${count.toString(36)}`}`
    ).join(),
  read(place, text) {
    const parts = /^([0-9a-z]{1,7}):([\w-]{8})([\w-]+|\.[0-9a-z]{1,7})$/.exec(text);
    const [, length = "", sum = "", rows = ""] = parts ?? [];
    const to = parseInt(place, 36);
    const from = to - parseInt(length, 36);
    if (to.toString(36) !== place || !Number.isSafeInteger(from) || from >= to) return undefined;
    const cell = { from, to, sum: fromDigits(sum) };
    if (rows.startsWith(".")) return [{ ...cell, count: parseInt(rows.slice(1), 36) }];
    const ids = KnownIds.read(rows);
    return ids && [{ ...cell, count: ids.size, ids }];
  },
};

/** The cells of a state, in order; undefined where they are not what was written: a text that is none, or cells that overlap. */
export function readCells(store: CellStore, texts: Record<string, string>): Cell[] | undefined {
  const cells: Cell[] = [];
  for (const [place, text] of Object.entries(texts)) {
    const found = store.read(place, text);
    if (!found) return undefined;
    for (const cell of found) cells.push(cell);
  }
  cells.sort((a, b) => a.to - b.to);
  const apart = cells.every(({ from }, i) => from >= (cells[i - 1]?.to ?? -Infinity));
  return apart ? cells : undefined;
}

/** Whether a part of a state is such texts. */
export function areCells(store: CellStore, texts: Record<string, string>): boolean {
  return readCells(store, texts) !== undefined;
}
