import type { Binding, Sink } from "../capture/engine.ts";
import { RAW } from "../capture/source.ts";
import type { Batch, Document } from "../capture/stream.ts";
import type { Output } from "../capture/output.ts";
import { Pieces } from "../capture/pieces.ts";
import { sourcedSchema } from "./schemas.ts";
import { checkpoint } from "./state.ts";

const ENCODER = new TextEncoder();
/** What follows a row that came as bytes, whose last brace was left out. */
const AFTER = {
  c: ENCODER.encode(`,"_meta":{"op":"c"}}}}\n`),
  u: ENCODER.encode(`,"_meta":{"op":"u"}}}}\n`),
  d: ENCODER.encode(`,"_meta":{"op":"d"}}}}\n`),
};

/** Writes batches as the capture protocol has them: documents, then their checkpoint, as one piece. */
export class FlowSink implements Sink {
  readonly #output: Output;
  readonly #places: Map<Binding, { index: number; stateKey: string; before: Uint8Array }>;
  readonly #pieces = new Pieces();
  /** Bindings whose fields were described. */
  readonly #described = new Set<Binding>();
  #replace: boolean;

  /** @param replace whether the first checkpoint has to replace a state that is not ours */
  constructor(output: Output, bindings: { binding: Binding; stateKey: string }[], replace: boolean) {
    this.#output = output;
    this.#places = new Map(bindings.map(({ binding, stateKey }, index) => {
      const before = ENCODER.encode(`{"captured":{"binding":${index},"doc":`);
      return [binding, { index, stateKey, before }];
    }));
    this.#replace = replace;
  }

  async write(binding: Binding, { documents, patch }: Batch): Promise<void> {
    const place = this.#places.get(binding);
    if (!place) throw new Error(`no binding writes to ${binding.stream.name}`);
    const { index, stateKey, before } = place;
    const pieces = this.#pieces;
    pieces.clear();
    if (!this.#described.has(binding)) {
      pieces.text(
        JSON.stringify({ sourcedSchema: { binding: index, documentSchema: sourcedSchema(binding.stream) } }) +
          "\n",
      );
    }
    for (const document of documents) {
      pieces.add(before);
      add(document, pieces);
    }
    pieces.text(`${JSON.stringify(checkpoint(stateKey, patch, this.#replace))}\n`);
    await this.#output.write(pieces.bytes);
    this.#described.add(binding);
    this.#replace = false;
  }
}

/** A row with its `_meta`; a `_meta` of the API's own would be replaced. One that came as bytes goes out as it came. */
function add({ op, row }: Document, pieces: Pieces): void {
  const raw = row[RAW];
  if (!raw) return pieces.text(`${JSON.stringify({ ...row, _meta: { op } })}}}\n`);
  // it has its key, so it is not empty, and what it has is followed by a comma
  pieces.add(raw.page.bytes.subarray(raw.from, raw.to - 1));
  pieces.add(AFTER[op]);
}
