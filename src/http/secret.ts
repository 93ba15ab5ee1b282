const inspect = Symbol.for("Deno.customInspect");

/** A text that prints as `[redacted]` wherever it ends up: in a log line, an error, JSON, a debugger. */
export class Secret {
  readonly #text: string;

  /** Any text; of a header its whole value, `Basic …`. */
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

  /** For templates. */
  toString(): string {
    return "[redacted]";
  }

  /** For `JSON.stringify`. */
  toJSON(): string {
    return "[redacted]";
  }

  /** For `Deno.inspect` and the console. */
  [inspect](): string {
    return "[redacted]";
  }
}
