import { IncompleteError } from "../aircall/errors.ts";
import type { Binding, Sink } from "../capture/engine.ts";
import type { Batch } from "../capture/stream.ts";

/** What was kept of one stream in a run. */
export interface Counts {
  created: number;
  updated: number;
  deleted: number;
}

/** Counts what a sink keeps, and says in words when it cannot keep any more. */
export class Tally implements Sink {
  readonly #sink: Sink;
  readonly #to: string;
  readonly #before: ReadonlyMap<string, number>;
  readonly #counts = new Map<string, Counts>();

  /**
   * @param to where it is kept, as a person named it
   * @param before how many rows were kept of each stream before the run
   */
  constructor(sink: Sink, to: string, before: ReadonlyMap<string, number>) {
    this.#sink = sink;
    this.#to = to;
    this.#before = before;
  }

  /** @throws {IncompleteError} the disk takes it no more */
  async write(binding: Binding, batch: Batch): Promise<void> {
    const { name } = binding.stream;
    try {
      await this.#sink.write(binding, batch);
    } catch (error) {
      // an error of the system has a code: the disk is full, a permission was taken away, the file is locked
      if (!(error instanceof Error && "code" in error && error.code)) throw error;
      const [why] = error.message.split("\n");
      throw new IncompleteError([`${name}: ${this.#to} cannot be written: ${why}`]);
    }
    const counts = this.of(name);
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

  /** Rows that are kept of a stream, going by what came; see {@link settled} for why it may be a few too many. */
  kept(stream: string): number {
    const { created, deleted } = this.of(stream);
    return Math.max(0, (this.#before.get(stream) ?? 0) + created - deleted);
  }
}
