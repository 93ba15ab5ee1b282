import type { Clock } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import type { Report } from "../capture/report.ts";

const MINUTE = 60_000;
/** Phases that change together are one line. */
const GATHER = 500;

/**
 * Tells the platform how the capture is doing: at its start, when a phase has changed, and once a minute. With nothing to
 * capture there is nothing to tell after the start.
 */
export class StatusLine {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #report: (measure: boolean) => Report;
  readonly #end = new AbortController();
  /** The phases as they were said last. */
  #phases = "";
  #gathering = false;
  #failed = false;

  /** @param report makes the next line; whether rates begin anew with it is handed over */
  constructor(clock: Clock, log: Log, report: (measure: boolean) => Report) {
    this.#clock = clock;
    this.#log = log;
    this.#report = report;
  }

  begin(): void {
    const report = this.#tell(true);
    if (!report || Object.keys(report.streams).length > 0) this.#everyMinute();
  }

  /** A phase has changed. */
  async changed(): Promise<void> {
    if (this.#gathering || this.#end.signal.aborted) return;
    this.#gathering = true;
    await this.#clock.sleep(GATHER, this.#end.signal).catch(() => {});
    this.#gathering = false;
    if (!this.#end.signal.aborted) this.#tell(false, (report) => phasesOf(report) !== this.#phases);
  }

  /** The last line, and no more of them. */
  end(): void {
    this.#tell(false);
    this.#end.abort();
  }

  async #everyMinute(): Promise<void> {
    try {
      for (;;) {
        await this.#clock.sleep(MINUTE, this.#end.signal);
        if (!this.#end.signal.aborted) this.#tell(true);
      }
    } catch {
      // it has ended, or time has
    }
  }

  /** Makes a line and says it, unless it is not worth it. A status that cannot be made is no reason to end a capture. */
  #tell(measure: boolean, worth: (report: Report) => boolean = () => true): Report | undefined {
    try {
      const report = this.#report(measure);
      if (worth(report)) this.#say(report);
      return report;
    } catch (error) {
      if (!this.#failed) this.#log.warn(`The status cannot be told: ${error}. The capture goes on.`);
      this.#failed = true;
    }
  }

  #say(report: Report): void {
    this.#phases = phasesOf(report);
    this.#log.info(report.message, { eventType: "connectorStatus", streams: report.streams });
  }
}

/** What each stream does, and what of it is missing: what a line is worth telling for. */
function phasesOf({ streams }: Report): string {
  return JSON.stringify(Object.entries(streams).map(([name, { phase, gaps }]) => [name, phase, gaps]));
}
