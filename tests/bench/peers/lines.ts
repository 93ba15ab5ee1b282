const NEWLINE = 10;
/** Enough of a line to know it by. */
const MOST_PREFIX = 64;

/** Counts the lines of a stream of bytes that begin in a certain way, without decoding any of it. */
export class LineCounter {
  /** How many lines began so. */
  count = 0;
  /** How many bytes came in all. */
  bytes = 0;
  readonly #prefix: Uint8Array;
  /** What has come of a line whose beginning is cut by the end of a chunk. */
  #begun: number[] = [];
  /** Whether the line is known already, and only its end is looked for. */
  #known = false;

  /** @param prefix how the lines that count begin; ASCII, at most 64 characters */
  constructor(prefix: string) {
    if (prefix.length > MOST_PREFIX) throw new RangeError(`a prefix has at most ${MOST_PREFIX} characters`);
    this.#prefix = new TextEncoder().encode(prefix);
  }

  /** Takes the next bytes. */
  feed(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    let at = 0;
    while (at < chunk.length) {
      if (!this.#known) at = this.#begin(chunk, at);
      const end = chunk.indexOf(NEWLINE, at);
      if (end < 0) return;
      at = end + 1;
      this.#known = false;
      this.#begun = [];
    }
  }

  /** Looks at a line's first bytes; where it got to. */
  #begin(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && this.#begun.length < this.#prefix.length) {
      const byte = chunk[at] ?? NEWLINE;
      if (byte !== this.#prefix[this.#begun.length]) {
        this.#known = true;
        return at;
      }
      this.#begun.push(byte);
      at++;
    }
    if (this.#begun.length === this.#prefix.length) {
      this.#known = true;
      this.count++;
    }
    return at;
  }
}
