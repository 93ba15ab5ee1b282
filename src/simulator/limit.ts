/** A refusal for having asked too often. */
export interface Refused {
  /** Unix milliseconds until which everything is refused. */
  until: number;
}

/** How long the API is closed to whoever went over the limit. */
const block = 60_000;

/**
 * So many requests in any 60 seconds. The one too many is refused, and so is everything in the 60 seconds after it.
 */
export class Limit {
  /** Requests per minute; null: no limit. */
  perMinute: number | null;
  #others = 0;
  #times: number[] = [];
  #blockedUntil = -Infinity;

  constructor(perMinute: number | null) {
    this.perMinute = perMinute;
  }

  /** Lets other programs of the company use up so many of the requests per minute. */
  otherTraffic(perMinute: number): void {
    this.#others = perMinute;
  }

  /** @param now Unix milliseconds. @returns undefined when the request may pass. */
  take(now: number): Refused | undefined {
    if (this.perMinute === null) return undefined;
    if (now < this.#blockedUntil) return { until: this.#blockedUntil };
    const old = this.#times.findIndex((time) => time > now - 60_000);
    this.#times.splice(0, old < 0 ? this.#times.length : old);
    if (this.#times.length < this.perMinute - this.#others) {
      this.#times.push(now);
      return undefined;
    }
    this.#blockedUntil = now + block;
    return { until: this.#blockedUntil };
  }
}
