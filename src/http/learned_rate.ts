/** What is known when a 429 comes. All moments in Unix milliseconds. */
export interface Refusal {
  /** When the refused request was sent. */
  sentAt: number;
  /** When the answer came. */
  now: number;
  /** When the server takes requests again. */
  until: number;
  /** The server's own limit in requests a minute, where it states one. */
  limit?: number | undefined;
  /** How many requests the server has let through between two moments. */
  passed: (from: number, to: number) => number;
}

const MINUTE = 60_000;
/** How long the rate stays after a 429 before more is tried, and at most, where what was tried has been refused again and again. */
const HOLD = 600_000;
const LONGEST_HOLD = 3_600_000;
/** In this time the whole configured rate comes back. */
const CLIMB = 600_000;
/** How long the rate stays at the lower one of two readings of a 429, and how long it takes from there to the higher. */
const DOUBT = 60_000;
const RISE = 120_000;
/** What a 429 leaves of the rate where it teaches nothing else; and the least, whatever it seems to teach. */
const HALF = 0.5;
const LEAST = 1 / 8;
/** The margin after a first 429, and at most, as a share of the rate: most others take little, and each further one costs a minute. */
const FIRST_MARGIN = 1 / 20;
const MOST_MARGIN = 1 / 4;
/** How much of its rate a run has to use for what came through to be all that could. */
const PUSHING = 0.75;
/** A wait or a stretch that is shorter than a minute by less than this is a minute. */
const SLACK = 1000;

/**
 * The requests a minute that the server lets through, learned from its refusals alone: nothing else tells what other programs take of
 * the same limit.
 *
 *                 429                                  ╱─────
 *   configured ────┐                                 ╱
 *                  │   429                         ╱
 *     let through  └────┐ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─╱─ ─ ─ ─ ─     what the others leave
 *                       └──────────────────────╱               just below it
 *                       │ closed │    hold     │ climb │
 *
 * What came through in the minute before a refusal is what was left. A closing empties the server's minute, so the next refusal comes
 * sooner than a minute after it, and can be read in two ways: what has come through is all that was left, as the others were counted
 * from before; or they have begun anew as well, at the pace at which the rest was used up. The lower reading is tried first, then the higher.
 * A refusal of what was held before without one tells that what is left changes, and doubles the margin; one of a climb doubles the hold.
 */
export class LearnedRate {
  readonly #configured: number;
  #began: number;
  /** The server's limit as it was stated last, or taken to be. */
  #limit: number;
  /** The rate at first after the last 429, and while it is held. */
  #low: number;
  #held: number;
  #hold = HOLD;
  /** How far below what came through the rate goes. */
  #margin = 1;
  /** When the last 429 came. */
  #refusedAt = -Infinity;
  /** When the server took requests again after it. */
  #openedAt = -Infinity;

  /** Begins with all of the configured rate. */
  constructor(configured: number, now: number) {
    this.#configured = configured;
    this.#limit = configured;
    this.#low = configured;
    this.#held = configured;
    this.#began = now;
  }

  /** The configured rate, or the server's limit where that is lower. */
  get #ceiling(): number {
    return Math.min(this.#configured, this.#limit);
  }

  /** Requests a minute at that moment. */
  at(now: number): number {
    const open = now - this.#openedAt;
    const risen = this.#low + (this.#held - this.#low) * Math.min(1, Math.max(0, open - DOUBT) / RISE);
    const climbed = this.#configured * Math.max(0, open - this.#hold) / CLIMB;
    return Math.min(this.#ceiling, risen + climbed);
  }

  /** Learns from a 429. Answers to requests that were sent before the last one came teach nothing but how long to wait. */
  refused(refusal: Refusal): void {
    const { sentAt, now, until, limit } = refusal;
    const openedAt = this.#openedAt;
    const opens = Math.max(openedAt, now, until);
    if (sentAt > this.#refusedAt) {
      const rate = this.at(now);
      if (limit && limit > 0 && limit < Infinity) this.#limit = Math.max(1, limit);
      this.#learn(refusal, rate);
      this.#refusedAt = now;
    }
    this.#openedAt = opens;
  }

  #learn({ sentAt, now, until, passed }: Refusal, rate: number): void {
    // a server that counts by the clock's minutes, or each request for a minute, says when that ends
    const ownMinute = until - sentAt < MINUTE - SLACK;
    const from = ownMinute ? until - MINUTE : Math.max(sentAt - MINUTE, this.#openedAt);
    const counted = ownMinute ? MINUTE : sentAt - from;
    const count = Math.min(rate, passed(from, sentAt));
    const pushing = count >= PUSHING * this.at(from) * (sentAt - from) / MINUTE;
    this.#adapt(now, rate, counted > MINUTE - SLACK);
    if (from < this.#began || count === 0 || !pushing) {
      this.#low = this.#held = Math.max(1, rate * HALF);
      return;
    }
    const least = Math.max(1, rate * LEAST);
    this.#held = Math.max(least, count - this.#margin);
    const steady = this.#limit - (this.#limit - count) * MINUTE / counted;
    // at such a pace the others would need all of it for themselves: so it was not theirs
    const impossible = steady < count * LEAST;
    this.#low = impossible ? this.#held : Math.min(this.#held, Math.max(least, steady - this.#margin));
  }

  /** Becomes more careful, or less, by when a refusal comes. */
  #adapt(now: number, rate: number, full: boolean): void {
    const open = now - this.#openedAt;
    const recovered = this.#hold + CLIMB * (this.#ceiling - this.#held) / this.#configured;
    if (open > recovered + HOLD) {
      this.#hold = HOLD;
      this.#margin = Math.max(1, rate * FIRST_MARGIN);
    } else if (open > this.#hold) {
      this.#hold = Math.min(LONGEST_HOLD, 2 * this.#hold);
      this.#margin = Math.max(1, this.#margin / 2);
    } else if (!full) this.#margin = 1;
    else if (this.#low === this.#held || open > DOUBT + RISE) {
      this.#margin = Math.max(1, Math.min(2 * this.#margin, rate * MOST_MARGIN));
    }
  }

  /** The clock was set back. */
  shift(back: number): void {
    this.#began -= back;
    this.#refusedAt -= back;
    this.#openedAt -= back;
  }
}
