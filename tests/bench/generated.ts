import type { Page, PageAsk, Row, Source, Work } from "../../src/capture/source.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";

/** Rows of a full page, and the last position that a list gives out: Aircall's. */
const PAGE_SIZE = 50;
const REACH = 10_000;

/** What an account is made of. */
export interface GeneratedOptions {
  /** The second of each row, ascending: what it is listed by. Those of the future come when they are due. */
  seconds: ArrayLike<number>;
  /** A row by its place, as it is now. */
  row: (place: number, second: number, now: number) => Row;
  /** Requests a minute that are answered, evenly spaced, one after the other. @default as many as are asked for */
  perMinute?: number;
  /** Seconds after which a row is not served any more. @default never */
  horizon?: number;
}

/**
 * One list of an invented account that is too large for the simulator to make in the time that a benchmark has: seconds in an array, rows
 * made when they are asked for. It answers what the API's list would: windows, both orders, counts, nothing beyond position 10,000.
 */
export class Generated {
  readonly clock: VirtualClock;
  /** Requests by class of work. */
  readonly asked = new Map<Work, number>();
  readonly #options: GeneratedOptions;
  /** When the next request may be answered, in milliseconds. */
  #free = 0;

  /** Answers nothing yet; time is the clock's. */
  constructor(clock: VirtualClock, options: GeneratedOptions) {
    this.clock = clock;
    this.#options = options;
  }

  /** The list as a stream sees it. */
  get source(): Source {
    return {
      pageSize: PAGE_SIZE,
      reach: REACH,
      ahead: 2,
      page: (_endpoint, ask, work, signal) => this.#page(ask, work, signal),
      status: () => Promise.resolve(200),
      settled: () => Promise.resolve(this.#now - 2),
    };
  }

  get #now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  async #page(ask: PageAsk, work: Work, signal: AbortSignal): Promise<Page> {
    const { perMinute } = this.#options;
    if (perMinute !== undefined) {
      const at = Math.max(this.clock.now(), this.#free);
      this.#free = at + 60_000 / perMinute;
      await this.clock.sleep(at - this.clock.now(), signal);
    }
    this.asked.set(work, (this.asked.get(work) ?? 0) + 1);
    return this.answer(ask);
  }

  /** What the list answers now. */
  answer({ window = { from: -Infinity, to: Infinity }, order = "asc", page }: PageAsk): Page {
    const { seconds, row, horizon = Infinity } = this.#options;
    const now = this.#now;
    const low = after(seconds, Math.max(window.from, now - horizon - 1));
    const high = Math.max(low, after(seconds, Math.min(window.to, now)));
    const begin = Math.min(high, low + (page - 1) * PAGE_SIZE);
    const end = Math.min(high, begin + PAGE_SIZE);
    const rows: Row[] = [];
    for (let rank = begin; rank < end; rank++) {
      const place = order === "asc" ? rank : high - 1 - (rank - low);
      rows.push(row(place, seconds[place] ?? 0, now));
    }
    return { rows, total: high - low, ends: low + page * PAGE_SIZE >= high };
  }
}

/** The first place that lies after this second. */
function after(seconds: ArrayLike<number>, second: number): number {
  let low = 0;
  let high = seconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seconds[middle] ?? 0) <= second) low = middle + 1;
    else high = middle;
  }
  return low;
}
