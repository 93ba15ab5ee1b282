import { abortable } from "@std/async";
import type { Absences } from "./absences.ts";
import { second } from "./clock.ts";
import { Gaps } from "./gaps.ts";
import { List } from "./list.ts";
import { sayKeyless } from "./say.ts";
import type { Window } from "./source.ts";
import type { Batch, JsonObject, Task } from "./stream.ts";
import { overlapOf, type Shared, type TimelineState } from "./timeline_state.ts";
import { walk } from "./walk.ts";
import { walkFrom } from "./walk_state.ts";

type Pass = NonNullable<TimelineState["backfill"]>;

/** Seconds between two passes over everything, with `full_refresh`. */
const DAY = 86_400;

/** Reads everything there is, oldest first, up to the cutoff; later, what an earlier start date or a full refresh asks for. */
export class Backfill implements Task {
  /** Its key in `Progress.failing`. */
  readonly name = "backfill";
  readonly #shared: Shared;
  readonly #absences: Absences;

  /** Reads nothing yet. */
  constructor(shared: Shared, absences: Absences) {
    this.#shared = shared;
    this.#absences = absences;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { run, state, prepared, again } = this.#shared;
    if (state().cursor === undefined) yield { documents: [], patch: await this.#begin() };
    prepared.resolve();
    for (;;) {
      const pass = state().backfill;
      if (pass) {
        yield* this.#pass(pass);
        continue;
      }
      const patch = await this.#nextPass();
      if (patch) {
        yield { documents: [], patch };
        continue;
      }
      run.progress.phase = "following";
      yield { documents: [], patch: {} };
      if (run.once) return;
      await this.#sleepUntil(this.#due(), again.heard.bind(again));
    }
  }

  /** The first state: everything up to a cutoff is the backfill's, everything after it the tail's. */
  async #begin(): Promise<JsonObject> {
    const { run, options } = this.#shared;
    const to = await run.source.settled(run.signal);
    const { start } = run.settings;
    const covers = options.time.bounded ? { start } : {};
    return {
      cursor: to,
      ...covers,
      passed: to,
      backfill: { ...walkFrom(this.#floor(start, to)), to, ...covers },
    };
  }

  /** A pass that is due though the backfill is done, as a patch on the state. */
  async #nextPass(): Promise<JsonObject | undefined> {
    const { run, state, options } = this.#shared;
    const { start } = run.settings;
    const { start: covered = start, cursor = 0, again = false } = state();
    const to = await run.source.settled(run.signal);
    if (options.time.bounded && start < covered) {
      // the start date was moved earlier:  start ─(═══ this pass ═══]─ covered ─ …; what is after the cursor is the tail's
      return {
        backfill: {
          ...walkFrom(this.#floor(start, to)),
          to: Math.max(0, Math.min(covered - 1, cursor)),
          start,
        },
      };
    }
    if (again || second(run.clock) >= this.#due()) {
      run.progress.gaps.delete("key");
      const from = this.#floor(start, to);
      return { passed: to, again: null, backfill: { ...walkFrom(from), to, repeats: true } };
    }
    return undefined;
  }

  /** The second in which everything is to be read again. */
  #due(): number {
    const { run, state } = this.#shared;
    return run.settings.mode === "full_refresh" ? (state().passed ?? 0) + DAY : Infinity;
  }

  async *#pass(pass: Pass): AsyncGenerator<Batch, void, void> {
    const { run, options, key, followed, ledger, state } = this.#shared;
    const begin = Math.min(run.settings.start - 1, pass.to);
    if (options.time.bounded && pass.at < begin) {
      // the start date was moved later meanwhile: the rest of the pass is shorter, and covers no more than that
      const covers = pass.start === undefined ? {} : { start: begin + 1 };
      yield { documents: [], patch: { backfill: { ...walkFrom(begin), ...covers } } };
      return;
    }
    run.progress.phase = pass.repeats ? "reading everything again" : "backfilling";
    const list = new List(run, options, "backfill", run.signal, () => ledger.stamp());
    const window = { from: pass.at, to: pass.to };
    const gaps = new Gaps(this.#shared, window);
    const suspects: Window[] = [];
    const reading = ledger.read(window, {
      keyless: () => sayKeyless(run, options.name, key),
      first: () => !pass.repeats,
      missing: (cell) => void suspects.push(cell),
      decide: (name, row, at) => {
        followed?.note(name, row, at, second(run.clock));
        return pass.repeats && run.settings.mode === "full_refresh" ? true : undefined;
      },
    });
    const steps = walk(list, window, {
      warn: (message) => run.log.warn(`${options.name}: ${message}`),
      clock: run.clock,
      fields: { key, time: options.time.field },
      resume: pass,
      leaves: options.time.serves !== undefined,
      trusting: run.settings.rereads && !run.once,
    });
    const end: JsonObject = { backfill: null, ...(pass.start === undefined ? {} : { start: pass.start }) };
    let ended = false;
    try {
      for await (const step of steps) {
        yield* ledger.batch(() => {
          run.progress.remaining = step.remaining;
          run.progress.cursor = state().cursor;
          const documents = reading.take(step.rows, step.state.at, step.asked);
          ended = step.state.at >= pass.to && suspects.length === 0;
          const patch: JsonObject = ended ? { ...end } : { backfill: { ...step.state } };
          const open = followed?.patch((state().cursor ?? 0) - overlapOf(options));
          return { documents, patch: { ...patch, ...gaps.patch(step), ...(open ? { open } : {}) } };
        });
        yield* this.#absences.check(suspects.splice(0), "backfill");
      }
    } finally {
      ledger.end(reading);
    }
    if (!ended) yield { documents: [], patch: end };
  }

  /** The second after which rows are wanted and may still be served; with a start date that is still to come, now. */
  #floor(start: number, now: number): number {
    const { bounded, serves = Infinity } = this.#shared.options.time;
    return Math.min(now, Math.max(0, bounded ? start - 1 : -Infinity, now - serves));
  }

  async #sleepUntil(due: number, bell: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { clock, signal } = this.#shared.run;
    const first = new AbortController();
    const both = AbortSignal.any([signal, first.signal]);
    const waits = [bell(both)];
    if (due < Infinity) waits.push(clock.sleep(due * 1000 - clock.now(), both));
    // the slower one is called off
    await abortable(Promise.race(waits), signal).finally(() => first.abort());
  }
}
