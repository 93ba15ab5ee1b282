import { RedactedLog, type Weight } from "../aircall/redacted_log.ts";
import type { Clock } from "../capture/clock.ts";
import type { Level } from "../capture/level.ts";
import type { Fields } from "../capture/log.ts";
import { utc } from "../capture/utc.ts";

/** Logs as Flow reads them from a connector's stderr: one JSON object a line, `{"ts","level","msg","fields"}`. */
export class FlowLog extends RedactedLog {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  /** @param write takes a whole line with its end */
  constructor(options: { clock: Clock; level: Level; write: (line: string) => void }) {
    super(options.level);
    this.#clock = options.clock;
    this.#write = options.write;
  }

  protected override line(level: Weight, msg: string, fields: Fields): void {
    const line = JSON.stringify(
      { ts: utc(this.#clock.now()), level, msg, fields },
      (_, value) => typeof value === "string" ? this.redacted(value) : value,
    );
    this.#write(`${line}\n`);
  }
}
