import { type Binding, Engine, type Running } from "../../src/capture/engine.ts";
import type { Progress } from "../../src/capture/progress.ts";
import type { Page, PageAsk, Row, Work } from "../../src/capture/source.ts";
import type { JsonObject, Stream } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, type Lie, ScriptedList } from "../support/scripted.ts";

const HOUR = 3600;

/** What was asked for, when, in seconds. */
export interface Asked extends PageAsk {
  work: Work;
  at: number;
}

/** One stream over a list whose answers may take long, each class of work as long as is said. */
export class Slow {
  readonly clock = new VirtualClock();
  readonly began = Math.floor(this.clock.now() / 1000);
  readonly asked: Asked[] = [];
  /** Seconds that an answer takes. */
  readonly delays: Partial<Record<Work, number>> = {};
  readonly documents: { op: string; row: Row }[] = [];
  /** Seconds between two polls. */
  interval = 6 * HOUR;
  /** What the address of a single row answers. @default whether it is in the list */
  status = (path: string): number => this.rows.some(({ id }) => path.endsWith(`/${id}`)) ? 200 : 404;
  /** Addresses of single rows that were asked for. */
  readonly statuses: string[] = [];
  readonly log = keptLog();
  state: JsonObject = {};
  readonly #list: ScriptedList;
  readonly #stream: Stream;
  #engine: Engine | undefined;
  #life: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  constructor(stream: Stream, rows: Row[], time: string) {
    this.#stream = stream;
    this.#list = new ScriptedList(rows, (row) => Number(row[time]));
  }

  /** May be changed at any time. */
  get rows(): Row[] {
    return this.#list.rows;
  }

  /** See {@link ScriptedList}. */
  set lie(lie: Lie) {
    this.#list.lie = lie;
  }

  /** Documents since the last look, as `d 7`. */
  taken(): string[] {
    return this.documents.splice(0).map(({ op, row }) => `${op} ${row["id"]}`);
  }

  get progress(): Progress {
    return this.#running.progress;
  }

  /** The state as it is in this life. */
  get running(): JsonObject {
    return this.#running.binding.state;
  }

  get #running(): Running {
    const [running] = this.#engine?.running ?? [];
    if (!running) throw new Error("it does not run");
    return running;
  }

  /** Since the beginning, in seconds. */
  get elapsed(): number {
    return Math.round(this.clock.now() / 1000 - this.began);
  }

  /** Begins a life; time has to {@link pass} for anything to happen in it. */
  start(): void {
    const binding: Binding = {
      stream: this.#stream,
      settings: { mode: "incremental", interval: this.interval * 1000, start: 0, rereads: true },
      state: this.state,
    };
    const { source } = this.#list;
    const page = async (
      endpoint: Parameters<typeof source.page>[0],
      ask: PageAsk,
      work: Work,
      signal: AbortSignal,
    ): Promise<Page> => {
      this.asked.push({ ...ask, work, at: this.elapsed });
      const answer = await source.page(endpoint, ask, work, signal);
      const delay = this.delays[work];
      if (delay) await this.clock.sleep(delay * 1000, signal);
      return answer;
    };
    this.#engine = new Engine({
      bindings: [binding],
      source: () => ({
        ...source,
        ahead: 1,
        page,
        status: (path) => {
          this.statuses.push(path);
          return Promise.resolve(this.status(path));
        },
        settled: () => Promise.resolve(Math.floor(this.clock.now() / 1000) - 2),
      }),
      sink: {
        write: (_, batch) => {
          this.documents.push(...batch.documents);
          return Promise.resolve();
        },
      },
      clock: this.clock,
      log: this.log,
      life: 1e12,
      signal: this.#stop.signal,
    });
    this.#life = this.#engine.run();
  }

  /** Lets so many seconds go by. */
  async pass(seconds: number): Promise<void> {
    await this.clock.sleep(seconds * 1000);
  }

  /** Ends the life; what the state keeps goes on. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#life;
    this.#stop = new AbortController();
    this.state = structuredClone(this.running);
  }

  /** One life of so many seconds. */
  async live(seconds: number): Promise<void> {
    this.start();
    await this.pass(seconds);
    await this.end();
  }

  of(work: Work): Asked[] {
    return this.asked.filter((one) => one.work === work);
  }
}
