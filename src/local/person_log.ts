import type { DiscreetLog } from "../aircall/outside.ts";
import { Redaction } from "../http/redaction.ts";

/** How much a line matters. */
export type Weight = "debug" | "info" | "warn" | "error";

/** Log lines for somebody at a terminal: their words alone, and no secret in them. */
export class PersonLog implements DiscreetLog {
  readonly #redaction = new Redaction();
  readonly #say: (weight: Weight, message: string) => void;

  /** @param say gets every line, without its end */
  constructor(say: (weight: Weight, message: string) => void) {
    this.#say = say;
  }

  /** See {@link Redaction.hide}. */
  hide(secret: string): void {
    this.#redaction.hide(secret);
  }

  /** A text that is said elsewhere, without what no line may say. */
  redacted(text: string): string {
    return this.#redaction.redacted(text);
  }

  /** For whoever looks for a fault. */
  debug(message: string): void {
    this.#tell("debug", message);
  }

  /** Something worth knowing. */
  info(message: string): void {
    this.#tell("info", message);
  }

  /** Something to look at. */
  warn(message: string): void {
    this.#tell("warn", message);
  }

  /** Something that went wrong. */
  error(message: string): void {
    this.#tell("error", message);
  }

  #tell(weight: Weight, message: string): void {
    this.#say(weight, this.#redaction.redacted(message));
  }
}
