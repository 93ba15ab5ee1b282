import { StateError } from "../../src/aircall/errors.ts";
import type { Binding } from "../../src/capture/engine.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { wholeRow } from "../../src/capture/raw_rows.ts";
import { type Batch, type JsonObject, keyField, type Stream } from "../../src/capture/stream.ts";
import type { Changes, RunRecord, Store } from "../../src/local/store.ts";

/** What is kept of one stream. */
interface Kept {
  rows: Map<string, Record<string, unknown>>;
  state: JsonObject;
}

/** A store that keeps everything in memory, through any number of runs over it. */
export class MemoryStore implements Store {
  readonly kept = new Map<string, Kept>();
  /** Every document that came, by stream, as `op key`. */
  readonly log: string[] = [];
  readonly noted: RunRecord[] = [];
  /** What somebody has taken out, in words. */
  readonly taken: string[] = [];
  closed = 0;
  /** Called before a batch is kept; what it throws is what the disk says. */
  before: (binding: Binding, batch: Batch) => void = () => {};

  write(binding: Binding, batch: Batch): Promise<void> {
    return Promise.resolve().then(() => {
      this.before(binding, batch);
      const { stream } = binding;
      const { rows, state } = this.#of(stream.name);
      for (const { op, row } of batch.documents) {
        const whole = wholeRow(row);
        const key = String(whole[keyField(stream)]);
        this.log.push(`${stream.name} ${op} ${key}`);
        if (op === "d") rows.delete(key);
        else rows.set(key, whole);
      }
      mergePatch(state, batch.patch);
    });
  }

  state(stream: Stream): JsonObject {
    const { state } = this.#of(stream.name);
    if (stream.stateFault(state)) throw new StateError(`${stream.name}: its state is not what was written`);
    return structuredClone(state);
  }

  count(stream: Stream): number {
    return this.#of(stream.name).rows.size;
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    for (const row of this.#of(stream.name).rows.values()) yield await Promise.resolve(row as JsonObject);
  }

  lost(): Promise<string[]> {
    return Promise.resolve(this.taken.splice(0));
  }

  note(run: RunRecord): Promise<void> {
    this.noted.push(run);
    return Promise.resolve();
  }

  runs(): Promise<RunRecord[]> {
    return Promise.resolve(this.noted);
  }

  changes(): Promise<Changes[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  /** The rows of a stream by key, as they can be compared with an account. */
  rowsOf(name: string): ReadonlyMap<string, unknown> {
    return this.#of(name).rows;
  }

  #of(name: string): Kept {
    let kept = this.kept.get(name);
    if (!kept) this.kept.set(name, kept = { rows: new Map(), state: {} });
    return kept;
  }
}
