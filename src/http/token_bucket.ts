import type { Clock } from "../capture/clock.ts";
import { Arrivals, WINDOW } from "./arrivals.ts";
import { FairQueue } from "./fair_queue.ts";
import { LearnedRate } from "./learned_rate.ts";

/** How a {@link TokenBucket} is set up. */
export interface BucketOptions<Class extends string> {
  /** Requests that may be sent in any 60 seconds: 1 to 1,000,000. */
  perMinute: number;
  /** The one that the moments given to {@link TokenBucket.refused} are read from. */
  clock: Clock;
  /** What each class of work gets of the rate while all of them have work; 0: what the others leave over. */
  shares: Record<Class, number>;
  /** The most that a class gets of the rate, from 0 to 1, however little the others need. @default all of it */
  caps?: Partial<Record<Class, number>>;
  /**
   * Whether an earlier process may have used the allowance up to this moment: the first token then comes
   * late instead of at once, so that a kill and a restart together stay below the limit.
   *
   * @default false
   */
  resumed?: boolean;
}

/** How early a token may come, in milliseconds, so that a late timer costs nothing; at high rates also the size of a burst. */
const EARLY = 50;
/** How much of a pause is made good, in milliseconds, and in tokens: what a wait, a slow answer or the end of a stretch has cost. */
const LATE = 4000;
const BURST = 60;
/** How long after its beginning a run leaves one request to the one before it: that may still have been on its way when that was killed. */
const STRAY = WINDOW + 15_000;

/** Why a wait for a token ends early; nobody sees it, and an error would cost its stack at each request. */
const WOKEN = "woken";

/**
 * Hands out the right to send one request: never more than `perMinute` in any 60 seconds, in the long run nearly all of
 * it while there is work, shared between classes by weight.
 *
 * Tokens are spaced instead of saved up (the generic cell rate algorithm): a token is due one spacing after the one
 * before, and being late is made good up to {@link LATE}. So an idle hour buys no more than that; what keeps the limit
 * is that no token comes while as many requests as it allows may still count with the server ({@link Arrivals}).
 */
export class TokenBucket<Class extends string> {
  readonly #clock: Clock;
  readonly #rate: LearnedRate;
  readonly #arrivals = new Arrivals();
  readonly #queue: FairQueue<Class>;
  readonly #caps: Map<Class, { share: number; due: number }>;
  #due: number;
  #closedUntil = -Infinity;
  /** Until when a request of an earlier process may still count. */
  #strayUntil = -Infinity;
  /** The present as it was last asked for. */
  #latest: number;
  #handing = false;
  /** Ends the wait for the next token when nobody waits for it any more, or somebody comes who need not wait so long. */
  #nap = new AbortController();
  /** Whether that wait is for the sake of a cap alone. */
  #capped = false;

  /**
   * The first token is due at once, unless `resumed`.
   *
   * @throws {RangeError} `perMinute` is not from 1 to 1,000,000
   */
  constructor(options: BucketOptions<Class>) {
    const { perMinute, clock, shares, caps, resumed = false } = options;
    if (!(perMinute >= 1 && perMinute <= 1_000_000)) {
      throw new RangeError(`perMinute must be from 1 to 1,000,000, not ${perMinute}`);
    }
    this.#clock = clock;
    this.#latest = clock.now();
    this.#rate = new LearnedRate(perMinute, this.#latest);
    this.#queue = new FairQueue(shares);
    this.#caps = new Map();
    for (const name in shares) {
      const share = caps?.[name];
      if (share !== undefined) this.#caps.set(name, { share, due: -Infinity });
    }
    this.#due = this.#latest;
    if (resumed) {
      const spacing = WINDOW / perMinute;
      // what the process before has made good, it may have sent in its last moment
      this.#due += spacing + late(spacing);
      this.#strayUntil = this.#latest + STRAY;
    }
  }

  /** Requests a minute at which tokens come now: the configured rate, or what 429s have taught. */
  get perMinute(): number {
    return this.#rate.at(this.#now());
  }

  /** Unix milliseconds until which no token is handed out after a 429, if that lies ahead. */
  get closedUntil(): number | undefined {
    const now = this.#now();
    return this.#closedUntil > now ? this.#closedUntil : undefined;
  }

  /**
   * Waits for the right to send one request now.
   *
   * @throws the signal's reason, as soon as it aborts; no token is used then
   */
  async take(work: Class, signal?: AbortSignal): Promise<void> {
    const turn = this.#queue.wait(work, signal);
    if (!this.#handing) this.#hand();
    else if (this.#capped) this.#nap.abort(WOKEN);
    try {
      await turn;
    } finally {
      if (this.#queue.size === 0) this.#nap.abort(WOKEN);
    }
  }

  /**
   * Headers came to what was sent at `sentAt`; or, where it is not `answered`, it failed without any. Told at once, it keeps the
   * limit whatever the network does; not told, a request is taken to have arrived as quickly as any.
   */
  heard(sentAt: number, answered: boolean): void {
    this.#arrivals.heard(sentAt, this.#now(), answered);
  }

  /**
   * A 429 has come: everything waits until `until`, and the rate goes down; see {@link LearnedRate}.
   *
   * @param sentAt Unix milliseconds at which the refused request was sent
   * @param until Unix milliseconds at which the server takes requests again
   * @param limit the server's own limit in requests a minute, where it states one; the rate stays below it until another is stated
   */
  refused(sentAt: number, until: number, limit?: number): void {
    const now = this.#now();
    const passed = (from: number, to: number) => this.#arrivals.between(from, to);
    this.#rate.refused({ sentAt, now, until, limit, passed });
    this.#closedUntil = Math.max(this.#closedUntil, until);
    this.#due = Math.max(this.#due, this.#closedUntil);
  }

  async #hand(): Promise<void> {
    this.#handing = true;
    while (this.#queue.size > 0) {
      const now = this.#now();
      const rate = this.#rate.at(now);
      const spacing = WINDOW / rate;
      const limit = Math.max(1, Math.floor(rate) - (now < this.#strayUntil ? 1 : 0));
      const opens = Math.max(this.#due - EARLY, this.#closedUntil, this.#arrivals.free(limit, now));
      if (opens > now) {
        await this.#sleep(opens - now);
        continue;
      }
      const served = this.#queue.next((work) => (this.#caps.get(work)?.due ?? -Infinity) - EARLY <= now);
      if (served !== undefined) {
        this.#due = Math.max(this.#due, now - late(spacing)) + spacing;
        this.#arrivals.sent(now);
        const cap = this.#caps.get(served);
        if (cap) cap.due = Math.max(cap.due, now) + spacing / cap.share;
      } else {
        const due = Math.min(
          ...[...this.#caps.values()].map(({ due }) => due).filter((due) => due - EARLY > now),
        );
        this.#capped = true;
        await this.#sleep(due - EARLY - now);
        this.#capped = false;
      }
    }
    this.#handing = false;
  }

  /** The present. Where the clock was set back, what lay ahead lies as far ahead as before. */
  #now(): number {
    const now = this.#clock.now();
    const back = Math.max(0, this.#latest - now);
    this.#latest = now;
    this.#due -= back;
    this.#closedUntil -= back;
    this.#strayUntil -= back;
    if (back > 0) {
      this.#rate.shift(back);
      this.#arrivals.shift(back);
    }
    for (const cap of this.#caps.values()) cap.due -= back;
    return now;
  }

  async #sleep(ms: number): Promise<void> {
    this.#nap = new AbortController();
    await this.#clock.sleep(ms, this.#nap.signal).catch(() => {});
  }
}

/** How much of a pause is made good at this spacing. */
function late(spacing: number): number {
  return Math.min(LATE, BURST * spacing);
}
