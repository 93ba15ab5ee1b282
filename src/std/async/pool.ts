/**
 * `iteratorFn` of every item, at most `poolLimit` at a time, results in the order of the items.
 *
 *     limit 2    item 1 ├──────────┤├──┤ item 4        read: 1, 2, 3, 4
 *                item 2 ├──┤├──────┤ item 3
 *
 * Starts at once and does not wait for its reader. What fails keeps its place: as soon as the pool is full,
 * no further item is begun. Those under way end, the results that there are can be read, and then reading
 * fails. The same if the source itself fails. A reader that leaves early stops it, too.
 *
 * @throws {RangeError} `poolLimit` is not a positive integer
 * @throws {AggregateError} from the reading: every failure, in the order of the items
 */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R> {
  if (!Number.isInteger(poolLimit) || poolLimit < 1) {
    throw new RangeError("'poolLimit' must be a positive integer");
  }
  const queue = new Queue<R>();
  const failures = run(poolLimit, array, iteratorFn, queue);
  return read(queue, failures);
}

/** Results under way, in the order of their items. Boxed: a stream would wait for bare promises itself. */
class Queue<R> {
  left = false;
  readonly #stream: ReadableStream<{ result: Promise<R> }>;
  #end!: ReadableStreamDefaultController<{ result: Promise<R> }>;

  constructor() {
    this.#stream = new ReadableStream({
      start: (end) => void (this.#end = end),
      cancel: () => void (this.left = true),
    });
  }

  push(result: Promise<R>): void {
    this.#end.enqueue({ result });
  }

  close(): void {
    if (!this.left) this.#end.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<{ result: Promise<R> }> {
    return this.#stream[Symbol.asyncIterator]();
  }
}

/** Begins item after item. Resolves to the failures when all that was begun has ended. */
async function run<T, R>(
  limit: number,
  items: Iterable<T> | AsyncIterable<T>,
  map: (item: T) => Promise<R>,
  queue: Queue<R>,
): Promise<unknown[]> {
  // What has failed stays in here, so that its reason is found at its place.
  const running = new Set<Promise<R>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      if (queue.left) break;
      const result = (async () => await map(item))();
      running.add(result);
      result.then(() => running.delete(result), () => {});
      queue.push(result);
      if (running.size >= limit && await firstFails(running)) break;
    }
  } catch (error) {
    failures.push(error);
  }
  for (const end of await Promise.allSettled(running)) {
    if (end.status === "rejected") failures.push(end.reason);
  }
  queue.close();
  return failures;
}

/** Waits for the first of them to end. */
async function firstFails(running: Iterable<Promise<unknown>>): Promise<boolean> {
  const [end] = await Promise.allSettled([Promise.race(running)]);
  return end.status === "rejected";
}

async function* read<R>(queue: Queue<R>, failures: Promise<unknown[]>): AsyncGenerator<R> {
  for await (const { result } of queue) {
    const [end] = await Promise.allSettled([result]);
    if (end.status === "fulfilled") yield end.value;
  }
  const errors = await failures;
  if (errors.length > 0) {
    throw new AggregateError(errors, "Cannot complete the mapping as an error was thrown from an item");
  }
}
