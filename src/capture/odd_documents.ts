import { faultIn } from "./fits.ts";
import type { Log } from "./log.ts";
import { wholeRow } from "./raw_rows.ts";
import { RAW, type Row } from "./source.ts";
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
      const odd = this.#odd(row);
      if (odd === undefined) continue;
      this.#count++;
      this.#what ||= odd;
    }
    if (this.#said === 0) this.say();
  }

  /** What is odd about a row. Only the kinds of its values count, so what was right in one row is right in the next. */
  #odd(row: Row): string | undefined {
    const raw = row[RAW];
    if (raw && !raw.strange) return undefined;
    const fault = faultIn(this.#stream.document, wholeRow(row));
    // the field's name and type: never its value
    if (!fault) raw?.strange?.accept();
    return fault && `"${fault.path.join("/")}" is not right: ${fault.words}`;
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
