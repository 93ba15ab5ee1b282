import { abortable } from "@std/async";

/** One task wakes another: whoever waits goes on at the next ring, or at once if it rang while nobody waited. */
export class Bell {
  #rung = Promise.withResolvers<void>();

  /** Several rings that nobody heard are one. */
  ring(): void {
    this.#rung.resolve();
  }

  /**
   * Uses the ring up: the next call waits for another.
   *
   * @throws the signal's reason, as soon as it aborts
   */
  async heard(signal: AbortSignal): Promise<void> {
    await abortable(this.#rung.promise, signal);
    this.#rung = Promise.withResolvers();
  }
}
