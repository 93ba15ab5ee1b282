import { setTimeout as timer } from "node:timers/promises";

/** Options for {@linkcode delay}. */
export interface DelayOptions {
  /** Ends the wait early. */
  signal?: AbortSignal;
  /**
   * Whether the wait keeps the process alive.
   *
   * @default {true}
   */
  persistent?: boolean;
}

/** Milliseconds that one timer can hold: a signed 32-bit number. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Resolves after `ms` milliseconds; at once if that is negative or not a number. `Infinity` waits for the
 * signal.
 *
 * @throws the signal's reason, as soon as it aborts
 */
export async function delay(ms: number, options: DelayOptions = {}): Promise<void> {
  const { signal, persistent = true } = options;
  signal?.throwIfAborted();
  let left = Math.trunc(Math.max(ms, 0) || 0);
  try {
    do {
      const leg = Math.min(left, LONGEST_TIMER);
      await timer(leg, undefined, { ref: persistent, ...signal && { signal } });
      left -= leg;
    } while (left > 0);
  } catch (error) {
    // The timer rejects with an error of its own, of which the reason is only the cause.
    throw signal?.aborted ? signal.reason : error;
  }
}
