import { type Level, LEVELS } from "../capture/level.ts";
import type { Fields } from "../capture/log.ts";
import { Redaction } from "../http/redaction.ts";
import type { DiscreetLog } from "./outside.ts";

/** How much a line matters. */
export type Weight = Exclude<Level, "trace">;

/** A log without secrets in it; the face that is spoken gives its lines their form. */
export abstract class RedactedLog implements DiscreetLog {
  readonly #least: number;
  readonly #redaction = new Redaction();

  /** @param least the level from which on lines are said */
  constructor(least: Level) {
    this.#least = LEVELS.indexOf(least);
  }

  /** See {@link Redaction.hide}. */
  hide(secret: string): void {
    this.#redaction.hide(secret);
  }

  /** A text that is said elsewhere, without what no line may say. */
  redacted(text: string): string {
    return this.#redaction.redacted(text);
  }

  debug(message: string, fields?: Fields): void {
    this.#say("debug", message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#say("info", message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#say("warn", message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.#say("error", message, fields);
  }

  /** Says one line; its message is redacted, its fields are not. */
  protected abstract line(weight: Weight, message: string, fields: Fields): void;

  #say(weight: Weight, message: string, fields: Fields = {}): void {
    if (LEVELS.indexOf(weight) >= this.#least) this.line(weight, this.redacted(message), fields);
  }
}
