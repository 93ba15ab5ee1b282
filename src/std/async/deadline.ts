import { abortable } from "./abortable.ts";

/** Options for {@linkcode deadline}. */
export interface DeadlineOptions {
  /** Ends the wait before its time. */
  signal?: AbortSignal;
}

/**
 * The same promise, except that it rejects if it takes longer than `ms` milliseconds. What it stands for goes
 * on unseen.
 *
 * @param ms from `Number.MAX_SAFE_INTEGER` on there is no deadline
 * @throws {DOMException} `TimeoutError`, when the time has run out
 * @throws the signal's reason, as soon as it aborts
 */
export async function deadline<T>(p: Promise<T>, ms: number, options: DeadlineOptions = {}): Promise<T> {
  const signals = options.signal ? [options.signal] : [];
  if (ms < Number.MAX_SAFE_INTEGER) signals.push(AbortSignal.timeout(ms));
  return await abortable(p, AbortSignal.any(signals));
}
