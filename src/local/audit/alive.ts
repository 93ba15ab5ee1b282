import type { Clock } from "../../capture/clock.ts";
import { type Source, StreamFault } from "../../capture/source.ts";
import { HttpFault } from "../../http/fault.ts";

/** Milliseconds in which somebody who still answers does so; the same as for any answer. */
const ANSWER = 30_000;

/** What an {@link Alive} works with. */
interface Asking {
  /** Asks for next to nothing. */
  ping: (signal: AbortSignal) => Promise<void>;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Tells a list that does not answer from an API that does not: the first leaves its stretch unchecked and the audit goes on, with the second
 * each stretch of each stream would be waited for in vain.
 */
export class Alive {
  readonly #asking: Asking;
  /** While it is being found out: several stretches are asked for side by side. */
  #finding: Promise<void> | undefined;

  /** Asks nothing yet. */
  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** The same source, whose pages end everything where nothing else is answered either. */
  watched(source: Source): Source {
    return {
      ...source,
      get ahead() {
        return source.ahead;
      },
      page: async (...asked) => {
        try {
          return await source.page(...asked);
        } catch (error) {
          const cause = error instanceof StreamFault ? error.cause : undefined;
          if (cause instanceof HttpFault && cause.kind === "passing") await this.#find(cause);
          throw error;
        }
      },
    };
  }

  /** @throws {HttpFault} the fault, where nothing is answered */
  #find(fault: HttpFault): Promise<void> {
    return this.#finding ??= this.#ping(fault).finally(() => this.#finding = undefined);
  }

  async #ping(fault: HttpFault): Promise<void> {
    const { ping, clock, signal } = this.#asking;
    const over = new AbortController();
    const asked = ping(AbortSignal.any([signal, over.signal]));
    const late = clock.sleep(ANSWER, over.signal).then(() => Promise.reject(fault));
    try {
      await Promise.race([asked, late]);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof HttpFault ? fault : error;
    } finally {
      over.abort();
      await Promise.allSettled([asked, late]);
    }
  }
}
