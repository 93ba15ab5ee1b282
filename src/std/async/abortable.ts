/**
 * The same promise, except that it rejects as soon as the signal aborts. What the promise stands for goes on
 * unseen.
 *
 * @throws the signal's reason
 */
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
/**
 * The same items, except that reading them fails as soon as the signal aborts. However reading ends, the
 * source is closed.
 *
 * @throws the signal's reason
 */
export function abortable<T>(p: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T>;
export function abortable<T>(
  p: Promise<T> | AsyncIterable<T>,
  signal: AbortSignal,
): Promise<T> | AsyncGenerator<T> {
  return p instanceof Promise ? abortablePromise(p, signal) : abortableItems(p, signal);
}

async function abortablePromise<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  using aborted = new Aborted(signal);
  return await Promise.race([aborted.promise, promise]);
}

async function* abortableItems<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted();
  using aborted = new Aborted(signal);
  const source = items[Symbol.asyncIterator]();
  try {
    while (true) {
      const step = await Promise.race([aborted.promise, source.next()]);
      if (step.done) return step.value;
      yield step.value;
    }
  } finally {
    await source.return?.();
  }
}

/** A signal as a promise that only ever rejects, and stops listening when disposed of. */
class Aborted implements Disposable {
  readonly promise: Promise<never>;
  readonly #signal: AbortSignal;
  readonly #abort: () => void;

  constructor(signal: AbortSignal) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.promise = promise;
    this.#signal = signal;
    this.#abort = () => reject(signal.reason);
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort, { once: true });
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#abort);
  }
}
