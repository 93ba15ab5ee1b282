import type { Clock } from "../capture/clock.ts";
import type { DiscreetLog } from "../aircall/outside.ts";
import { type Level, LEVELS } from "../capture/level.ts";
import type { Fields } from "../capture/log.ts";
import { utc } from "../capture/utc.ts";
import { Redaction } from "../http/redaction.ts";

/** Logs as Flow reads them from a connector's stderr: one JSON object a line, `{"ts","level","msg","fields"}`. */
export class FlowLog implements DiscreetLog {
  readonly #clock: Clock;
  readonly #least: number;
  readonly #write: (line: string) => void;
  readonly #redaction = new Redaction();

  /** @param write takes a whole line with its end */
  constructor(options: { clock: Clock; level: Level; write: (line: string) => void }) {
    this.#clock = options.clock;
    this.#least = LEVELS.indexOf(options.level);
    this.#write = options.write;
  }

  /** See {@link Redaction.hide}. */
  hide(secret: string): void {
    this.#redaction.hide(secret);
  }

  debug(message: string, fields?: Fields): void {
    this.#line("debug", message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#line("info", message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#line("warn", message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.#line("error", message, fields);
  }

  #line(level: Level, msg: string, fields: Fields = {}): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    const line = JSON.stringify(
      { ts: utc(this.#clock.now()), level, msg, fields },
      (_, value) => typeof value === "string" ? this.#redaction.redacted(value) : value,
    );
    this.#write(`${line}\n`);
  }
}
