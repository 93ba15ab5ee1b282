import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { mergePatch } from "./merge_patch.ts";
import { OddDocuments } from "./odd_documents.ts";
import { noProgress, type Progress } from "./progress.ts";
import { type Source, StreamFault } from "./source.ts";
import type { Batch, JsonObject, Run, Settings, Stream, Task } from "./stream.ts";

/** A stream that is captured, as a face asks for it. */
export interface Binding {
  /** What is captured. */
  stream: Stream;
  /** How; fixed for the run. */
  settings: Settings;
  /** What the last run left: `{}` at first. The engine keeps it up to date. */
  state: JsonObject;
}

/** Where batches go. It is called for one batch at a time. */
export interface Sink {
  /** Resolves when the batch is written: all documents, then the state. To what, no engine looks at. */
  write(binding: Binding, batch: Batch): Promise<unknown>;
}

/** What an engine works with. */
export interface EngineOptions {
  /** May be none: the run then waits for its end. */
  bindings: Binding[];
  /** The API as one stream sees it. */
  source: (stream: Stream) => Source;
  /** What it throws ends the run. */
  sink: Sink;
  /** For the run's life, and the hour until a stream is tried again. */
  clock: Clock;
  /** Every task gets it too. */
  log: Log;
  /** Bring each binding up to date once, then end. @default false */
  once?: boolean;
  /** With `once`: read again, before it ends, what is due to be read again by now. @default false */
  due?: boolean;
  /** Milliseconds after which a run ends by itself; Infinity: never. @default 86_400_000 */
  life?: number;
  /** Asks the run to stop: the batch in hand is finished, nothing new begins. */
  signal: AbortSignal;
  /** Called when a binding's phase has changed. */
  changed?: () => void;
}

/** One binding and what it is doing. */
export interface Running {
  /** As it was handed in; its state moves on. */
  readonly binding: Binding;
  /** Written by the tasks while they work. */
  readonly progress: Progress;
  /** Whether all of its tasks have come to their end by themselves: with `once` it is up to date then, or says why it is not. */
  readonly ended: boolean;
}

/** How long a stream that cannot be read is left alone. */
const RETRY = 3_600_000;
const DAY = 86_400_000;

/**
 * Runs the bindings' tasks side by side and writes what they yield, one batch at a time. A stream that cannot be read stops alone
 * and is tried again every hour; any other error ends the run.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #stop = new AbortController();
  /** Aborts when the run has to end, for whatever reason. */
  readonly #signal: AbortSignal;
  /** In the order of the bindings. */
  readonly running: readonly Running[];
  readonly #ended = new Set<Binding>();
  readonly #odd: Map<Binding, OddDocuments>;
  #writing: Promise<void> = Promise.resolve();
  /** A write has failed, perhaps in the middle of a line: nothing may follow it. */
  #broken = false;

  /** Starts nothing; {@link run} does. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    const ended = this.#ended;
    this.running = options.bindings.map((binding) => ({
      binding,
      progress: this.#progress(),
      get ended() {
        return ended.has(binding);
      },
    }));
    const { bindings, log } = options;
    this.#odd = new Map(bindings.map((binding) => [binding, new OddDocuments(binding.stream, log)]));
  }

  /**
   * Resolves when the run is over: everything is up to date (`once`), its life is over, or it was asked to stop.
   *
   * @throws what ended it, if that was an error
   */
  async run(): Promise<void> {
    const { once = false } = this.#options;
    const ended = new AbortController();
    const over = this.#live(AbortSignal.any([ended.signal, this.#signal]))
      .then(() => this.#stop.abort(new DOMException("the run's life is over", "AbortError")), () => {});
    const tasks = this.running.flatMap((running) => {
      const run = this.#runOf(running);
      const tasks = running.binding.stream.tasks(run).map((task) => this.#perform(task, running));
      Promise.all(tasks).then(() => this.#signal.aborted || this.#ended.add(running.binding), () => {});
      return tasks;
    });
    try {
      // without a task there is still a run: it waits for its end
      await Promise.all(once ? tasks : [...tasks, over]);
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      ended.abort();
      await Promise.allSettled(tasks);
      for (const odd of this.#odd.values()) odd.say();
    }
  }

  /** A run's life, day by day: no clock counts for ever. */
  async #live(signal: AbortSignal): Promise<void> {
    const { clock, life = DAY } = this.#options;
    for (let left = life; left > 0; left -= DAY) await clock.sleep(Math.min(left, DAY), signal);
  }

  async #perform(task: Task, { binding, progress }: Running): Promise<void> {
    const { clock, log, once = false } = this.#options;
    const stop = this.#signal;
    const { name } = binding.stream;
    while (!stop.aborted) {
      try {
        for await (const batch of task.batches()) {
          await this.#keep(binding, batch, progress);
          progress.failing.delete(task.name);
          stop.throwIfAborted();
        }
        return;
      } catch (error) {
        if (stop.aborted) return;
        if (!(error instanceof StreamFault)) throw error;
        progress.failing.set(task.name, error.message);
        this.#options.changed?.();
        log.error(
          `${name}: ${error.message}. The other streams go on${
            once ? "." : "; this one is tried again in an hour."
          }`,
        );
        if (once) return;
        await clock.sleep(RETRY, stop).catch(() => {});
      }
    }
  }

  /** Writes a batch once the one before it is written; the state changes with it. */
  async #keep(binding: Binding, batch: Batch, progress: Progress): Promise<void> {
    if (batch.documents.length === 0 && Object.keys(batch.patch).length === 0) return;
    const before = this.#writing;
    const turn = Promise.withResolvers<void>();
    this.#writing = turn.promise;
    try {
      await before;
      if (this.#signal.aborted || this.#broken) return; // dropped whole; it is read again
      this.#broken = true;
      await this.#options.sink.write(binding, batch);
      this.#broken = false;
      // another object, so that whoever has read the last one sees that it is not the present one
      binding.state = mergePatch({ ...binding.state }, batch.patch);
      progress.documents += batch.documents.length;
      this.#odd.get(binding)?.note(batch.documents);
    } finally {
      turn.resolve();
    }
  }

  #runOf({ binding, progress }: Running): Run {
    const { source, clock, log, once = false, due = false } = this.#options;
    return {
      source: source(binding.stream),
      settings: binding.settings,
      once,
      due,
      clock,
      signal: this.#signal,
      log,
      progress,
      state: () => binding.state,
    };
  }

  /** Progress that tells when its phase changes. */
  #progress(): Progress {
    const { changed } = this.#options;
    let phase = "starting";
    return Object.defineProperty(noProgress(), "phase", {
      get: () => phase,
      set: (next: string) => {
        if (next === phase) return;
        phase = next;
        changed?.();
      },
    });
  }
}
