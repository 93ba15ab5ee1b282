import type { Run } from "./stream.ts";

/**
 * Waits until the next poll is due: one interval after the last one began, or at once when it took longer than that, with one
 * warning that says so.
 */
export class Pace {
  readonly #run: Run;
  readonly #name: string;
  #warned = false;
  #began: number;

  /**
   * One for each task: it warns once.
   *
   * @param name the stream's, for the warning
   */
  constructor(run: Run, name: string) {
    this.#run = run;
    this.#name = name;
    this.#began = run.clock.now();
  }

  /** A poll begins. */
  begin(): void {
    this.#began = this.#run.clock.now();
  }

  /**
   * Resolves when the next poll is due.
   *
   * @throws the signal's reason, as soon as it aborts
   */
  async next(): Promise<void> {
    const { clock, settings, log, signal } = this.#run;
    const took = clock.now() - this.#began;
    if (took > settings.interval && !this.#warned) {
      this.#warned = true;
      log.warn(
        `${this.#name}: one poll took ${duration(took)}, longer than the interval of ${
          duration(settings.interval)
        }; ` +
          `it polls as often as the request rate allows instead. A longer interval or a higher requests_per_minute helps.`,
      );
    }
    await clock.sleep(Math.max(0, settings.interval - took), signal);
  }
}

/** A length of time for people: `45 s`, `12 min`, `3.5 h`, `2 d`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 8640) / 10} d`;
}
