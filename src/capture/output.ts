/** Where responses go: the process's stdout, or a test's. */
export interface Writable {
  /** Writes some or all of it. @returns how many bytes */
  write(bytes: Uint8Array): Promise<number>;
}

/** The reader of the responses has gone. */
export class OutputClosed extends Error {
  /** @ignore */
  override name = "OutputClosed";
}

/** Writes responses, whole lines at a time; a slow reader makes the writer wait, not the memory grow. */
export class Output {
  readonly #to: Writable;
  readonly #encoder = new TextEncoder();

  /** Writes nothing yet. */
  constructor(to: Writable) {
    this.#to = to;
  }

  /**
   * Writes whole lines.
   *
   * @throws {OutputClosed} the other side has closed its end
   */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#to.write(bytes.subarray(at));
    } catch (error) {
      const gone = error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
      throw gone ? new OutputClosed("the reader of stdout has gone") : error;
    }
  }

  /** Writes one response. */
  respond(message: Record<string, unknown>): Promise<void> {
    return this.write(this.#encoder.encode(`${JSON.stringify(message)}\n`));
  }
}
