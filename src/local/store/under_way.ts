import type { JsonObject } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { Kept, RunUnderWay } from "../store.ts";
import { nothing, plus } from "./tally.ts";

/** Why a run that never ended is not complete. */
const UNENDED = "it was killed; whatever it had kept is there, and the next run goes on with it";

/** What the run that is going on has come to: as it is to be noted if nobody hears of it again. */
export class UnderWay {
  #run: RunUnderWay | undefined;
  #kept = new Map<string, Kept>();

  /** The whole of it. */
  record(run: RunUnderWay, now: number): JsonObject {
    if (this.#run !== run) this.#kept = new Map(run.streams.map((stream) => [stream, nothing()]));
    this.#run = run;
    const streams = Object.fromEntries([...this.#kept].map(([stream, kept]) => [stream, { ...kept }]));
    const { began, requestsPerMinute } = run;
    return { began, ...far(run, now), requestsPerMinute, streams, incomplete: [UNENDED], killed: true };
  }

  /** What becomes of that with a batch, as a merge patch; undefined where no run is going on. */
  patch(now: number, stream: string, kept: Kept): JsonObject | undefined {
    if (!this.#run) return undefined;
    return { ...far(this.#run, now), streams: { [stream]: { ...plus(this.#of(stream), kept) } } };
  }

  /** Counts a batch, once it is kept. */
  add(stream: string, kept: Kept): void {
    this.#kept.set(stream, plus(this.#of(stream), kept));
  }

  /** It has ended, and is noted. */
  end(): void {
    this.#run = undefined;
  }

  #of(stream: string): Kept {
    return this.#kept.get(stream) ?? nothing();
  }
}

/** How far a run has come. */
function far({ sent: { requests, refused429 } }: RunUnderWay, now: number): JsonObject {
  return { ended: utc(now), requests, refused429 };
}
