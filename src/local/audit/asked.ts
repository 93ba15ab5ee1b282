import type { Clock } from "../../capture/clock.ts";
import { List } from "../../capture/list.ts";
import { noProgress } from "../../capture/progress.ts";
import { type Key, keyOf, placeOf } from "../../capture/row.ts";
import { type Endpoint, type Source, StreamFault, type Window, type Work } from "../../capture/source.ts";
import { keyField, type Stream } from "../../capture/stream.ts";
import { whole } from "../../capture/whole.ts";
import type { Placed } from "./kept.ts";

/** An audit has the process to itself: it may take the whole rate that is configured. */
const WORK: Work = "backfill";
/** Readings of a list that contradicts itself before it is left. */
const ATTEMPTS = 3;
/** Milliseconds between them. */
const PAUSE = 2000;

/** What an {@link Asked} works with. */
export interface Asking {
  source: Source;
  clock: Clock;
  signal: AbortSignal;
}

/** What Aircall has of one stream: counted, or read by key. */
export class Asked {
  readonly #asking: Asking;
  readonly #endpoint: Endpoint;
  readonly #key: string;
  readonly #time: string;

  /** @throws {TypeError} the stream is read in another way than as a list */
  constructor(stream: Stream, asking: Asking) {
    if (!stream.endpoint) throw new TypeError(`${stream.name} is no list`);
    // what a call has beside itself is not looked at
    const { details: _, ...endpoint } = stream.endpoint;
    this.#endpoint = endpoint;
    this.#asking = asking;
    this.#key = keyField(stream);
    this.#time = endpoint.time?.field ?? "";
  }

  /** A count that is exactly this may be more: it is the last position that a list gives out. */
  get reach(): number {
    return this.#asking.source.reach;
  }

  /** Rows in a window: one request for one row, and the total beside it. */
  async count(window: Window): Promise<number> {
    const page = await this.#page({ window });
    return page.total;
  }

  /** The second of the first row that is listed; undefined where none is. One request. */
  async first(): Promise<number | undefined> {
    const [row] = (await this.#page({})).rows;
    return row && placeOf(row, this.#time);
  }

  /**
   * The rows of a window, or of the whole list, by their keys.
   *
   * @returns undefined where it is a window with a count that may be clamped
   * @throws {StreamFault} they contradict their count each time
   */
  async read(window?: Window): Promise<Placed[] | undefined> {
    const { source, clock, signal } = this.#asking;
    const list = new List({ source, progress: noProgress() }, this.#endpoint, WORK, signal);
    for (let attempt = 1;; attempt++) {
      const keys = new Set<Key>();
      const placed: Placed[] = [];
      const reading = whole(list, { key: this.#key, keys, keyless: true, ...(window ? { window } : {}) });
      let next = await reading.next();
      for (; !next.done; next = await reading.next()) {
        for (const row of next.value) {
          const key = keyOf(row, this.#key);
          if (key !== undefined) placed.push({ key, second: placeOf(row, this.#time) });
        }
      }
      const { total, complete } = next.value;
      if (window && total === this.reach) return undefined;
      if (complete) return placed;
      if (attempt >= ATTEMPTS) {
        throw new StreamFault(
          `Aircall counts ${total} rows, but only ${keys.size} different ones could be read in ${attempt} attempts`,
        );
      }
      await clock.sleep(PAUSE * attempt, signal);
    }
  }

  #page(what: { window?: Window }) {
    const { source, signal } = this.#asking;
    return source.page(this.#endpoint, { ...what, page: 1, size: 1, order: "asc" }, WORK, signal);
  }
}
