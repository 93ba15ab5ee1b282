/** Milliseconds that one timer can hold: a signed 32-bit number. */
const LONGEST = 2 ** 31 - 1;

/**
 * Waits by the machine's clock, many at a time.
 *
 * `setTimeout` is Node's here, and its first call loads 4 MiB of Node. `AbortSignal.timeout` is not, but cannot be called off; so few of them
 * are set, each of which wakes whoever is due by then, and sets the next where nothing that is set goes off in time.
 */
export class Alarms {
  /** By when whoever waits is to be woken, on the clock of `performance.now`. */
  readonly #waits = new Map<() => void, number>();
  /** What is set, and when it goes off. While somebody waits, each keeps the process alive. */
  readonly #set = new Map<AbortSignal, number>();

  /**
   * Waits so many milliseconds: none where it is negative or no number, 24 days at most.
   *
   * @throws the signal's reason, as soon as it aborts
   */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const due = performance.now() + Math.min(Math.max(ms, 0) || 0, LONGEST);
    await new Promise<void>((resolve, reject) => {
      const wake = () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      const abort = () => {
        this.#forget(wake);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#await(wake, due);
    });
  }

  #await(wake: () => void, due: number): void {
    if (this.#waits.size === 0) {
      for (const timer of this.#set.keys()) {
        if (timer.aborted) this.#set.delete(timer);
        else timer.addEventListener("abort", this.#ring);
      }
    }
    this.#waits.set(wake, due);
    this.#arm(due);
  }

  #forget(wake: () => void): void {
    this.#waits.delete(wake);
    if (this.#waits.size > 0) return;
    for (const timer of this.#set.keys()) timer.removeEventListener("abort", this.#ring);
  }

  /** Sees to it that something goes off by then. */
  #arm(due: number): void {
    for (const at of this.#set.values()) if (at <= due) return;
    const timer = AbortSignal.timeout(Math.min(Math.max(Math.ceil(due - performance.now()), 0), LONGEST));
    this.#set.set(timer, due);
    timer.addEventListener("abort", this.#ring);
  }

  readonly #ring = () => {
    for (const timer of this.#set.keys()) if (timer.aborted) this.#set.delete(timer);
    const now = performance.now();
    const waits = [...this.#waits].sort(([, a], [, b]) => a - b);
    for (const [wake, due] of waits) {
      if (due > now) return this.#arm(due);
      this.#forget(wake);
      wake();
    }
  };
}
