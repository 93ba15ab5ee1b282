import { delay } from "./delay.ts";

/** Every attempt of {@linkcode retry} failed. The last failure is the `cause`. */
export class RetryError extends Error {
  /** @param attempts how many there were */
  constructor(cause: unknown, attempts: number) {
    super(`Retrying exceeded the maxAttempts (${attempts}).`, { cause });
    this.name = "RetryError";
  }
}

/** Options for {@linkcode retry}. */
export interface RetryOptions {
  /**
   * How many times longer each wait is than the one before.
   *
   * @default {2}
   */
  multiplier?: number;
  /**
   * Longest wait in milliseconds.
   *
   * @default {60000}
   */
  maxTimeout?: number;
  /**
   * Attempts in all, the first included.
   *
   * @default {5}
   */
  maxAttempts?: number;
  /**
   * First wait in milliseconds.
   *
   * @default {1000}
   */
  minTimeout?: number;
  /**
   * Share of each wait that is left to chance: none at 0, all of it at 1.
   *
   * @default {1}
   */
  jitter?: number;
  /**
   * Whether a failure is worth another attempt.
   *
   * @default {() => true}
   */
  isRetriable?: (err: unknown) => boolean;
  /** Ends the attempts: looked at before each one, and listened to in each wait. */
  signal?: AbortSignal;
}

/**
 * The result of the first attempt at `fn` that does not fail.
 *
 *     attempt 1 ─wait─ attempt 2 ──wait── attempt 3 ────wait──── …      with jitter 0
 *               1×min             2×min              4×min              never above maxTimeout
 *
 * @throws {RetryError} `maxAttempts` attempts failed
 * @throws {RangeError} an option is out of its range
 * @throws the failure itself, where `isRetriable` says no; the signal's reason, once it aborts
 */
export async function retry<T>(
  fn: (() => Promise<T>) | (() => T),
  options: RetryOptions = {},
): Promise<T> {
  const { maxAttempts = 5, isRetriable = () => true, signal } = options;
  const wait = backoff(options);
  requireThat(
    Number.isInteger(maxAttempts) && maxAttempts >= 1,
    "maxAttempts",
    "a positive integer",
    maxAttempts,
  );
  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await fn();
    } catch (error) {
      if (!isRetriable(error)) throw error;
      if (attempt >= maxAttempts) throw new RetryError(error, maxAttempts);
    }
    await delay(wait(attempt), { ...signal && { signal } });
  }
}

/** Milliseconds to wait after an attempt, counted from 1. */
function backoff(options: RetryOptions): (attempt: number) => number {
  const { multiplier = 2, maxTimeout = 60_000, minTimeout = 1_000, jitter = 1 } = options;
  requireThat(
    Number.isFinite(multiplier) && multiplier >= 1,
    "multiplier",
    "a finite number >= 1",
    multiplier,
  );
  requireThat(maxTimeout > 0, "maxTimeout", "a positive number", maxTimeout);
  requireThat(minTimeout >= 0, "minTimeout", ">= 0", minTimeout);
  requireThat(minTimeout <= maxTimeout, "minTimeout", `<= 'maxTimeout' (${maxTimeout})`, minTimeout);
  requireThat(jitter >= 0 && jitter <= 1, "jitter", "between 0 and 1", jitter);
  return (attempt) => {
    const longest = Math.min(maxTimeout, minTimeout * multiplier ** (attempt - 1));
    return longest * (1 - jitter * Math.random());
  };
}

function requireThat(holds: boolean, option: string, range: string, value: number): void {
  if (holds) return;
  throw new RangeError(`Cannot retry as '${option}' must be ${range}: current value is ${value}`);
}
