import type { Binding, Sink } from "../capture/engine.ts";
import type { Batch } from "../capture/stream.ts";
import type { Store } from "./store.ts";

/** What was kept of one stream in a run. */
export interface Counts {
  created: number;
  updated: number;
  deleted: number;
}

/** Counts what a store keeps. */
export class Tally implements Sink {
  readonly #store: Pick<Store, "write" | "known">;
  readonly #before: ReadonlyMap<string, number>;
  readonly #counts = new Map<string, Counts>();

  /** @param before how many rows were kept of each stream before the run */
  constructor(store: Pick<Store, "write" | "known">, before: ReadonlyMap<string, number>) {
    this.#store = store;
    this.#before = before;
  }

  async write(binding: Binding, batch: Batch): Promise<void> {
    await this.#store.write(binding, batch);
    const counts = this.of(binding.stream.name);
    for (const { op } of batch.documents) {
      if (op === "c") counts.created++;
      else if (op === "u") counts.updated++;
      else counts.deleted++;
    }
  }

  /** What was kept of a stream so far in this run. */
  of(stream: string): Counts {
    let counts = this.#counts.get(stream);
    if (!counts) this.#counts.set(stream, counts = { created: 0, updated: 0, deleted: 0 });
    return counts;
  }

  /**
   * What became of a stream's rows, where it is known how many are kept now. A run that goes on in the middle of a stretch reads its
   * beginning again, and brings rows as new ones that the run before has brought already: those that were there are not new.
   */
  settled(stream: string, kept: number): Counts {
    const { created, updated, deleted } = this.of(stream);
    const more = kept - (this.#before.get(stream) ?? 0) + deleted;
    const fresh = Math.min(Math.max(more, 0), created + updated);
    return { created: fresh, updated: created + updated - fresh, deleted };
  }

  /** Rows that are kept of a stream: as the store knows it, else going by what came; see {@link settled} for why that may be a few too many. */
  kept(stream: string): number {
    const known = this.#store.known(stream);
    if (known !== undefined) return known;
    const { created, deleted } = this.of(stream);
    return Math.max(0, (this.#before.get(stream) ?? 0) + created - deleted);
  }
}
