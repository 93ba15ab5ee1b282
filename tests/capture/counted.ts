import { Absences } from "../../src/capture/absences.ts";
import type { Row, Work } from "../../src/capture/source.ts";
import { OneTimeline, type TimelineWanted } from "./one_timeline.ts";

/** Seconds count from here. */
const BASE = 1_000_000;

/** Rows in a list and the cells that know them, to look for absences in. */
export class Counted extends OneTimeline {
  readonly absences: Absences;

  constructor(wanted: TimelineWanted = {}) {
    super(wanted);
    this.absences = new Absences(this.shared);
  }

  /** See {@link OneTimeline.known}. */
  cell(from: number, to: number, ...rows: Row[]): this {
    return this.known(BASE + from, BASE + to, ...rows);
  }

  /** Counts the list and looks for a difference. @returns what came out, as `d 7` */
  async compare(to: number, living?: string): Promise<string[]> {
    await this.keep(this.absences.compare(this.list.rows.length, BASE + to, living));
    return this.taken();
  }

  /** Reads stretches. @returns whether all could be read completely */
  async check(windows: [from: number, to: number][], work?: Work): Promise<boolean> {
    const all = windows.map(([from, to]) => ({ from: BASE + from, to: BASE + to }));
    return await this.keep(work ? this.absences.check(all, work) : this.absences.check(all));
  }

  /** The windows that were asked for since the last look; 0 is the beginning of all time. */
  windows(): [number, number][] {
    return this.asked.splice(0).map(({ from, to }) => [Math.max(0, from - BASE), to - BASE]);
  }
}

/** A row of this second. */
export const row = (id: number, at: number, version = 1): Row => ({ id, at: BASE + at, version });
/** A row that is counted, and cannot be known. */
export const keyless = (at: number): Row => ({ at: BASE + at });
