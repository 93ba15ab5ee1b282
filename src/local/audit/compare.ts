import { StreamFault, type Window } from "../../capture/source.ts";
import type { Asked } from "./asked.ts";
import { DAY, dayOf, halves, isWithinDay } from "./days.ts";
import type { Kept, Placed } from "./kept.ts";

/** Seconds by which a start may be another than it was stored: a call's moves by one or two while it settles. */
const SLACK = 2;
/** Stretches that are asked for side by side, so that the rate is used though answers take their time. */
const BESIDE = 4;

/** What a {@link Comparison} works with. */
export interface Comparing {
  asked: Asked;
  kept: Kept;
  /** Whether every window is read by key, whatever its count. */
  keys: boolean;
  /** Called with each window that is done. */
  done: (window: Window) => void;
}

/** A window that could not be compared. */
export interface Lost {
  window: Window;
  why: string;
}

/** Compares windows of a timeline: by count, and where the counts differ by key. */
export class Comparison {
  /** What Aircall counts, by UTC day; days of longer stretches that are right are not here. */
  readonly days = new Map<string, number>();
  /** Rows that Aircall has in all windows that were compared. */
  counted = 0;
  /** Rows that are listed and not stored. */
  readonly missing: Placed[] = [];
  /** What could not be compared. */
  readonly lost: Lost[] = [];
  readonly #extra: Placed[] = [];
  /** Every key that was read. */
  readonly #listed = new Set<string>();
  readonly #comparing: Comparing;

  constructor(comparing: Comparing) {
    this.#comparing = comparing;
  }

  /** What is stored and listed nowhere; a row that has moved further than the slack is listed on another day that differs. */
  get extra(): Placed[] {
    return this.#extra.filter(({ key }) => !this.#listed.has(key));
  }

  /**
   * Compares windows, a few at a time.
   *
   * @throws what ends all of it: not what keeps this one stream from being read
   */
  async all(windows: readonly Window[]): Promise<void> {
    const left = windows.values();
    let ended = false;
    const lane = async () => {
      for (const window of left) {
        if (ended) return;
        try {
          await this.#compare(window);
          this.#comparing.done(window);
        } catch (error) {
          ended = true;
          throw error;
        }
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: BESIDE }, lane));
    for (const lane of lanes) if (lane.status === "rejected") throw lane.reason;
  }

  /**
   * One window. Where the counts are not the same it is halved, at a midnight as long as it spans one, until the day is
   * found; its rows are then read. A count that may be clamped is no count: such a window is halved too.
   */
  async #compare(window: Window): Promise<void> {
    const { asked, kept, keys } = this.#comparing;
    const total = await this.#try(window, () => asked.count(window));
    if (total === undefined) return;
    if (!keys && total !== asked.reach && total === kept.count(window)) {
      this.counted += total;
      if (isWithinDay(window)) this.#count(window.to, total);
      return;
    }
    const leaf = total < asked.reach && (keys || isWithinDay(window));
    const pieces = leaf ? undefined : halves(window);
    if (!pieces) return await this.#read(window);
    for (const piece of pieces) await this.#compare(piece);
  }

  /** Its rows, with a little more on both sides: one that has moved over the edge is neither missing nor too many. */
  async #read(window: Window): Promise<void> {
    const { asked, kept } = this.#comparing;
    const { from, to } = window;
    const wider = { from: Math.max(0, from - SLACK), to: to + SLACK };
    const listed = await this.#try(window, async () => {
      const rows = await asked.read(wider) ?? await asked.read(window);
      if (rows) return rows;
      throw new StreamFault(`Aircall counts ${asked.reach}, which may be more than it says`);
    });
    if (!listed) return;
    const keys = new Set(listed.map(({ key }) => key));
    for (const key of keys) this.#listed.add(key);
    for (let day = Math.floor((from + 1) / DAY); day <= Math.floor(to / DAY); day++) {
      this.#count(day * DAY, 0);
    }
    for (const row of listed) {
      if (row.second <= from || row.second > to) continue;
      this.counted++;
      this.#count(row.second, 1);
      if (!kept.has(row.key)) this.missing.push(row);
    }
    for (const row of kept.within(window)) if (!keys.has(row.key)) this.#extra.push(row);
  }

  async #try<T>(window: Window, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error;
      this.lost.push({ window, why: error.message });
    }
  }

  #count(second: number, rows: number): void {
    const day = dayOf(second);
    this.days.set(day, (this.days.get(day) ?? 0) + rows);
  }
}
