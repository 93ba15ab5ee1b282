import type { Log } from "./log.ts";
import type { Document, Stream } from "./stream.ts";

/**
 * Counts a stream's documents that are not as the stream declares them. They are captured all the same; the first are warned of when
 * they come, and where more came later the run's end tells how many there were.
 */
export class OddDocuments {
  readonly #stream: Stream;
  readonly #log: Log;
  #count = 0;
  #said = 0;
  #what = "";

  /** One for each binding of a run. */
  constructor(stream: Stream, log: Log) {
    this.#stream = stream;
    this.#log = log;
  }

  /** Takes note of documents that were kept. Of a row that is gone there is only the key. */
  note(documents: readonly Document[]): void {
    for (const { op, row } of documents) {
      if (op === "d") continue;
      const { error } = this.#stream.document.safeParse(row);
      if (!error) continue;
      this.#count++;
      const [issue] = error.issues;
      // the field's name and type: never its value
      this.#what ||= `"${issue?.path.join("/")}" is not right: ${
        issue?.message.replace("Invalid input: ", "")
      }`;
    }
    if (this.#said === 0) this.say();
  }

  /** Warns, unless what there is was said before. */
  say(): void {
    if (this.#count === this.#said) return;
    this.#said = this.#count;
    const documents = this.#count === 1 ? "1 document was" : `${this.#count} documents were`;
    this.#log.warn(
      `${this.#stream.name}: ${documents} not as this connector knows them (${this.#what}) and captured as they came; ` +
        `a newer version of the connector may know more`,
    );
  }
}
