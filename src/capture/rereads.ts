import { abortable } from "@std/async";
import type { Absences } from "./absences.ts";
import { second } from "./clock.ts";
import { Gaps } from "./gaps.ts";
import { List } from "./list.ts";
import { sayKeyless } from "./say.ts";
import type { Window } from "./source.ts";
import type { Batch, JsonObject, Rung, Task } from "./stream.ts";
import { overlapOf, type Shared, type TimelineState } from "./timeline_state.ts";
import { walk } from "./walk.ts";
import { walkFrom, type WalkState } from "./walk_state.ts";

type Pass = NonNullable<NonNullable<TimelineState["rereads"]>[string]["pass"]>;

/** Pages after which a pass says where it is, when it has found nothing. */
const PAGES = 20;

/**
 * Reads one stretch of the past again and again, for what changes without a word: comments, tags, assignments of old calls; edits of
 * contacts that move no time.
 *
 *   served            7 d ago           24 h ago     overlap     now
 *   ───┼─────────────────┼──────────────────┼───────────┼─────────┼──▶
 *      (═════ daily ═════╪═]                                            each reaches over the next by that one's period, so that what
 *                        (═══ every 6 h ════╪═]                         grows too old for it before it comes by again is read here
 *                                           (══ hourly ═]
 *
 * What it reads is held against the ledger: only what has changed comes out. A pass goes on where a restart found it; the backfill is
 * the first of each rung.
 */
export class Rereads implements Task {
  /** Its key in `Progress.failing`. */
  readonly name: string;
  readonly #shared: Shared;
  readonly #absences: Absences;
  readonly #rung: Rung;
  readonly #nearer: Rung | undefined;

  /** Reads nothing yet; `nearer` is the rung that reads what is younger. */
  constructor(shared: Shared, absences: Absences, rung: Rung, nearer: Rung | undefined) {
    this.name = `re-reads of ${rung.title}`;
    this.#shared = shared;
    this.#absences = absences;
    this.#rung = rung;
    this.#nearer = nearer;
  }

  /** Whether the settings ask for it: with a full refresh everything is read each day anyway. */
  get wanted(): boolean {
    const { rereads, mode } = this.#shared.run.settings;
    return rereads && !(mode === "full_refresh" && this.#rung.reach === undefined);
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { run, prepared } = this.#shared;
    await abortable(prepared.promise, run.signal);
    for (;;) {
      const { pass } = this.#state();
      this.#tell(pass);
      if (pass) yield* this.#pass(pass);
      else {
        await run.clock.sleep(this.#left() * 1000, run.signal);
        yield* this.#next();
      }
    }
  }

  /** The pass that is under way or due by now, to its end; nothing where there is none. */
  async *due(): AsyncGenerator<Batch, void, void> {
    if (!this.#state().pass && this.#left() > 0) return;
    if (!this.#state().pass) yield* this.#next();
    const { pass } = this.#state();
    if (pass) yield* this.#pass(pass);
  }

  /** Seconds until the next pass is due. */
  #left(): number {
    const now = second(this.#shared.run.clock);
    // a last pass in the future means that the clock was set back
    return Math.min(this.#last(), now) + this.#rung.every - now;
  }

  async *#next(): AsyncGenerator<Batch, void, void> {
    const patch = this.#patch(await this.#begin());
    yield* this.#shared.ledger.batch(() => ({ documents: [], patch }));
  }

  /** A pass that begins now, or the note that there was nothing to pass over. */
  async #begin(): Promise<JsonObject> {
    const { run, options, state, ledger } = this.#shared;
    const { cursor = 0, backfill } = state();
    const { serves } = options.time;
    const settled = await run.source.settled(run.signal);
    const began = second(run.clock);
    const { reach = Infinity } = this.#rung;
    // what the first reading has not come to yet is its own; it lies before the cutoff
    const reading = backfill && !backfill.repeats ? backfill.to : -Infinity;
    const start = this.#start;
    // a start date that was moved later cuts a cell: what is left of it is another
    const cut = ledger.cells.at(start + 1);
    if (cut && cut.from < start) ledger.cells.remove(cut);
    const floor = Math.max(0, reading, start, serves === undefined ? -Infinity : settled - serves);
    const tail = "overlap" in options.changes ? cursor - overlapOf(options) : settled;
    const nearer = this.#nearer?.reach === undefined
      ? Infinity
      : began - this.#nearer.reach + this.#over(began);
    // whole cells, since a part of one cannot be held against its sum
    const from = Math.max(floor, ledger.cells.at(began - reach + 1)?.from ?? began - reach);
    const to = Math.min(tail, ledger.cells.at(nearer)?.to ?? nearer);
    if (serves !== undefined) ledger.cells.forgetUpTo(settled - serves);
    if (to <= from) return { last: began, took: 0 };
    return { pass: { ...walkFrom(from), from, to, began } };
  }

  /**
   * How far the pass that begins now reaches over the nearer rung, in seconds: by as long as that one may not come by again, or, where it is late,
   * as it has not come by for.
   */
  #over(began: number): number {
    const { every = 0, name = "" } = this.#nearer ?? {};
    const { passed = 0, rereads } = this.#shared.state();
    const { last = passed } = rereads?.[name] ?? {};
    return Math.min(this.#rung.every, Math.max(every, began - last));
  }

  async *#pass(pass: Pass): AsyncGenerator<Batch, void, void> {
    const { run, options, key, ledger } = this.#shared;
    const { to } = pass;
    const from = Math.min(to, Math.max(pass.at, this.#start));
    // a restart came amid a cell: it is read again by itself, as a whole
    const cell = ledger.cells.at(from);
    if (cell && cell.to > from && from > pass.from) {
      yield* this.#absences.check([cell], "reread");
    }
    const list = new List(run, options, "reread", run.signal, () => ledger.stamp());
    const window = { from, to };
    const gaps = new Gaps(this.#shared, window);
    const suspects: Window[] = [];
    const reading = ledger.read(window, {
      keyless: () => sayKeyless(run, options.name, key),
      missing: (cell) => void suspects.push(cell),
    });
    const steps = walk(list, window, {
      warn: (message) => run.log.warn(`${options.name}: ${message}`),
      clock: run.clock,
      fields: { key, time: options.time.field },
      resume: from === pass.at ? pass : walkFrom(from),
      leaves: options.time.serves !== undefined,
    });
    let quiet = 0;
    try {
      for await (const step of steps) {
        this.#tell(pass, step.state, step.remaining);
        yield* ledger.batch(() => {
          const documents = reading.take(step.rows, step.state.at, step.asked);
          const news = gaps.patch(step);
          const silent = documents.length === 0 && Object.keys(news).length === 0 && ++quiet < PAGES;
          if (silent) return { documents, patch: {} };
          quiet = 0;
          return { documents, patch: { ...this.#patch({ pass: { ...step.state } }), ...news } };
        });
        yield* this.#absences.check(suspects.splice(0), "reread");
      }
    } finally {
      ledger.end(reading);
    }
    const took = Math.max(0, second(run.clock) - pass.began);
    yield { documents: [], patch: this.#patch({ last: pass.began, took, pass: null }) };
  }

  /** When the last pass began that came to its end. The backfill was the first; so is each pass over everything, for what is oldest. */
  #last(): number {
    const { passed = 0 } = this.#shared.state();
    const { last = passed } = this.#state();
    return this.#rung.reach === undefined ? Math.max(last, passed) : last;
  }

  /** The second after which rows are wanted. */
  get #start(): number {
    const { options, run } = this.#shared;
    return options.time.bounded ? run.settings.start - 1 : -Infinity;
  }

  #state() {
    return this.#shared.state().rereads?.[this.#rung.name] ?? {};
  }

  #patch(patch: JsonObject): JsonObject {
    return { rereads: { [this.#rung.name]: patch } };
  }

  /** Tells the status how often the stretch is really read. */
  #tell(pass: Pass | undefined, at?: WalkState, remaining?: number): void {
    const { run } = this.#shared;
    const { title, every } = this.#rung;
    const { took = every } = this.#state();
    const elapsed = second(run.clock) - (pass?.began ?? Infinity);
    const done = pass && at ? (at.at - pass.from) / (pass.to - pass.from) : 0;
    run.progress.rereads.set(title, {
      every,
      real: Math.max(took, elapsed > every ? elapsed / done : every),
      last: this.#last(),
      ...(remaining === undefined ? {} : { remaining }),
    });
  }
}
