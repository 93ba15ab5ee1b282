import { keyOf } from "../../../src/capture/row.ts";
import { mergePatch } from "../../../src/capture/merge_patch.ts";
import { wholeRow } from "../../../src/capture/raw_rows.ts";
import type { Binding } from "../../../src/capture/engine.ts";
import { type Batch, type JsonObject, keyField, type Stream } from "../../../src/capture/stream.ts";
import type { Changes, RunRecord, Store } from "../../../src/local/store.ts";

/** A store that is gone with its test. Rows and states may be meddled with, as a test needs it. */
export class MemoryStore implements Store {
  readonly tables = new Map<string, Map<string, JsonObject>>();
  readonly states = new Map<string, JsonObject>();
  readonly noted: RunRecord[] = [];
  readonly #changes = new Map<string, Changes>();
  readonly #time: { now(): number };
  closed = false;

  constructor(time: { now(): number }) {
    this.#time = time;
  }

  /** The rows of one stream, by key. */
  table(name: string): Map<string, JsonObject> {
    let table = this.tables.get(name);
    if (!table) this.tables.set(name, table = new Map());
    return table;
  }

  write({ stream }: Binding, { documents, patch }: Batch): Promise<void> {
    const table = this.table(stream.name);
    const hour = `${new Date(this.#time.now()).toISOString().slice(0, 13)}:00:00Z`;
    const slot = `${hour} ${stream.name}`;
    const changes = this.#changes.get(slot) ??
      { hour, stream: stream.name, created: 0, updated: 0, deleted: 0 };
    for (const { op, row } of documents) {
      const key = keyOf(row, keyField(stream)) ?? "";
      if (op === "d") table.delete(key);
      else table.set(key, JSON.parse(JSON.stringify(wholeRow(row))));
      changes[({ c: "created", u: "updated", d: "deleted" } as const)[op]]++;
    }
    if (documents.length > 0) this.#changes.set(slot, changes);
    this.states.set(stream.name, mergePatch({ ...this.state(stream) }, patch));
    return Promise.resolve();
  }

  state({ name }: Pick<Stream, "name">): JsonObject {
    return this.states.get(name) ?? {};
  }

  count({ name }: Pick<Stream, "name">): number {
    return this.table(name).size;
  }

  async *rows({ name }: Pick<Stream, "name">): AsyncGenerator<JsonObject, void, void> {
    yield* this.table(name).values();
  }

  lost(): Promise<string[]> {
    return Promise.resolve([]);
  }

  note(run: RunRecord): Promise<void> {
    this.noted.push(run);
    return Promise.resolve();
  }

  runs(): Promise<RunRecord[]> {
    return Promise.resolve(this.noted);
  }

  changes(): Promise<Changes[]> {
    return Promise.resolve([...this.#changes.values()].sort((a, b) => a.hour < b.hour ? -1 : 1));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
