import { Absences } from "../../src/capture/absences.ts";
import { Rereads } from "../../src/capture/rereads.ts";
import type { Row, Work } from "../../src/capture/source.ts";
import type { Rung } from "../../src/capture/stream.ts";
import { OneTimeline, type TimelineWanted } from "./one_timeline.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** A stretch that is read again each hour; it begins a day ago. */
export const LAST_DAY: Rung = { name: "day", title: "24 h", reach: DAY, every: HOUR };
/** Everything, each day. */
export const ALL: Rung = { name: "all", title: "all", every: DAY };

/** What a state says of a stretch. */
interface RungState {
  last?: number;
  took?: number;
  pass?: Record<string, number | null> | null;
}

/** One stretch of a timeline that is read again and again. Times are told as seconds before the beginning. */
export class Passes extends OneTimeline {
  readonly began = this.now;
  readonly rereads: Rereads;
  readonly #rung: Rung;
  #life: Promise<unknown> | undefined;

  constructor(rung: Rung, { nearer, ...wanted }: TimelineWanted & { nearer?: Rung } = {}) {
    super(wanted);
    this.#rung = rung;
    this.rereads = new Rereads(this.shared, new Absences(this.shared), rung, nearer);
    this.state["cursor"] = this.now - 100;
    this.state["passed"] = this.now;
  }

  /** What the state says of the stretch, and is made to say. */
  get of(): RungState {
    const all = (this.state["rereads"] ??= {}) as Record<string, RungState>;
    return all[this.#rung.name] ??= {};
  }

  /** A pass that was under way when an earlier life ended. */
  underWay(from: number, to: number, at: number, others: Record<string, number | null> = {}): this {
    const { began } = this;
    const pass = {
      from: began - from,
      to: began - to,
      at: began - at,
      since: began - at,
      read: 0,
      left: null,
    };
    this.of.pass = { ...pass, began: began - 600, ...others };
    return this;
  }

  /** A row that started so long before the beginning. */
  row(id: number, age: number, version = 1): Row {
    return { id, at: this.began - age, version };
  }

  /** A cell between two ages, with a row of each of these ages; their keys are their ages. */
  cell(from: number, to: number, ...ages: number[]): this {
    return this.known(this.began - from, this.began - to, ...ages.map((age) => this.row(age, age)));
  }

  /** Lets so many seconds go by, the task at work. */
  async pass(seconds: number): Promise<this> {
    this.shared.prepared.resolve();
    this.#life ??= this.keep(this.rereads.batches());
    await this.clock.sleep(1000 * seconds);
    return this;
  }

  /** Ends it. */
  async end(): Promise<void> {
    this.stop.abort(new Error("it is over"));
    await this.#life?.catch(() => {});
  }

  /** Stretches that were asked for since the last look, as ages, each where its first page was asked for. */
  windows(work: Work = "reread"): [number, number][] {
    return this.asked.splice(0).filter((one) => one.work === work && one.page === 1).map(({ from, to }) => [
      this.began - from,
      this.began - to,
    ]);
  }
}
