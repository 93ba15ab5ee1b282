import type { Endpoint, Page, PageAsk, Row, Source, Work } from "../../src/capture/source.ts";
import type { Log } from "../../src/capture/log.ts";
import { List } from "../../src/capture/list.ts";
import { noProgress } from "../../src/capture/progress.ts";

/** Changes a page on its way: `asked` counts the requests from 1. */
export type Lie = (page: Page, ask: PageAsk, asked: number) => Page | Promise<Page>;

/** A list of calls that is served as it stands, in the order of its rows, without a simulator behind it. */
export class ScriptedList {
  asked = 0;
  readonly asks: PageAsk[] = [];

  /** @param time the second by which a row is filtered; what the row itself says may be another */
  constructor(
    public rows: Row[],
    readonly time: (row: Row) => number = (row) => Number(row["started_at"]),
    public lie: Lie = (page) => page,
  ) {}

  get source(): Source {
    return {
      pageSize: 50,
      reach: 10_000,
      ahead: 2,
      page: (_endpoint: Endpoint, ask: PageAsk, _work: Work, signal: AbortSignal) => this.#page(ask, signal),
      status: () => Promise.resolve(200),
      settled: () => Promise.resolve(0),
    };
  }

  list(signal: AbortSignal = new AbortController().signal): List {
    const endpoint: Endpoint = { path: "/v1/calls", envelope: "calls" };
    return new List({ source: this.source, progress: noProgress() }, endpoint, "tail", signal);
  }

  async #page(ask: PageAsk, signal: AbortSignal): Promise<Page> {
    const asked = ++this.asked;
    this.asks.push(ask);
    const { from, to } = ask.window ?? { from: -Infinity, to: Infinity };
    const all = this.rows.filter((row) => this.time(row) > from && this.time(row) <= to);
    if (ask.order === "desc") all.reverse();
    const rows = all.slice((ask.page - 1) * 50, ask.page * 50);
    const page = await this.lie({ rows, total: all.length }, ask, asked);
    signal.throwIfAborted();
    return page;
  }
}

/** A log that keeps its lines. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
