import { RedactedLog, type Weight } from "../aircall/redacted_log.ts";
import type { Level } from "../capture/level.ts";
import type { Messages } from "./messages.ts";

/** Logs as the protocol has them: messages on stdout, among the others, without stacks and secrets. */
export class AirbyteLog extends RedactedLog {
  readonly #messages: Messages;

  constructor(messages: Messages, level: Level) {
    super(level);
    this.#messages = messages;
  }

  protected override line(weight: Weight, message: string): void {
    this.#messages.say({ type: "LOG", log: { level: weight.toUpperCase(), message } });
  }
}
