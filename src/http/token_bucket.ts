import type { Clock } from "../capture/clock.ts";
import { FairQueue } from "./fair_queue.ts";

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
   * after a full spacing instead of at once, so that a kill and a restart together stay below the limit.
   *
   * @default false
   */
  resumed?: boolean;
}

/** Spaced for a minute that is 1.5 % longer, so that a network's jitter cannot squeeze one request too many into 60 s. */
const MINUTE = 60_900;
/** How far a late timer may be made good, in milliseconds; at high rates also the size of a burst. */
const CREDIT = 50;
/** What a 429 leaves of the rate. */
const DECREASE = 0.8;
/** Share of the configured rate that comes back in {@link RECOVERY} ms without a 429. */
const INCREASE = 0.05;
const RECOVERY = 600_000;

/**
 * Hands out the right to send one request: never more than `perMinute` in any 60 seconds, in the long run nearly all of
 * it while there is work, shared between classes by weight.
 *
 * Tokens are spaced instead of saved up (the generic cell rate algorithm): a token is due one spacing after the one
 * before, and being late is forgiven up to {@link CREDIT}. So an idle hour buys no burst, and a window of 60 s, wherever it
 * is laid, holds at most floor((60 s + credit) / spacing) + 1 ≤ perMinute of them.
 */
export class TokenBucket<Class extends string> {
  readonly #clock: Clock;
  readonly #configured: number;
  /** The configured rate, or the limit that the server stated last, where that is lower. */
  #ceiling: number;
  readonly #queue: FairQueue<Class>;
  readonly #caps: Map<Class, { share: number; due: number }>;
  #learned: number;
  #learnedAt: number;
  #slowedAt = -Infinity;
  #due: number;
  #closedUntil = -Infinity;
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
    this.#configured = perMinute;
    this.#ceiling = perMinute;
    this.#learned = perMinute;
    this.#learnedAt = clock.now();
    this.#queue = new FairQueue(shares);
    this.#caps = new Map();
    for (const name in shares) {
      const share = caps?.[name];
      if (share !== undefined) this.#caps.set(name, { share, due: -Infinity });
    }
    this.#due = this.#latest + (resumed ? MINUTE / perMinute : 0);
  }

  /** Requests a minute at which tokens come now: the configured rate, or what 429s have taught. */
  get perMinute(): number {
    const since = Math.max(0, this.#now() - this.#learnedAt);
    return Math.min(this.#ceiling, this.#learned + this.#configured * INCREASE * (since / RECOVERY));
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
    else if (this.#capped) this.#nap.abort();
    try {
      await turn;
    } finally {
      if (this.#queue.size === 0) this.#nap.abort();
    }
  }

  /**
   * A 429 has come: everything waits until `until`, and the rate goes down. Answers to requests that were sent
   * before the last such answer teach nothing new.
   *
   * @param sentAt Unix milliseconds at which the refused request was sent
   * @param until Unix milliseconds at which the server takes requests again
   * @param limit the server's own limit in requests a minute, where it states one; the rate stays below it until another is stated
   */
  refused(sentAt: number, until: number, limit?: number): void {
    const now = this.#now();
    this.#closedUntil = Math.max(this.#closedUntil, until);
    if (sentAt <= this.#slowedAt) return;
    this.#learned = Math.max(1, this.perMinute * DECREASE);
    if (limit && limit > 0) this.#ceiling = Math.min(this.#configured, Math.max(1, limit));
    this.#learnedAt = Math.max(now, until);
    this.#slowedAt = now;
  }

  async #hand(): Promise<void> {
    this.#handing = true;
    while (this.#queue.size > 0) {
      const now = this.#now();
      const spacing = MINUTE / this.perMinute;
      const opens = Math.max(this.#due - CREDIT, this.#closedUntil);
      if (opens > now) {
        await this.#sleep(opens - now);
        continue;
      }
      const served = this.#queue.next((work) => (this.#caps.get(work)?.due ?? -Infinity) - CREDIT <= now);
      if (served !== undefined) {
        this.#due = Math.max(this.#due, now) + spacing;
        const cap = this.#caps.get(served);
        if (cap) cap.due = Math.max(cap.due, now) + spacing / cap.share;
      } else {
        const due = Math.min(
          ...[...this.#caps.values()].map(({ due }) => due).filter((due) => due - CREDIT > now),
        );
        this.#capped = true;
        await this.#sleep(due - CREDIT - now);
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
    this.#learnedAt -= back;
    this.#slowedAt -= back;
    for (const cap of this.#caps.values()) cap.due -= back;
    return now;
  }

  async #sleep(ms: number): Promise<void> {
    this.#nap = new AbortController();
    await this.#clock.sleep(ms, this.#nap.signal).catch(() => {});
  }
}
