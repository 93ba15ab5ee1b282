import type { Level } from "../capture/level.ts";
import { RedactedLog, type Weight } from "../aircall/redacted_log.ts";

/** Log lines for somebody at a terminal: their words alone, and no secret in them. */
export class PersonLog extends RedactedLog {
  readonly #say: (weight: Weight, message: string) => void;

  /** @param say gets each line that is said at this level, without its end */
  constructor(say: (weight: Weight, message: string) => void, level: Level = "debug") {
    super(level);
    this.#say = say;
  }

  protected override line(weight: Weight, message: string): void {
    this.#say(weight, message);
  }
}
