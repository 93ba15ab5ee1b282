import type { Weight } from "../../aircall/redacted_log.ts";
import type { View } from "./view.ts";

/** Nothing but warnings and errors. */
export class QuietView implements View {
  readonly every = 60_000;
  readonly #print: (line: string) => void;

  /** @param print writes a whole line */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  begin(): void {}

  say(weight: Weight, message: string): void {
    if (weight === "warn" || weight === "error") this.#print(`${weight}: ${message}`);
  }

  show(): void {}

  end(): void {}
}
