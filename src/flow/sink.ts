import type { Binding, Sink } from "../capture/engine.ts";
import type { Batch, Document } from "../capture/stream.ts";
import type { Output } from "./output.ts";
import { sourcedSchema } from "./schemas.ts";
import { checkpoint } from "./state.ts";

/** Writes batches as the capture protocol has them: documents, then their checkpoint, as one piece. */
export class FlowSink implements Sink {
  readonly #output: Output;
  readonly #places: Map<Binding, { index: number; stateKey: string }>;
  /** Bindings whose fields were described. */
  readonly #described = new Set<Binding>();
  #replace: boolean;

  /** @param replace whether the first checkpoint has to replace a state that is not ours */
  constructor(output: Output, bindings: { binding: Binding; stateKey: string }[], replace: boolean) {
    this.#output = output;
    this.#places = new Map(bindings.map(({ binding, stateKey }, index) => [binding, { index, stateKey }]));
    this.#replace = replace;
  }

  async write(binding: Binding, { documents, patch }: Batch): Promise<void> {
    const place = this.#places.get(binding);
    if (!place) throw new Error(`no binding writes to ${binding.stream.name}`);
    const { index, stateKey } = place;
    const lines: string[] = [];
    if (!this.#described.has(binding)) {
      lines.push(
        JSON.stringify({ sourcedSchema: { binding: index, documentSchema: sourcedSchema(binding.stream) } }),
      );
    }
    for (const document of documents) {
      lines.push(`{"captured":{"binding":${index},"doc":${serialize(document)}}}`);
    }
    lines.push(JSON.stringify(checkpoint(stateKey, patch, this.#replace)), "");
    await this.#output.write(lines.join("\n"));
    this.#described.add(binding);
    this.#replace = false;
  }
}

/** A row with its `_meta`; a `_meta` of the API's own would be replaced. */
function serialize({ op, row }: Document): string {
  return JSON.stringify({ ...row, _meta: { op } });
}
