import type { Clock } from "../../capture/clock.ts";
import { bar } from "../../local/bar.ts";
import { count, counted, lasting } from "../../local/format.ts";
import type { Screen } from "../../local/screen.ts";

/** How long a rate is measured before anything is foretold from it, in milliseconds. */
const second = 1000;

/** One stream on its way, as it can be looked at any time. */
export interface Course {
  stream: string;
  /** How many rows there are to come. */
  total: number;
  /** How many have arrived. */
  arrived(): number;
  /** How many pages were asked for. */
  pages(): number;
}

/** Shows how far each stream is, until every one has arrived. */
export class Progress {
  #courses: Course[];
  #screen: Screen;
  #clock: Clock;
  #begun: number;
  #done = new Map<string, number>();

  /** @param begun Unix milliseconds since when all of them are on their way */
  constructor(courses: Course[], screen: Screen, begun: number, clock: Clock) {
    this.#courses = courses;
    this.#screen = screen;
    this.#clock = clock;
    this.#begun = begun;
  }

  /** Looks at every stream and shows what it sees. @returns whether all have arrived */
  show(): boolean {
    const now = this.#clock.now();
    const finished = this.#courses.filter((course) => !this.#done.has(course.stream) && arrivedWhole(course));
    for (const { stream } of finished) this.#done.set(stream, now);
    const live = this.#screen.holds(this.#courses.length);
    if (live) {
      const { dim } = this.#screen.paint;
      this.#screen.draw(this.#courses.map((course) => {
        const text = this.#line(course, now, true);
        return this.#done.has(course.stream) ? { text, paint: dim } : { text };
      }));
    } else {
      for (const course of finished) this.#screen.print(this.#line(course, now));
      const slowest = this.#slowest();
      if (slowest && now - this.#begun >= second) this.#screen.tell(this.#line(slowest, now));
    }
    return this.#courses.length === this.#done.size;
  }

  #line(course: Course, now: number, live = false): string {
    const { stream, total } = course;
    const arrived = Math.min(course.arrived(), total);
    const finished = this.#done.get(stream);
    const spent = (finished ?? now) - this.#begun;
    const rate = spent > 0 ? arrived / spent * 1000 : 0;
    const left = rate > 0 && spent >= second ? `${lasting((total - arrived) / rate * 1000)} left` : "";
    const cells = [
      stream.padEnd(16),
      `${count(arrived).padStart(7)} of ${count(total).padStart(7)}`,
      counted(course.pages(), "page").padStart(11),
      `${count(rate)}/s`.padStart(9),
      (finished === undefined ? left : `done in ${lasting(spent)}`).padStart(14),
    ];
    const line = `  ${cells.join("  ")}`;
    const room = !live || finished !== undefined ? 0 : Math.min(this.#screen.columns - line.length - 4, 30);
    return room < 8 ? line : `${line}  ${bar(total === 0 ? 1 : arrived / total, room)}`;
  }

  /** The stream with most to come. */
  #slowest(): Course | undefined {
    const open = this.#courses.filter(({ stream }) => !this.#done.has(stream));
    return open.toSorted((a, b) => (b.total - b.arrived()) - (a.total - a.arrived()))[0];
  }
}

function arrivedWhole(course: Course): boolean {
  return course.arrived() >= course.total;
}
