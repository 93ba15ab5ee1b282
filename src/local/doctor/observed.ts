import type { Clock } from "../../capture/clock.ts";
import type { Fetch } from "../../http/client.ts";

/** How far the server's clock is ahead of this machine's, in milliseconds, and how far off that may be. */
export interface Offset {
  ms: number;
  within: number;
}

/**
 * Requests as they are sent, seen from between a client and the network: what each of them came to, and what its `Date` tells of the clocks.
 *
 *       sent                         answered        by this machine
 *   ──────┼──────────────────────────────┼──────▶
 *               ●                                    the server writes its Date, a whole second that began before
 */
export class Observed {
  readonly #clock: Clock;
  readonly #fetch: Fetch;
  /** Bounds on how far the server's clock is ahead. */
  #least = -Infinity;
  #most = Infinity;
  /** Unix milliseconds at which each 429 came. */
  readonly refusals: number[] = [];
  /** What the last request came to. */
  last: { ms: number; status: number } | { ms: number; error: unknown } | undefined;

  /** Sends nothing by itself. */
  constructor(clock: Clock, fetch: Fetch) {
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /** Hands on, and looks. */
  readonly fetch: Fetch = async (url, init) => {
    const sent = this.#clock.now();
    try {
      const response = await this.#fetch(url, init);
      const now = this.#clock.now();
      this.last = { ms: now - sent, status: response.status };
      if (response.status === 429) this.refusals.push(now);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) {
        this.#least = Math.max(this.#least, date - now);
        this.#most = Math.min(this.#most, date + 1000 - sent);
      }
      return response;
    } catch (error) {
      this.last = { ms: this.#clock.now() - sent, error };
      throw error;
    }
  };

  /** Undefined where no answer said its time. */
  get offset(): Offset | undefined {
    if (this.#least === -Infinity) return undefined;
    return { ms: (this.#least + this.#most) / 2, within: Math.abs(this.#most - this.#least) / 2 };
  }
}
