import type { Clock } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import { HttpFault, Unreachable } from "./fault.ts";

/** A request that keeps failing. */
export interface Trouble {
  /** Unix milliseconds of the first failure in a row. */
  since: number;
  /** Failed attempts in a row. */
  times: number;
  /** The last failure. */
  cause: string;
}

/** What {@link Retries} works with. */
export interface RetryOptions {
  /** For waits, patience and the hour of silence. */
  clock: Clock;
  /** From 0 to 1, for the jitter of waits. */
  random: () => number;
  /** The first failure is debug, the next ones are warnings. */
  log: Log;
  /**
   * Milliseconds after which a request that keeps failing is given up; ten times as many while nothing but 429s comes.
   *
   * @default Infinity
   */
  patience?: number;
}

/** The attempts at one request. */
export interface Attempts {
  /** An answer came that ends the matter, good or bad. */
  answered(): void;
  /** Nobody wants the answer any more. */
  abandoned(): void;
  /**
   * A 429 came: the server lives, and the bucket does the waiting.
   *
   * @throws {HttpFault} the fault itself, when nothing but 429s has come to anybody for ten times the patience
   */
  limited(fault: HttpFault): void;
  /**
   * It failed in a way that may pass: waits before the next attempt, the last of which comes when the patience ends.
   *
   * @throws {HttpFault} the fault itself, when it has lasted longer than the patience
   * @throws {Unreachable} nothing at all has been answered for an hour
   */
  failed(fault: HttpFault, signal?: AbortSignal): Promise<void>;
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
/** How long a run goes on without a single answer to anything. */
const SILENCE = 3_600_000;
/** How much longer than a failure a 429 is borne: each states a wait of a minute or two, and only waits make it pass. */
const BORNE = 10;

/** Waits between attempts, growing and jittered; who is in trouble; and how long nothing at all has been answered. */
export class Retries {
  readonly #options: RetryOptions;
  /** Requests that are failing and who asks, the first to fail first. */
  readonly #failing = new Map<Trouble, string>();
  #silentSince: number | undefined;
  /** Since when no other answer than 429s has come. */
  #refusedSince: number | undefined;

  /** One for all requests: silence is counted over all of them. */
  constructor(options: RetryOptions) {
    this.#options = options;
  }

  /** By who asks; of several requests of one asker, the one that has been failing for longest. */
  get troubles(): ReadonlyMap<string, Trouble> {
    return new Map([...this.#failing].reverse().map(([trouble, asker]) => [asker, trouble]));
  }

  /** For one request; `asker` is a name for logs and {@link troubles}. */
  begin(asker: string): Attempts {
    const { clock, log, random, patience = Infinity } = this.#options;
    let own: Trouble | undefined;
    const settled = () => {
      if (own) this.#failing.delete(own);
      // silence is only what somebody listens to
      if (this.#failing.size === 0) this.#silentSince = undefined;
    };
    return {
      answered: () => {
        this.#silentSince = undefined;
        this.#refusedSince = undefined;
        settled();
        if (own && own.times > 1) log.info(`${asker}: answered again after ${own.times} failed attempts`);
      },
      abandoned: settled,
      limited: (fault) => {
        this.#silentSince = undefined;
        this.#refusedSince ??= clock.now();
        if (clock.now() - this.#refusedSince < BORNE * patience) return;
        settled();
        throw fault;
      },
      failed: async (fault, signal) => {
        const now = clock.now();
        own ??= { since: now, times: 0, cause: "" };
        own.times++;
        own.cause = fault.message;
        this.#failing.set(own, asker);
        this.#silentSince ??= now;
        if (now - this.#silentSince >= SILENCE) {
          throw new Unreachable(
            `Aircall has not answered anything for an hour; last, ${asker}: ${fault.message}. ` +
              `Check the network and Aircall's status page; the next start goes on where this one stopped.`,
          );
        }
        if (now - own.since >= patience) {
          settled();
          throw fault;
        }
        const grown = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (own.times - 1)) * (0.5 + random() / 2);
        const wait = Math.min(grown, own.since + patience - now);
        const line = `${asker}: ${fault.message}; attempt ${own.times} failed, the next is in ${
          (wait / 1000).toFixed(1)
        } s`;
        if (own.times > 1) log.warn(line);
        else log.debug(line);
        try {
          await clock.sleep(wait, signal);
        } catch (reason) {
          settled();
          throw reason;
        }
      },
    };
  }
}
