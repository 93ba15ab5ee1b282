import { utc } from "../../capture/utc.ts";
import type { Weight } from "../../aircall/redacted_log.ts";
import type { Board, StreamBoard } from "./board.ts";
import type { Outcome, Plan, View } from "./view.ts";

/** How often progress is told without a phase having changed, in milliseconds. */
const OFTEN = 5000;

/** One JSON object a line, for programs: `begin`, `log`, `progress` and `end`. */
export class MachineView implements View {
  readonly every = 1000;
  readonly #print: (line: string) => void;
  readonly #now: () => number;
  #told = { at: -Infinity, phases: "", streams: "" };

  /**
   * @param print writes a whole line
   * @param now Unix milliseconds
   */
  constructor(print: (line: string) => void, now: () => number) {
    this.#print = print;
    this.#now = now;
  }

  begin(plan: Plan): void {
    this.#object("begin", { ...plan });
  }

  say(level: Weight, message: string): void {
    this.#object("log", { level, message });
  }

  show({ now, streams, everythingWaits }: Board): void {
    const phases = JSON.stringify(streams.map(({ phase }) => phase));
    if (phases === this.#told.phases && now - this.#told.at < OFTEN) return;
    const body = {
      ...(everythingWaits === undefined ? {} : { everythingWaits }),
      streams: Object.fromEntries(streams.map(streamFigures)),
    };
    const text = JSON.stringify(body);
    if (text !== this.#told.streams) this.#object("progress", body);
    this.#told = { at: now, phases, streams: text };
  }

  end({ how, took, streams, ...outcome }: Outcome): void {
    const rows = streams.map(({ stream, ...figures }) => [stream, figures]);
    this.#object("end", {
      outcome: how,
      ...outcome,
      seconds: took / 1000,
      streams: Object.fromEntries(rows),
    });
  }

  #object(type: string, body: Record<string, unknown>): void {
    this.#print(JSON.stringify({ type, at: utc(this.#now()), ...body }));
  }
}

function streamFigures({ stream, perSecond, ...figures }: StreamBoard): [string, Record<string, unknown>] {
  return [stream, { ...figures, documentsPerSecond: Math.round(perSecond * 10) / 10 }];
}
