import { setImmediate } from "node:timers";
import type { Clock } from "./clock.ts";

interface Timer {
  at: number;
  wake: () => void;
}

/**
 * A clock that jumps: when everything in the process waits, it moves to the next sleeper's time and wakes
 * that one alone. Six months pass in the time that the work itself takes, in the same order every time.
 *
 * "Everything waits" means: a whole turn of the event loop went by. So whatever happens between two sleeps has to be
 * made of promises alone (an in-process `fetch` is, a socket is not).
 */
export class VirtualClock implements Clock {
  #now: number;
  /** Latest first, so that the next one is popped; of two of the same time the one that lay down first is later in the list. */
  readonly #timers: Timer[] = [];
  #turning = false;

  /**
   * Stands still until somebody sleeps.
   *
   * @param start Unix time in milliseconds at which the clock begins.
   */
  constructor(start = Date.parse("2026-11-02T09:00:00Z")) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + Math.max(ms, 0),
        wake: () => {
          this.#now = timer.at;
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      this.#insert(timer);
      signal?.addEventListener("abort", abort);
      if (!this.#turning) this.#turn();
    });
  }

  /** Sets the clock: the present is another, and whoever sleeps still sleeps as long as they meant to. */
  set(ms: number): void {
    for (const timer of this.#timers) timer.at += ms - this.#now;
    this.#now = ms;
  }

  #insert(timer: Timer): void {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle] as Timer).at > timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }

  async #turn(): Promise<void> {
    this.#turning = true;
    while (this.#timers.length > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#timers.pop()?.wake();
    }
    this.#turning = false;
  }
}
