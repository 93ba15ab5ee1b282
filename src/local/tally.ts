import type { Binding, Sink } from "../capture/engine.ts";
import type { Batch } from "../capture/stream.ts";
import type { Kept, Store } from "./store.ts";
import { nothing, plus } from "./store/tally.ts";

/** Counts what a store keeps. */
export class Tally implements Sink {
  readonly #store: Pick<Store, "write" | "known">;
  readonly #counts = new Map<string, Kept>();

  /** @param store whose rows were counted: it knows how many there are from then on */
  constructor(store: Pick<Store, "write" | "known">) {
    this.#store = store;
  }

  async write(binding: Binding, batch: Batch): Promise<void> {
    const kept = await this.#store.write(binding, batch);
    const { name } = binding.stream;
    this.#counts.set(name, plus(this.of(name), kept));
  }

  /** What was kept of a stream so far in this run. */
  of(stream: string): Kept {
    return this.#counts.get(stream) ?? nothing();
  }

  /** Rows that are kept of a stream. */
  kept(stream: string): number {
    return this.#store.known(stream) ?? 0;
  }
}
