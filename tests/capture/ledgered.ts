import { type CellStore, cellsWithIds, dailyCells } from "../../src/capture/cell_store.ts";
import { plus } from "../../src/capture/cell.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { DigestTable } from "../../src/capture/digest_table.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import type { Reading } from "../../src/capture/reading.ts";
import type { Row, Window } from "../../src/capture/source.ts";
import type { Batch, Document, JsonObject } from "../../src/capture/stream.ts";

/** What can happen to an account that is read. */
export type Step =
  | { do: "add"; id: number; second: number }
  | { do: "edit"; id: number; by: number }
  | { do: "move"; id: number; by: number }
  | { do: "remove"; id: number }
  | { do: "begin"; from: number; length: number }
  | { do: "all" }
  | { do: "page"; which: number; rows: number }
  | { do: "alone"; id: number }
  | { do: "time"; seconds: number }
  | { do: "restart" };

/** A reading and the page that it has asked for, as the list was then. */
interface Walk {
  reading: Reading;
  from: number;
  to: number;
  asked: { rows: Row[]; at: number; stamp: number } | undefined;
  seen: Set<number>;
}

/** Seconds of the tests lie on both sides of a day's end. */
const BASE = 20_000 * 86_400 - 60;

/** An account of numbered rows, a ledger over it with small cells, and the collection that comes of what is let out. */
export class Ledgered {
  documents = 0;
  gone = 0;
  readonly #store: CellStore;
  readonly #ids: boolean;
  /** Rows from which on the cells keep no keys. */
  readonly #bound: number;
  readonly #sizes: { full: number; most: number };
  readonly #account = new Map<number, { second: number; version: number }>();
  readonly #removed = new Set<number>();
  readonly #collection = new Map<number, Row>();
  readonly #state: { cells: JsonObject } = { cells: {} };
  #now = BASE + 60;
  #walks: Walk[] = [];
  #ledger: Ledger;

  constructor(
    { ids, bound = Infinity, full = 3, most = 60 }: {
      ids: boolean;
      bound?: number;
      full?: number;
      most?: number;
    },
  ) {
    this.#ids = ids;
    this.#bound = ids ? bound : 0;
    this.#store = ids ? cellsWithIds : dailyCells;
    this.#sizes = { full, most };
    this.#ledger = this.#open();
  }

  /** How many cells the state keeps, by their texts. */
  get cells(): number {
    return this.#ledger.cells.all.length;
  }

  /** Rows in the largest cell. */
  get largest(): number {
    return Math.max(...this.#ledger.cells.all.map(({ count }) => count));
  }

  take(step: Step): void {
    switch (step.do) {
      case "add":
        if (!this.#account.has(step.id) && !this.#removed.has(step.id)) {
          this.#account.set(step.id, { second: BASE + step.second, version: 1 });
        }
        return;
      case "edit": {
        const row = this.#account.get(step.id);
        if (row) row.version += step.by;
        return;
      }
      case "move": {
        const row = this.#account.get(step.id);
        if (row) row.second += step.by;
        return;
      }
      case "remove":
        // no other row ever gets its key
        if (this.#account.delete(step.id)) this.#removed.add(step.id);
        return;
      case "begin":
        if (this.#walks.length < 3) {
          this.#walks.push(this.#begin(BASE + step.from, BASE + step.from + step.length));
        }
        return;
      case "page": {
        const walk = this.#walks[step.which];
        if (walk && !this.#page(walk, step.rows)) this.#end(walk);
        return;
      }
      case "all":
        return this.readAll();
      case "alone":
        return this.#alone(step.id);
      case "time":
        this.#now += step.seconds;
        return;
      case "restart":
        return this.restart();
    }
  }

  /** The connector is killed; what is in the state is all that is left. */
  restart(): void {
    this.#walks = [];
    this.#ledger = this.#open();
  }

  /** Reads everything in one go, and lets go what is missing then. */
  readAll(): void {
    for (const walk of this.#walks.splice(0)) this.#ledger.end(walk.reading);
    const missing: Window[] = [];
    const walk = this.#begin(BASE - 100, BASE + 400, (cell) => void missing.push(cell));
    while (this.#page(walk, 4));
    this.#ledger.end(walk.reading);
    for (const { from, to } of missing) {
      const [cell] = this.#ledger.cells.within(from, to);
      for (const key of cell?.ids?.keys() ?? []) {
        if (this.#account.has(Number(key)) || !cell || !this.#ledger.gone(key, cell)) continue;
        this.#collection.delete(Number(key));
        this.gone++;
      }
      this.#keep(() => []);
    }
  }

  /** What the ledger says that is not so. */
  untruths(): string[] {
    const { table, cells, digester } = this.#ledger;
    const untrue: string[] = [];
    for (const [id, row] of this.#collection) {
      const known = table.get(String(id));
      if (known !== undefined && known !== digester.lasting(row)) untrue.push(`the table: ${id}`);
    }
    for (const { from, to, sum, count, ids } of cells.all) {
      const there = [...this.#account].filter(([, { second }]) => second > from && second <= to);
      const adds = there.map(([id, row]) => digester.lasting(this.#row(id, row))).reduce(plus, 0);
      const differ = there.filter(([id, row]) => !this.#hasCollected(id, row)).map(([id]) => id);
      // whoever reads such a cell takes its rows for what came out
      if (there.length > 0 && sum === adds && differ.length > 0) {
        untrue.push(`a cell of ${differ} at ${from - BASE} to ${to - BASE}`);
      }
      // a row that has moved may be in two cells that become one
      if (ids && ids.size > count) untrue.push(`a count: ${ids.size} keys, ${count} rows`);
    }
    const rows = cells.all.reduce((sum, { count }) => sum + count, 0);
    if (rows !== cells.rows) untrue.push(`the count of all rows: ${cells.rows} instead of ${rows}`);
    return untrue;
  }

  /** Cells that do not tell of all rows that there are now, and of no others: it is so when everything was read in peace. */
  inexact(): string[] {
    const { cells, digester } = this.#ledger;
    const found = [...this.#account].flatMap(([id, { second }]) =>
      cells.at(second) ? [] : [`${id} in no cell`]
    );
    for (const { from, to, sum, count, ids } of cells.all) {
      const there = [...this.#account].filter(([, { second }]) => second > from && second <= to);
      const adds = there.map(([id, row]) => digester.lasting(this.#row(id, row))).reduce(plus, 0);
      if (sum !== adds || count !== there.length) found.push(`${from - BASE} to ${to - BASE}: ${count} rows`);
      const keys = there.map(([id]) => String(id)).sort().join();
      if (ids && ids.keys().toSorted().join() !== keys) found.push(`${ids.keys()} instead of ${keys}`);
    }
    return found;
  }

  #hasCollected(id: number, { second, version }: { second: number; version: number }): boolean {
    const row = this.#collection.get(id);
    return row?.["version"] === version && row["started_at"] === second;
  }

  /** Rows of the account that the collection has not, or not as they are. */
  missing(): unknown[] {
    return [...this.#account].flatMap(([id, row]) =>
      this.#hasCollected(id, row) ? [] : [{ id, ...row, collected: this.#collection.get(id) }]
    );
  }

  /** Keys of the rows that there are. */
  get keys(): number[] {
    return [...this.#account.keys()];
  }

  /** Keys in the collection that the account has not any more. */
  undead(): number[] {
    return [...this.#collection.keys()].filter((id) => !this.#account.has(id));
  }

  /** Keys in the collection that no cell knows, where cells keep keys. */
  unknown(): number[] {
    const { all } = this.#ledger.cells;
    return this.#ids && this.#bound === Infinity
      ? [...this.#collection.keys()].filter((id) => !all.some(({ ids }) => ids?.has(String(id))))
      : [];
  }

  #open(): Ledger {
    const sizes = this.#ids ? this.#sizes : { ...this.#sizes, fine: { span: 50, slot: 5 } };
    const cells = new Cells(this.#store, sizes, structuredClone(this.#state.cells) as Record<string, string>);
    const fields = { key: "id", time: "started_at" };
    // of a handful of rows a table of full size is all that costs anything
    const table = new DigestTable(2);
    return new Ledger(cells, new Digester(), fields, {}, this.#bound, () => this.#now, table);
  }

  #begin(from: number, to: number, missing: (cell: Window) => void = () => {}): Walk {
    const reading = this.#ledger.read({ from, to }, { keyless: () => {}, missing });
    return { reading, from, to, asked: undefined, seen: new Set() };
  }

  #end(walk: Walk): void {
    this.#ledger.end(walk.reading);
    this.#walks = this.#walks.filter((other) => other !== walk);
  }

  /** Hands over the page that was asked for before, and asks for the next. @returns whether there is one */
  #page(walk: Walk, size: number): boolean {
    const due = walk.asked;
    if (due) {
      this.#keep(() => walk.reading.take(due.rows, due.at, due.stamp));
      if (due.at >= walk.to) return false;
    }
    const stamp = this.#ledger.stamp();
    const at = due?.at ?? walk.from;
    const all = [...this.#account].filter(([id, { second }]) =>
      second > at && second <= walk.to && !walk.seen.has(id)
    )
      .sort(([a, { second: x }], [b, { second: y }]) => x - y || a - b);
    const page = all.slice(0, size);
    const last = page.at(-1)?.[1].second ?? walk.to;
    const next = all[size]?.[1].second;
    for (const [id] of page) walk.seen.add(id);
    const rows = page.map(([id, row]) => this.#row(id, row));
    walk.asked = { rows, at: next === undefined ? walk.to : Math.min(last, next - 1), stamp };
    return true;
  }

  #alone(id: number): void {
    const row = this.#account.get(id);
    if (!row) return;
    const document = this.#row(id, row);
    const key = String(id);
    const digest = this.#ledger.digester.lasting(document);
    const before = this.#ledger.table.get(key);
    if (before === digest) return;
    this.#keep(() => {
      this.#ledger.emittedAlone({ key, second: row.second, digest, before, near: 2 }, false);
      return [{ op: "u", row: document }];
    });
  }

  #row(id: number, { second, version }: { second: number; version: number }): Row {
    return { id, started_at: second, version };
  }

  /** One batch: made and kept. */
  #keep(make: () => Document[]): void {
    const documents = make();
    const cells = this.#ledger.cells.patch(this.#now);
    const batch: Batch = { documents, patch: cells ? { cells } : {} };
    for (const { row } of batch.documents) this.#collection.set(Number(row["id"]), row);
    this.documents += batch.documents.length;
    mergePatch(this.#state, structuredClone(batch.patch));
  }
}
