import { edgeOf } from "../../src/capture/edge.ts";
import { type Binding, Engine, type Running } from "../../src/capture/engine.ts";
import type { Progress } from "../../src/capture/progress.ts";
import { object, whole } from "../../src/capture/shape.ts";
import type { Endpoint, Page, PageAsk, Row, Source, Work } from "../../src/capture/source.ts";
import type { Batch, JsonObject, Settings } from "../../src/capture/stream.ts";
import { timeline } from "../../src/capture/timeline.ts";
import type { TimelineOptions } from "../../src/capture/timeline_state.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog } from "../support/scripted.ts";

/** Rows that a full page holds here, so that a few rows are several pages. */
export const PAGE = 3;

/** Read by the second that rows start in, and followed by an overlap of 100 s. */
export const CALLS: TimelineOptions = {
  name: "calls",
  path: "/v1/calls",
  envelope: "calls",
  key: ["/id"],
  document: object({ id: whole() }),
  time: { field: "at", bounds: "(]", bounded: true },
  changes: { overlap: 100, ended: "ended" },
};

/** Read by the second that rows were made in, and followed by their time of change. */
export const CONTACTS: TimelineOptions = {
  name: "contacts",
  path: "/v1/contacts",
  envelope: "contacts",
  key: ["/id"],
  document: object({ id: whole() }),
  time: { field: "at", bounds: "[]" },
  changes: { updated: "changed", query: { order_by: "changed" } },
};

/** Their keys, where a state keeps rows of its overlap. */
function keysOf(edge: unknown): JsonObject {
  return typeof edge === "string" ? { edge: [...edgeOf(edge).keys()].join(" ") } : {};
}

/** Changes an answer on its way; what it throws is thrown. */
export type Lie = (page: Page, ask: PageAsk & { work: Work }) => Page | Promise<Page>;

/**
 * One timeline over a list that is in memory, with small pages. All that goes in and out is kept: what is asked for, each batch, the
 * state, the log. Seconds in tests count from the beginning.
 */
export class Driven {
  readonly clock = new VirtualClock();
  /** How many of the connector's waits are not over. */
  waiting = 0;
  readonly began = Math.floor(this.clock.now() / 1000);
  readonly log = keptLog();
  /** Settings of the next life. */
  settings: Settings = { mode: "incremental", interval: 600_000, start: 0, rereads: false };
  /** Whether a life that ends by itself reads again what is due. */
  due = false;
  /** The state that the next life begins with. */
  state: JsonObject = {};
  /** The last position that a list gives out. */
  reach = 30;
  /** What the account answers for the last second that is over, from the beginning. */
  settled = (): number => this.now - 2;
  lie: Lie = (page) => page;
  /** What a row's own address answers. */
  status = (path: string): number => this.rows.some(({ id }) => path.endsWith(`/${id}`)) ? 200 : 404;
  #asked: string[] = [];
  #batches: Batch[] = [];
  #engine: Engine | undefined;
  #life: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  constructor(readonly options: TimelineOptions, public rows: Row[] = []) {}

  /** Seconds since the beginning. */
  get now(): number {
    return Math.floor(this.clock.now() / 1000) - this.began;
  }

  /** The second that is so many after the beginning. */
  at(seconds: number): number {
    return this.began + seconds;
  }

  /** What the state says now. */
  get kept(): JsonObject {
    return this.#running.binding.state;
  }

  get progress(): Progress {
    return this.#running.progress;
  }

  get #running(): Running {
    const [running] = this.#engine?.running ?? [];
    if (!running) throw new Error("it has not run");
    return running;
  }

  /** What was asked for since the last look, as `tail asc -100..0 page 1`, or `tail desc by changed page 1`. */
  asked(): string[] {
    return this.#asked.splice(0);
  }

  /**
   * Batches since the last look: their documents, as `c 7, u 8`, and what they patch but for cells, in seconds from the beginning on; rows
   * of the overlap by their keys.
   */
  batches(): [documents: string, patch: JsonObject][] {
    return this.#batches.splice(0).map(({ documents, patch: { cells: _, digests: __, edge, ...patch } }) => [
      documents.map(({ op, row }) => `${op} ${row["id"]}`).join(", "),
      { ...this.brief(patch), ...keysOf(edge) },
    ]);
  }

  /** Documents since the last look, as `c 7`. */
  documents(): string[] {
    return this.batches().flatMap(([documents]) => documents === "" ? [] : documents.split(", "));
  }

  /** What stands in JSON, moments in seconds from the beginning on. */
  brief<T>(value: T): T {
    const near = (text: string) => Math.abs(Number(text) - this.began) < 1e9 / 4;
    const text = JSON.stringify(value).replace(
      /\d{10}/g,
      (text) => near(text) ? String(Number(text) - this.began) : text,
    );
    return JSON.parse(text);
  }

  /** Is brought up to date once. */
  async once(): Promise<void> {
    this.#start(true);
    await this.#life;
    this.state = structuredClone(this.kept);
  }

  /** Begins a life that goes on; time has to {@link pass} for anything to happen in it. */
  start(): void {
    this.#start(false);
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.sleep(seconds * 1000);
  }

  /** Ends the life; what the state keeps goes on. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#life;
    this.#stop = new AbortController();
    this.state = structuredClone(this.kept);
  }

  #start(once: boolean): void {
    const binding: Binding = {
      stream: timeline(this.options),
      settings: this.settings,
      state: structuredClone(this.state),
    };
    this.#engine = new Engine({
      bindings: [binding],
      source: () => this.#source(),
      sink: {
        write: (_, batch) => {
          this.#batches.push(structuredClone(batch));
          return Promise.resolve();
        },
      },
      clock: { now: () => this.clock.now(), sleep: (ms, signal) => this.#sleep(ms, signal) },
      log: this.log,
      once,
      due: this.due,
      life: 1e12,
      signal: this.#stop.signal,
    });
    this.#life = this.#engine.run();
  }

  async #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.waiting++;
    await this.clock.sleep(ms, signal).finally(() => this.waiting--);
  }

  #source(): Source {
    return {
      pageSize: PAGE,
      reach: this.reach,
      ahead: 1,
      page: (endpoint, ask, work, signal) => this.#page(endpoint, ask, work, signal),
      status: (path) => Promise.resolve(this.status(path)),
      settled: () => Promise.resolve(this.at(this.settled())),
    };
  }

  /** A second from the beginning on; the first of all has a name. */
  #told(second: number): string {
    return second === 0 ? "first" : String(second - this.began);
  }

  async #page(_: Endpoint, ask: PageAsk, work: Work, signal: AbortSignal): Promise<Page> {
    const { window, order = "asc", query = {}, page } = ask;
    const by = query["order_by"];
    const of = window ? ` ${this.#told(window.from)}..${this.#told(window.to)}` : by ? ` by ${by}` : "";
    this.#asked.push(`${work} ${order}${of} page ${page}`);
    const { field } = this.options.time;
    const value = (row: Row, name: string) => Number(row[name] ?? 0);
    const all = this.rows
      .filter((row) => !window || (value(row, field) > window.from && value(row, field) <= window.to))
      .sort((a, b) => value(a, by ?? field) - value(b, by ?? field));
    if (order === "desc") all.reverse();
    const rows = page * PAGE > this.reach ? [] : all.slice((page - 1) * PAGE, page * PAGE);
    const answer = await this.lie(structuredClone({ rows, total: all.length }), { ...ask, work });
    signal.throwIfAborted();
    return answer;
  }
}
