import { instant } from "../format.ts";
import { painter } from "../paint.ts";
import type { Weight } from "../../aircall/redacted_log.ts";
import type { Board } from "./board.ts";
import { plainLine } from "./lines.ts";
import { summary } from "./summary.ts";
import type { Outcome, Plan, View } from "./view.ts";

/** How often a stream that works is told of at most, in milliseconds. */
const OFTEN = 10_000;

/** Lines that stay, for a file, a pipe or a dumb terminal: one when a stream's phase has changed, few in between, and no escape codes. */
export class PlainView implements View {
  readonly every = 1000;
  readonly #print: (...lines: string[]) => void;
  readonly #now: () => number;
  readonly #told = new Map<string, { at: number; phase: string; text: string }>();

  /**
   * @param print writes whole lines
   * @param now Unix milliseconds
   */
  constructor(print: (...lines: string[]) => void, now: () => number) {
    this.#print = print;
    this.#now = now;
  }

  begin(plan: Plan): void {
    this.#line(beginning(plan));
  }

  say(weight: Weight, message: string): void {
    this.#line(weight === "info" ? message : `${weight}: ${message}`);
  }

  show({ now, streams, everythingWaits }: Board): void {
    for (const stream of streams) {
      const told = this.#told.get(stream.stream);
      const changed = told?.phase !== stream.phase;
      if (!changed && (stream.ended || now - told.at < OFTEN)) continue;
      // of one that has not begun there is nothing to tell but what it waits for
      if (stream.phase === "starting" && (stream.waitsFor ?? everythingWaits) === undefined) continue;
      const text = plainLine(stream, everythingWaits);
      this.#told.set(stream.stream, { at: now, phase: stream.phase, text });
      // where nothing moves there is nothing to tell
      if (text !== told?.text) this.#line(text);
    }
  }

  end(outcome: Outcome): void {
    this.#print(...summary(outcome, Infinity, painter(false)));
  }

  #line(text: string): void {
    this.#print(`${instant(this.#now())}  ${text}`);
  }
}

/** What is about to be done, as a sentence. */
export function beginning({ streams, to, requestsPerMinute, follow }: Plan): string {
  const what = streams.length === 1 ? streams[0] : `${streams.length} streams`;
  const until = follow ? ", and follows them until Ctrl-C" : "";
  return `Reads ${what} into ${to} at ${
    requestsPerMinute.toLocaleString("en-US")
  } requests a minute at most${until}`;
}
