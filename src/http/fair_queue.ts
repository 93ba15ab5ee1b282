interface Waiter {
  serve: () => void;
}

interface Line {
  share: number;
  /** Turns had so far, each weighing 1 / share; the line with the least is next. */
  pass: number;
  waiters: Waiter[];
}

/**
 * Lines that are served in proportion to their shares. An empty line's turns go to the others, and it gets none of
 * them back later; within a line the first comes first. A line whose share is 0 is served when no other has anybody waiting.
 */
export class FairQueue<Class extends string> {
  readonly #lines: Record<Class, Line>;
  #pass = 0;
  #size = 0;

  /**
   * All lines begin level.
   *
   * @param shares 0 or more; only their proportions count
   */
  constructor(shares: Record<Class, number>) {
    const lines: Partial<Record<Class, Line>> = {};
    for (const name in shares) lines[name] = { share: shares[name], pass: 0, waiters: [] };
    this.#lines = lines as Record<Class, Line>;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /**
   * Resolves when {@link next} has picked this call.
   *
   * @throws the signal's reason, as soon as it aborts; the place in the line is given up
   */
  wait(line: Class, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const own = this.#lines[line];
      const leave = () => {
        own.waiters.splice(own.waiters.indexOf(waiter), 1);
        this.#size--;
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        serve: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      if (own.waiters.length === 0) own.pass = Math.max(own.pass, this.#pass);
      own.waiters.push(waiter);
      this.#size++;
      signal?.addEventListener("abort", leave);
    });
  }

  /**
   * Serves whoever is next.
   *
   * @param open whether a line may be served now. @default all may
   * @returns its line; undefined where nobody was waiting in one that may be served
   */
  next(open: (line: Class) => boolean = () => true): Class | undefined {
    let best: Class | undefined;
    for (const name in this.#lines) {
      if (this.#lines[name].waiters.length === 0 || !open(name)) continue;
      if (best === undefined || this.#before(name, best)) best = name;
    }
    if (best === undefined) return undefined;
    const line = this.#lines[best];
    const waiter = line.waiters.shift();
    if (line.share > 0) {
      this.#pass = line.pass;
      line.pass += 1 / line.share;
    }
    this.#size--;
    waiter?.serve();
    return best;
  }

  #before(one: Class, other: Class): boolean {
    const [a, b] = [this.#lines[one], this.#lines[other]];
    return (a.share > 0) === (b.share > 0) ? a.pass < b.pass : a.share > 0;
  }
}
