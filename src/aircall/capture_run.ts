import { type Binding, Engine, type Sink } from "../capture/engine.ts";
import { type Report, Reporter } from "../capture/report.ts";
import { utc } from "../capture/utc.ts";
import type { connect } from "./connect.ts";
import { IncompleteError } from "./errors.ts";
import type { Outside } from "./outside.ts";

/** How long a request may keep failing before a run that ends once it is up to date gives its stream up, in milliseconds. */
export const PATIENCE = 60_000;
/** How much later the engine would end by itself, were it not ended from here. */
const MARGIN = 60_000;

/** What a run is made of. */
export interface CaptureRunOptions {
  bindings: Binding[];
  /** Where batches go. */
  sink: Sink;
  connection: ReturnType<typeof connect>;
  outside: Pick<Outside, "clock" | "log" | "signal">;
  /** Bring each binding up to date once, then end. */
  once: boolean;
  /** With `once`: read again, before it ends, what is due to be read again by now. @default false */
  due?: boolean;
  /** Milliseconds after which the run ends by itself; Infinity: only when it is asked to. */
  life: number;
  /** Called when a binding's phase has changed. */
  changed?: () => void;
}

/** One run of the engine over the API, and what there is to say of it: the same for every face. */
export class CaptureRun {
  readonly #options: CaptureRunOptions;
  readonly #over = new AbortController();
  readonly #reporter: Reporter;
  /** What each binding does. */
  readonly running: Engine["running"];
  readonly #engine: Engine;

  /** Starts nothing. */
  constructor(options: CaptureRunOptions) {
    this.#options = options;
    const {
      bindings,
      sink,
      connection: { api },
      outside: { clock, log, signal },
      once,
      due = false,
      life,
      changed,
    } = options;
    this.#engine = new Engine({
      bindings,
      source: (stream) => api.source(stream.name),
      sink,
      clock,
      log,
      once,
      due,
      life: life + MARGIN,
      signal: AbortSignal.any([signal, this.#over.signal]),
      ...(changed ? { changed } : {}),
    });
    this.running = this.#engine.running;
    this.#reporter = new Reporter(this.running, clock.now());
  }

  /** What goes on now. @param measure whether rates begin anew with it */
  report(measure = true): Report {
    const waits = { troubles: this.troubles, everything: this.everythingWaits };
    return this.#reporter.report(this.#options.outside.clock.now(), waits, measure);
  }

  /** Requests that keep failing right now, by stream. */
  get troubles(): ReadonlyMap<string, { cause: string; times: number }> {
    return this.#options.connection.client.troubles;
  }

  /** What holds up all streams, if anything does. */
  get everythingWaits(): string | undefined {
    const until = this.#options.connection.bucket.closedUntil;
    return until ? `Aircall's rate limit, until ${utc(until).slice(11, 19)} UTC` : undefined;
  }

  /**
   * Resolves when everything is up to date (`once`), its life is over, or it was asked to stop.
   *
   * @throws {IncompleteError} it left by itself while a stream was failing or incomplete
   * @throws what else ended it
   */
  async run(): Promise<void> {
    const { outside: { clock, signal }, life } = this.#options;
    /** What keeps failing has to be asked before its requests are called off. */
    let troubled: string[] = [];
    const ended = new AbortController();
    if (life < Infinity) {
      clock.sleep(life, ended.signal).then(() => {
        troubled = [...this.troubles].map(([name, { cause }]) => `${name}: ${cause}`);
        this.#over.abort(new DOMException("the run's life is over", "AbortError"));
      }, () => {});
    }
    try {
      await this.#engine.run();
    } finally {
      ended.abort();
    }
    const reasons = [...this.failing, ...troubled];
    if (!signal.aborted && reasons.length > 0) throw new IncompleteError([...new Set(reasons)]);
  }

  /** What it has asked for, as its last line tells it. */
  get spent(): string {
    const { requests, refused429 } = this.#options.connection.client.counts;
    return `after ${requests} ${
      requests === 1 ? "request" : "requests"
    }, ${refused429} of them answered with 429`;
  }

  /** What could not be read, each beginning with its stream's name. */
  get failing(): string[] {
    return this.running.flatMap(({ binding, progress }) =>
      [...progress.failing.values(), ...progress.gaps.values()].map((reason) =>
        `${binding.stream.name}: ${reason}`
      )
    );
  }
}
