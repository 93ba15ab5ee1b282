import { type CallContent, content } from "./call_content.ts";
import { type CallCourse, type CallScript, course } from "./call_course.ts";
import { type CallDetail, callDocument, type CallMoment, stages, type World } from "./call_document.ts";
import { apply, type CallChange, type CallEdits, noEdits } from "./call_edits.ts";
import { CallIndex, type CallOrder } from "./call_index.ts";
import { history, sixMonthsBefore } from "./history.ts";
import type { Json, Row } from "./json.ts";
import { Memo } from "./memo.ts";
import { Random } from "./random.ts";
import type { Selection } from "./selection.ts";

/** How the calls of an account are made and served. */
export interface CallsOptions {
  seed: number;
  /** Unix seconds of the account's present. */
  begin: number;
  /** Unix seconds; the calls of the past started before. */
  historyEnds: number;
  /** Calls of the past. */
  count: number;
  /** Days that they are spread over. */
  days: number;
  /** How many times faster than life calls go that start from `begin` on. */
  speed: number;
  /** New calls per hour that start by themselves. */
  live: number;
  order: CallOrder;
  /** Seconds served back from now; undefined: six calendar months. */
  horizon: number | undefined;
}

/**
 * The calls of an account. A call is a start, an id and what its seed makes of them; documents are made when asked for.
 * Every method takes the present: calls come, go on and end by the clock alone.
 */
export class Calls {
  #options: CallsOptions;
  #world: World;
  #index: CallIndex;
  #scripts = new Map<number, CallScript>();
  #edits = new Map<number, CallEdits>();
  /** Calls whose start will move, by the second of that. */
  #unsettled = new Map<number, number>();
  #nextSettling = Infinity;
  #random: Random;
  #arrivals: Random;
  #nextArrival: number;
  #lastId = 3_100_000_000;
  #commentId = 2 ** 33;
  /** What a call will ever be by itself: it is fixed once the call has begun. */
  readonly #fates: Memo<{ course: CallCourse; content: CallContent }>;
  #oldest = { now: NaN, second: NaN };

  /** Makes the calls of the past. */
  constructor(options: CallsOptions, world: World) {
    this.#options = options;
    this.#world = world;
    this.#fates = new Memo((id) => {
      const course = this.#course(id);
      return { course, content: content(world.cast, id, course, this.#scripts.get(id)) };
    });
    this.#index = new CallIndex(options.count);
    this.#random = new Random(options.seed, 12);
    this.#arrivals = new Random(options.seed, 13);
    this.#nextArrival = options.begin + this.#pause();
    const starts = history(options.seed, options.historyEnds, options.count, options.days);
    for (const start of starts) this.#begin(this.#freshId(), start, options.begin);
  }

  /**
   * Calls that started after `from` and not after `to`, in the ascending order that the account's list has.
   * What is older than the horizon is not served.
   */
  select(from: number, to: number, now: number): Selection {
    this.#advance(now);
    return this.#index.select(Math.max(from, this.oldest(now) - 1), to, this.#options.order);
  }

  /** The first second that is still served. */
  oldest(now: number): number {
    const { horizon } = this.#options;
    if (horizon !== undefined) return now - horizon;
    // asked for at each document
    if (this.#oldest.now !== now) this.#oldest = { now, second: sixMonthsBefore(now) };
    return this.#oldest.second;
  }

  /** Whether there is such a call, older than what is served. */
  hasLeft(id: number, now: number): boolean {
    return (this.#index.startOf(id) ?? Infinity) < this.oldest(now);
  }

  /** The call as it is now, or undefined when there is none or it is too old. */
  document(id: number, now: number, details: ReadonlySet<CallDetail>): Row | undefined {
    this.#advance(now);
    const startedAt = this.#index.startOf(id);
    if (startedAt === undefined || startedAt < this.oldest(now)) return undefined;
    return callDocument(this.#world, this.#moment(id, startedAt, now), details);
  }

  /** Lets a call start. @returns its id. */
  start(script: CallScript, now: number): number {
    this.#advance(now);
    const id = this.#freshId();
    this.#scripts.set(id, script);
    this.#begin(id, script.startedAt ?? now, now);
    return id;
  }

  /**
   * Adds finished calls that all started in one second.
   *
   * @returns their ids, ascending; between those of their neighbours in time where there is room
   */
  burst(second: number, count: number, now: number): number[] {
    this.#advance(now);
    const [before, after] = this.#index.around(second);
    const low = before ?? 3_000_000_000;
    const step = after === undefined ? 0 : Math.floor((after - low) / (count + 1));
    const ids = Array.from({ length: count }, (_, i) => {
      const id = low + step * (i + 1);
      return step > 0 && this.#index.startOf(id) === undefined ? id : this.#freshId();
    }).sort((a, b) => a - b);
    this.#index.addBurst(ids, second);
    const short = { answeredAfter: 0, talk: Math.max(0, Math.min(60, now - second)), finaliseAfter: 0 };
    const finished: CallScript = { shift: 0, ...(second > now - 7200 ? short : {}) };
    for (const id of ids) this.#scripts.set(id, finished);
    return ids;
  }

  /** Does something to a call that none of its timestamps tells of. @throws {RangeError} there is no such call */
  edit(id: number, change: CallChange, now: number): void {
    this.#advance(now);
    const startedAt = this.#index.startOf(id);
    if (startedAt === undefined) throw new RangeError(`There is no call ${id}`);
    const edits = this.#edits.get(id) ?? noEdits();
    apply(edits, change, now, this.#commentId++);
    this.#edits.set(id, edits);
    const moved = seconds(change.patch?.started_at);
    if (moved === undefined) return;
    edits.movedBy += moved - startedAt;
    // From here on its start is what was said, so finalisation moves it no more.
    if (this.#unsettled.delete(id)) edits.movedBy -= this.#course(id).shift;
    this.#index.move(id, moved);
  }

  #moment(id: number, startedAt: number, now: number): CallMoment {
    const edits = this.#edits.get(id);
    const { course, content } = this.#fates.of(id);
    const settledBy = this.#unsettled.has(id) ? 0 : course.shift;
    const begin = startedAt - settledBy - (edits?.movedBy ?? 0);
    return { id, startedAt, begin, edits, now, course, content, speed: this.#speed(id, begin) };
  }

  #begin(id: number, start: number, now: number): void {
    const itsCourse = this.#course(id);
    const { final } = stages(start, itsCourse, this.#speed(id, start));
    const settled = now >= final || itsCourse.shift === 0;
    this.#index.add(id, settled ? start + itsCourse.shift : start);
    if (settled) return;
    this.#unsettled.set(id, final);
    this.#nextSettling = Math.min(this.#nextSettling, final);
  }

  #course(id: number): CallCourse {
    return course(this.#options.seed, id, this.#scripts.get(id));
  }

  #speed(id: number, start: number): number {
    return start >= this.#options.begin || this.#scripts.has(id) ? this.#options.speed : 1;
  }

  /** Brings in the calls that have started since, and moves the starts of those that were finalised. */
  #advance(now: number): void {
    while (this.#nextArrival <= now) {
      this.#begin(this.#freshId(), Math.floor(this.#nextArrival), now);
      this.#nextArrival += this.#pause();
    }
    if (this.#nextSettling > now) return;
    this.#nextSettling = Infinity;
    for (const [id, final] of this.#unsettled) {
      if (final > now) {
        this.#nextSettling = Math.min(this.#nextSettling, final);
        continue;
      }
      this.#unsettled.delete(id);
      const start = this.#index.startOf(id) ?? 0;
      this.#index.move(id, start + this.#course(id).shift);
    }
  }

  #pause(): number {
    return this.#options.live > 0 ? this.#arrivals.exponential(3600 / this.#options.live) : Infinity;
  }

  /** Ids ascend with wide gaps, as those of one account among many do; bursts find room in them. */
  #freshId(): number {
    return this.#lastId += this.#random.whole(20_001, 60_000);
  }
}

function seconds(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
