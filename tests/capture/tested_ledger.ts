import { plus, UNKNOWN } from "../../src/capture/cell.ts";
import { cellsWithIds, dailyCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import type { Look } from "../../src/capture/reading.ts";
import type { Row } from "../../src/capture/source.ts";
import type { Document, JsonObject } from "../../src/capture/stream.ts";

/** The first second of a day; the tests count from it. */
export const BASE = 20_000 * 86_400;

/** A ledger with small cells, and short ways to ask it. */
export class Tested {
  readonly ledger: Ledger;

  constructor({ ids = 0, full = 3, news = {} }: { ids?: number; full?: number; news?: JsonObject } = {}) {
    const cells = new Cells(ids > 0 ? cellsWithIds : dailyCells, { full, most: 99 });
    const fields = { key: "id", time: "at" };
    this.ledger = new Ledger(cells, new Digester(), fields, news, ids, () => BASE + 1000);
  }

  /** A cell that holds these rows as they are now, as if a restart had come since. */
  cell(from: number, to: number, ...rows: Row[]): this {
    const ids = this.ledger.ids > 0 ? { ids: KnownIds.of(rows.map(({ id }) => String(id))) } : {};
    const sum = rows.map((row) => this.digest(row)).reduce(plus, 0);
    this.ledger.cells.add({ from: BASE + from, to: BASE + to, sum, count: rows.length, ...ids });
    return this;
  }

  digest(row: Row): number {
    return this.ledger.digester.lasting(row);
  }

  read(from: number, to: number, look: Partial<Look> = {}) {
    const reading = this.ledger.read({ from: BASE + from, to: BASE + to }, { keyless: () => {}, ...look });
    return {
      end: () => this.ledger.end(reading),
      /** @param asked when it was asked for. @default now */
      take: (at: number, rows: Row[], asked = this.ledger.stamp()) =>
        reading.take(rows, BASE + at, asked).map(brief),
    };
  }

  /** Cells as `from-to:rows`, with `?` where the sum is not known, and their keys where they are kept. */
  get cells(): string[] {
    return this.ledger.cells.all.map(({ from, to, sum, count, ids }) => {
      const keys = ids ? ` ${ids.keys().map(Number).sort((a, b) => a - b).join()}` : "";
      return `${from - BASE}-${to - BASE}:${count}${sum === UNKNOWN ? "?" : ""}${keys}`;
    });
  }

  sums(): number[] {
    return this.ledger.cells.all.map(({ sum }) => sum);
  }

  /** Another task lets a row out. */
  emit(row: Row, near = 0): void {
    const key = String(row["id"]);
    const before = this.ledger.table.get(key);
    this.ledger.emitted({ key, second: Number(row["at"]), digest: this.digest(row), before, near });
  }
}

/** A row that started in this second. */
export const row = (id: number, at: number, version = 1): Row => ({ id, at: BASE + at, version });
const brief = ({ op, row }: Document) => `${op} ${row["id"]} v${row["version"]}`;
