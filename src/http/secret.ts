const inspect = Symbol.for("Deno.customInspect");

/** A text that prints as `[redacted]` wherever it ends up: in a log line, an error, JSON, a debugger. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where the secret is sent, nowhere else. */
  reveal(): string {
    return this.#text;
  }

  /** The same text with `[redacted]` wherever this secret stands in it, whole or without its first words (`Basic …`). */
  redact(text: string): string {
    const last = this.#text.slice(this.#text.lastIndexOf(" ") + 1);
    return [this.#text, last].reduce((left, part) => part ? left.replaceAll(part, "[redacted]") : left, text);
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }

  [inspect](): string {
    return "[redacted]";
  }
}
