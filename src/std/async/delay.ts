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
  options.signal?.throwIfAborted();
  let left = Math.trunc(Math.max(ms, 0) || 0);
  do {
    const leg = Math.min(left, LONGEST_TIMER);
    await timer(leg, options);
    left -= leg;
  } while (left > 0);
}

function timer(ms: number, { signal, persistent = true }: DelayOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(id);
      reject(signal?.reason);
    };
    const id = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (!persistent) Deno.unrefTimer(id);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
