/** Room at first, in bytes: a page of calls. */
const ROOM = 2 ** 17;
/** Bytes that are few. */
const SHORT = 64;
/** Room that is kept for the next time, in bytes. */
const KEPT = 2 ** 20;

/** Bytes that are put together piece by piece, in a buffer that is used again. */
export class Pieces {
  readonly #encoder = new TextEncoder();
  #buffer = new Uint8Array(ROOM);
  #size = 0;

  /** What was put together, until something else is. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#size);
  }

  /** Begins anew. */
  clear(): void {
    this.#size = 0;
    if (this.#buffer.length > KEPT) this.#buffer = new Uint8Array(ROOM);
  }

  /** Adds a text in UTF-8. */
  text(text: string): void {
    // no character takes more than three bytes a unit
    this.#room(3 * text.length);
    this.#size += this.#encoder.encodeInto(text, this.#buffer.subarray(this.#size)).written;
  }

  /** Adds bytes. */
  add(bytes: Uint8Array): void {
    this.#room(bytes.length);
    const buffer = this.#buffer;
    const size = this.#size;
    // what is short is written sooner byte by byte than by a call
    if (bytes.length > SHORT) buffer.set(bytes, size);
    else for (let i = 0; i < bytes.length; i++) buffer[size + i] = bytes[i] ?? 0;
    this.#size += bytes.length;
  }

  #room(size: number): void {
    const wanted = this.#size + size;
    if (wanted <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(wanted, 2 * this.#buffer.length));
    larger.set(this.bytes);
    this.#buffer = larger;
  }
}
