import type { CaptureRun } from "../../aircall/capture_run.ts";
import type { Tally } from "../tally.ts";
import { Rates } from "./rates.ts";

/** One stream as somebody sees it. */
export interface StreamBoard {
  stream: string;
  /** `starting`, `backfilling`, `catching up`, `following`, `up to date`, `incomplete`, `stopped` … */
  phase: string;
  /** Whether there is nothing more to wait for. */
  ended: boolean;
  /** Rows that are kept. */
  kept: number;
  /** Documents kept in this run: new rows, changes, deletions. */
  documents: number;
  /** Rows that are still to be read, where that is known. */
  remaining?: number;
  /** Pages read in this run. */
  pages: number;
  /** Documents a second, going by the last minute. */
  perSecond: number;
  /** Until what remains is read, at that rate. */
  secondsLeft?: number;
  /** RFC 3339; changes up to here are known. */
  cursor?: string;
  /** Why it is not going on, where that is its own reason. */
  waitsFor?: string;
  /** How often in a row a request of it has failed, where that is the reason. */
  attempts?: number;
}

/** All streams at one moment. */
export interface Board {
  /** Unix milliseconds. */
  now: number;
  streams: StreamBoard[];
  /** What holds up all of them, if anything does. */
  everythingWaits?: string;
}

/** Makes boards of a run. */
export class Boards {
  readonly #run: CaptureRun;
  readonly #tally: Tally;
  readonly #once: boolean;
  readonly #redacted: (text: string) => string;
  readonly #rates = new Rates();

  /** @param redacted takes out of a text what nobody may read: the API's words are repeated */
  constructor(run: CaptureRun, tally: Tally, once: boolean, redacted: (text: string) => string) {
    this.#run = run;
    this.#tally = tally;
    this.#once = once;
    this.#redacted = redacted;
  }

  /** @param now Unix milliseconds */
  at(now: number): Board {
    const { streams } = this.#run.report(false);
    const everything = this.#run.everythingWaits;
    const documents = new Map(Object.entries(streams).map(([name, { documents }]) => [name, documents]));
    this.#rates.note(now, documents);
    const boards = this.#run.running.map(({ binding: { stream: { name } }, ended }): StreamBoard => {
      const report = streams[name];
      const { phase = "starting", documents = 0, pages = 0, remaining, cursor, waitsFor, gaps } = report ??
        {};
      const perSecond = this.#rates.perSecond(name, now, documents);
      const attempts = this.#run.troubles.get(name)?.times;
      const going = !ended && remaining !== undefined && remaining > 0;
      return {
        stream: name,
        phase: this.#phase(phase, ended, gaps !== undefined),
        ended: ended || phase === "stopped",
        kept: this.#tally.kept(name),
        documents,
        pages,
        perSecond,
        ...(going ? { remaining } : {}),
        ...(going && perSecond > 0 ? { secondsLeft: Math.round(remaining / perSecond) } : {}),
        ...(cursor === undefined ? {} : { cursor }),
        ...(waitsFor === undefined || waitsFor === everything || ended
          ? {}
          : { waitsFor: this.#redacted(waitsFor) }),
        ...(attempts === undefined || ended ? {} : { attempts }),
      };
    });
    return { now, streams: boards, ...(everything === undefined ? {} : { everythingWaits: everything }) };
  }

  #phase(phase: string, ended: boolean, gaps: boolean): string {
    if (phase === "stopped") return phase;
    if (ended) return gaps ? "incomplete" : "up to date";
    // what a stream over time does behind its backfill is not done before the run says so
    return this.#once && phase === "following" ? "catching up" : phase;
  }
}
