import type { Clock } from "../capture/clock.ts";
import type { Log } from "../capture/log.ts";
import type { Report } from "../capture/report.ts";

const MINUTE = 60_000;
/** Phases that change together are one line. */
const GATHER = 500;

/** Tells the platform how the capture is doing: at its start, when a phase has changed, and once a minute. */
export class StatusLine {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #report: (measure: boolean) => Report;
  readonly #end = new AbortController();
  #gathering = false;

  /** @param report makes the next line; whether rates begin anew with it is handed over */
  constructor(clock: Clock, log: Log, report: (measure: boolean) => Report) {
    this.#clock = clock;
    this.#log = log;
    this.#report = report;
  }

  begin(): void {
    this.#say(this.#report(true));
    this.#everyMinute();
  }

  /** A phase has changed. */
  async changed(): Promise<void> {
    if (this.#gathering || this.#end.signal.aborted) return;
    this.#gathering = true;
    await this.#clock.sleep(GATHER, this.#end.signal).catch(() => {});
    this.#gathering = false;
    if (!this.#end.signal.aborted) this.#say(this.#report(false));
  }

  /** The last line, and no more of them. */
  end(): void {
    this.#say(this.#report(false));
    this.#end.abort();
  }

  async #everyMinute(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#clock.sleep(MINUTE, this.#end.signal).catch(() => {});
      if (!this.#end.signal.aborted) this.#say(this.#report(true));
    }
  }

  #say({ message, streams }: Report): void {
    this.#log.info(message, { eventType: "connectorStatus", streams });
  }
}
