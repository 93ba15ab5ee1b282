import { type Clock, second } from "./clock.ts";

/** No API serves less than this, so what is younger does not leave, in seconds. */
const AGE = 80 * 86_400;
/** Seconds within which a row is taken to leave, though not before then: for the page that is on its way. */
const MARGIN = 60;

/** Whether what stands at this Unix second is so old that it may leave. */
export function isOld(at: number, clock: Clock): boolean {
  return second(clock) - at > AGE;
}

/**
 * The front of a list that rows leave as they grow old, as calls do after six months. When it is read first it begins with its oldest row;
 * from then on no more can have left than time has gone by:
 *
 *    from            first row       may have left by now
 *   ──┼─────────────────●═══════════════════┼─────────────▶
 *                       (══ time gone by ═══]
 *
 * A stretch that begins after that does not shift while it is read.
 */
export class Front {
  readonly #clock: Clock;
  /** The first row that was served, and when. */
  #first: { stood: number; at: number } | undefined;

  /** Knows nothing yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first row after Unix second `from` stands at `stood`, as was answered just now. */
  see(from: number, stood: number): void {
    const left = this.#left(0);
    // what lies before is gone, whatever was thought: it leaves faster than time goes by
    if (left === undefined || (from < left && stood > left)) {
      this.#first = { stood, at: second(this.#clock) };
    }
  }

  /** Whether it is known that no row that follows Unix second `from` may leave while the next page is on its way. */
  clears(from: number): boolean {
    return this.#first !== undefined && !this.reaches(from);
  }

  /** Whether rows that follow Unix second `from` may leave while the next page is on its way. */
  reaches(from: number): boolean {
    const left = this.#left(MARGIN) ?? -Infinity;
    return from < left && isOld(left - MARGIN, this.#clock);
  }

  /** The second up to which rows may have left, so many seconds from now. */
  #left(within: number): number | undefined {
    const { stood, at } = this.#first ?? {};
    return stood === undefined || at === undefined ? undefined : stood + second(this.#clock) - at + within;
  }
}
