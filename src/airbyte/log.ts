import type { DiscreetLog } from "../aircall/outside.ts";
import { type Level, LEVELS } from "../capture/level.ts";
import { Redaction } from "../http/redaction.ts";
import type { Messages } from "./messages.ts";

/** Logs as the protocol has them: messages on stdout, among the others, without stacks and secrets. */
export class AirbyteLog implements DiscreetLog {
  readonly #messages: Messages;
  readonly #least: number;
  readonly #redaction = new Redaction();

  constructor(messages: Messages, level: Level) {
    this.#messages = messages;
    this.#least = LEVELS.indexOf(level);
  }

  /** See {@link Redaction.hide}. */
  hide(secret: string): void {
    this.#redaction.hide(secret);
  }

  /** A text without what is hidden, for messages that are no logs. */
  redacted(text: string): string {
    return this.#redaction.redacted(text);
  }

  debug(message: string): void {
    this.#say("debug", message);
  }

  info(message: string): void {
    this.#say("info", message);
  }

  warn(message: string): void {
    this.#say("warn", message);
  }

  error(message: string): void {
    this.#say("error", message);
  }

  #say(level: Level, message: string): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    this.#messages.say({ type: "LOG", log: { level: level.toUpperCase(), message: this.redacted(message) } });
  }
}
