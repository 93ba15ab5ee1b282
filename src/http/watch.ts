import type { Clock } from "../capture/clock.ts";

/** How long an answer may take, in milliseconds. */
export interface Deadlines {
  /** From sending to the headers. @default 30_000 */
  headers: number;
  /** Between two pieces of the body. @default 15_000 */
  stall: number;
  /** For the whole answer, so that a slow drip ends too. @default 120_000 */
  whole: number;
}

/** Why a timer is not needed any more; nobody sees it, and an error would cost its stack at each request. */
const ENDED = "ended";

/** The answer took longer than a {@link Deadlines} allows; the message says which part. */
export class TooSlow extends Error {
  /** @ignore */
  override name = "TooSlow";
}

/** Watches over one request: aborts its signal when a deadline passes or the caller gives up (or has given up before). */
export class Watch {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #request = new AbortController();
  readonly #timer = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #began: number;
  #next: { at: number; what: string };

  /** Its deadlines run from now on. */
  constructor(clock: Clock, deadlines: Deadlines, outer?: AbortSignal) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#outer = outer;
    this.#began = clock.now();
    this.#next = this.#within(deadlines.headers, `no answer for ${deadlines.headers / 1000} s`);
    outer?.addEventListener("abort", this.#giveUp, { once: true });
    if (outer?.aborted) this.#giveUp();
    this.#run();
  }

  /** Aborts when the request has to be given up; its reason says why. */
  get signal(): AbortSignal {
    return this.#request.signal;
  }

  /** Something came: the headers or a piece of the body. */
  touch(): void {
    const { stall } = this.#deadlines;
    this.#next = this.#within(stall, `the body stalled for ${stall / 1000} s`);
  }

  /** Nothing more to watch. */
  end(): void {
    this.#outer?.removeEventListener("abort", this.#giveUp);
    this.#timer.abort(ENDED);
  }

  readonly #giveUp = () => this.#request.abort(this.#outer?.reason);

  /** The next deadline: so many milliseconds from now, but never after the whole answer's. */
  #within(ms: number, what: string): { at: number; what: string } {
    const at = this.#clock.now() + ms;
    const whole = this.#began + this.#deadlines.whole;
    return at < whole
      ? { at, what }
      : { at: whole, what: `the answer was not complete after ${this.#deadlines.whole / 1000} s` };
  }

  async #run(): Promise<void> {
    try {
      for (let left = this.#next.at - this.#clock.now(); left > 0; left = this.#next.at - this.#clock.now()) {
        // no longer than a stall, so that a deadline that something has brought nearer is not slept through
        await this.#clock.sleep(Math.min(left, this.#deadlines.stall), this.#timer.signal);
      }
    } catch {
      return;
    }
    this.#request.abort(new TooSlow(this.#next.what));
  }
}
