import { ProtocolError } from "./errors.ts";
import type { Kind } from "./messages.ts";

/**
 * The order of answers to `open`:
 *
 *     opened, ( (captured | sourcedSchema)* checkpoint )*        the end only where the bracket closes
 */
export class Order {
  #opened = false;
  #pending = 0;

  /** Messages since the last checkpoint. */
  get pending(): number {
    return this.#pending;
  }

  /** @throws {ProtocolError} this message may not come now */
  accept(kind: Kind): void {
    if (!this.#opened) {
      if (kind !== "opened") throw new ProtocolError(`opened must be the first answer to open, not ${kind}`);
      this.#opened = true;
    } else if (kind === "captured" || kind === "sourcedSchema") {
      this.#pending++;
    } else if (kind === "checkpoint") {
      this.#pending = 0;
    } else {
      throw new ProtocolError(
        `after opened there may be captured, sourcedSchema and checkpoint, not ${kind}`,
      );
    }
  }

  /** @throws {ProtocolError} the connector must not end here */
  end(): void {
    if (!this.#opened) throw new ProtocolError("the connector ended without opened");
    if (this.#pending > 0) {
      throw new ProtocolError(
        `the connector ended within a checkpoint: ${this.#pending} messages since the last one`,
      );
    }
  }
}
