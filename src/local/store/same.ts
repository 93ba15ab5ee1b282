import { Digester } from "../../capture/digest.ts";
import { isObject } from "../../capture/fits.ts";
import type { Row } from "../../capture/source.ts";
import type { Stream } from "../../capture/stream.ts";
import { parsed } from "./checked.ts";

/** Tells rows of a stream that have changed from those that were only read again. */
export class Same {
  readonly #digester: Digester;

  constructor({ endpoint }: Pick<Stream, "endpoint">) {
    this.#digester = new Digester(endpoint.volatile);
  }

  /**
   * Whether a row says what is kept of it, beside what is another at each reading, as the signature in a recording's address is. It costs
   * more than looking whether both are written alike, which is to be done before.
   */
  is(kept: string, row: Row): boolean {
    const before = parsed(kept);
    return isObject(before) && this.#digester.full(before) === this.#digester.full(row);
  }
}
