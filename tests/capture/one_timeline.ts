import { contacts } from "../../src/aircall/streams/contacts.ts";
import { Bell } from "../../src/capture/bell.ts";
import { plus } from "../../src/capture/cell.ts";
import { cellsWithIds, dailyCells } from "../../src/capture/cell_store.ts";
import { Cells, type CellSizes } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { Seen } from "../../src/capture/seen.ts";
import type { PageAsk, Row, Source, Window, Work } from "../../src/capture/source.ts";
import type { Batch, JsonObject, Settings } from "../../src/capture/stream.ts";
import { readState, type Shared, type TimelineOptions } from "../../src/capture/timeline_state.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";

/** What a timeline is declared by, as far as tests want it otherwise. */
export interface TimelineWanted extends Partial<CellSizes> {
  time?: Partial<TimelineOptions["time"]>;
  changes?: TimelineOptions["changes"];
  /** Whether single rows have addresses, so that cells keep keys. @default true */
  confirms?: boolean;
  /** Rows whose keys are kept at most, less one. */
  bound?: number;
  settings?: Partial<Settings>;
}

/** What was asked for, in which class of work, in which second. */
export interface AskedFor extends Window {
  page: number;
  work: Work;
  at: number;
}

/** A timeline's ledger and what its tasks share, over a list that says its seconds in `at`, without an engine: the tasks are driven by hand. */
export class OneTimeline {
  readonly clock = new VirtualClock();
  readonly log = keptLog();
  readonly progress = noProgress();
  /** Pages of windows that were asked for. */
  asked: AskedFor[] = [];
  /** Addresses of single rows that were asked for. */
  readonly statuses: { path: string; work: Work }[] = [];
  /** What an address answers. @default whether its row is in the list */
  status = (path: string): number => this.list.rows.some(({ id }) => `/${id}` === path) ? 200 : 404;
  readonly list = new ScriptedList([], (row) => Number(row["at"]));
  readonly stop = new AbortController();
  readonly state: JsonObject = {};
  readonly shared: Shared;
  /** Batches since the last look. */
  batches: Batch[] = [];

  constructor(wanted: TimelineWanted = {}) {
    const {
      confirms = true,
      bound = 1_000_000,
      time,
      changes = { updated: "at", query: {} },
      settings,
      ...sizes
    } = wanted;
    const cells = new Cells(confirms ? cellsWithIds : dailyCells, { full: 50, most: 4000, ...sizes });
    const declared: TimelineOptions = {
      name: "contacts",
      path: "/v1/contacts",
      envelope: "contacts",
      key: ["/id"],
      document: contacts.document,
      time: { field: "at", bounds: "[]", ...time },
      changes,
    };
    this.shared = {
      options: confirms ? { ...declared, confirmGone: (id) => `/${id}` } : declared,
      run: {
        source: this.#source(),
        settings: { mode: "incremental", interval: 60_000, start: 0, rereads: true, ...settings },
        once: false,
        clock: this.clock,
        signal: this.stop.signal,
        log: this.log,
        progress: this.progress,
        state: () => this.state,
      },
      key: "id",
      ledger: new Ledger(
        cells,
        new Digester(),
        { key: "id", time: "at" },
        {},
        confirms ? bound : 0,
        () => this.now,
      ),
      seen: new Seen(new Digester()),
      followed: undefined,
      prepared: Promise.withResolvers(),
      again: new Bell(),
      state: () => readState(this.state),
    };
  }

  /** The present second. */
  get now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  get ledger(): Ledger {
    return this.shared.ledger;
  }

  /** Adds rows to the list. */
  add(...rows: Row[]): this {
    this.list.rows.push(...rows);
    this.list.rows.sort((a, b) => Number(a["at"]) - Number(b["at"]));
    return this;
  }

  /** Takes rows out of the list. */
  remove(...ids: number[]): void {
    this.list.rows = this.list.rows.filter(({ id }) => !ids.includes(Number(id)));
  }

  /** Adds rows to the list, that came out as they are, and the cell that knows them. */
  known(from: number, to: number, ...rows: Row[]): this {
    const { cells, digester, table, ids } = this.ledger;
    const digests = rows.map((row) => digester.lasting(row));
    for (const [i, { id }] of rows.entries()) table.set(String(id), digests[i] ?? NaN);
    const keys = ids > 0 ? { ids: KnownIds.of(rows.map(({ id }) => String(id))) } : {};
    cells.add({ from, to, sum: digests.reduce(plus, 0), count: rows.length, ...keys });
    mergePatch(this.state, { cells: cells.patch(this.now) ?? {} });
    return this.add(...rows);
  }

  /** Documents since the last look, as `d 7`; batches are forgotten. */
  taken(): string[] {
    return this.batches.splice(0).flatMap(({ documents }) => documents).map(({ op, row }) =>
      `${op} ${row["id"]}`
    );
  }

  /** Keeps batches until there are no more. @returns what the generator does */
  async keep<T>(batches: AsyncGenerator<Batch, T, void>): Promise<T> {
    for (;;) {
      const { done, value } = await batches.next();
      if (done) return value;
      mergePatch(this.state, structuredClone(value.patch));
      this.batches.push(value);
    }
  }

  #source(): Source {
    const { source } = this.list;
    return {
      ...source,
      page: (endpoint, ask: PageAsk, work, signal) => {
        const { window, page } = ask;
        if (window) this.asked.push({ ...window, page, work, at: this.now });
        return source.page(endpoint, ask, work, signal);
      },
      status: (path, work) => {
        this.statuses.push({ path, work });
        return Promise.resolve(this.status(path));
      },
      settled: () => Promise.resolve(this.now - 2),
    };
  }
}
