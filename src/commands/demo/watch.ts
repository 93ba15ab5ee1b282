import type { Clock } from "../../capture/clock.ts";
import type { Change } from "./changes.ts";
import { lasting } from "../../local/format.ts";
import type { Screen } from "../../local/screen.ts";

interface Sight {
  change: Change;
  happenedAt: number | undefined;
  arrivedAt: number | undefined;
}

/** Shows what happens in the account, and when each of it has arrived in the capture. */
export class Watch {
  #sights: Sight[];
  #screen: Screen;
  #clock: Clock;

  constructor(changes: Change[], screen: Screen, clock: Clock) {
    this.#sights = changes.map((change) => ({ change, happenedAt: undefined, arrivedAt: undefined }));
    this.#screen = screen;
    this.#clock = clock;
  }

  /** Looks at every change and shows what it sees. @returns whether all have arrived */
  show(): boolean {
    const now = this.#clock.now();
    const live = this.#screen.holds(this.#sights.length);
    for (const sight of this.#sights) {
      if (sight.happenedAt === undefined && sight.change.happened()) {
        sight.happenedAt = now;
        if (!live) this.#screen.print(line(sight, now));
      }
      if (sight.happenedAt !== undefined && sight.arrivedAt === undefined && sight.change.arrived()) {
        sight.arrivedAt = now;
        if (!live) this.#screen.print(line(sight, now));
      }
    }
    const { dim } = this.#screen.paint;
    if (live) {
      this.#screen.draw(this.#sights.map((sight) => {
        const text = line(sight, now);
        return sight.happenedAt === undefined ? { text, paint: dim } : { text };
      }));
    }
    return this.#sights.every(({ arrivedAt }) => arrivedAt !== undefined);
  }
}

function line({ change, happenedAt, arrivedAt }: Sight, now: number): string {
  const state = happenedAt === undefined
    ? "to come"
    : arrivedAt === undefined
    ? now === happenedAt ? "now" : `${lasting(now - happenedAt)} ago`
    : `arrived after ${lasting(arrivedAt - happenedAt)}`;
  return `  ${change.stream.padEnd(10)}${change.what.padEnd(46)}${state.padStart(21)}`;
}
