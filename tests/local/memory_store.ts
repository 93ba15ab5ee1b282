import type { Binding } from "../../src/capture/engine.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { wholeRow } from "../../src/capture/raw_rows.ts";
import { keyOf } from "../../src/capture/row.ts";
import { type Batch, type JsonObject, keyField, type Stream } from "../../src/capture/stream.ts";
import type { Identity } from "../../src/local/store/identity.ts";
import { hourOf, isAny, nothing, plus } from "../../src/local/store/tally.ts";
import type { Changes, Kept, LookAt, RunRecord, RunUnderWay, Store } from "../../src/local/store.ts";

/** A store that is gone with its test, through any number of runs over it. Rows and states may be meddled with, as a test needs it. */
export class MemoryStore implements Store {
  /** The rows of each stream by key. */
  readonly tables = new Map<string, Map<string, JsonObject>>();
  readonly states = new Map<string, JsonObject>();
  /** Every document that came, as `stream op key`. */
  readonly log: string[] = [];
  readonly noted: RunRecord[] = [];
  /** When each run was said to be going on. */
  readonly alive: { at: number; run: RunUnderWay }[] = [];
  /** What somebody has taken out, in words. */
  readonly taken: string[] = [];
  /** Whose it is, as it was noted. */
  identified: Identity | undefined;
  closed = 0;
  /** Called before a batch is kept; what it throws is what the disk says. */
  before: (binding: Binding, batch: Batch) => void = () => {};
  readonly #changes: Changes[] = [];
  readonly #time: { now(): number };

  constructor(time: { now(): number }) {
    this.#time = time;
  }

  /** The rows of one stream, by key. */
  table(name: string): Map<string, JsonObject> {
    let table = this.tables.get(name);
    if (!table) this.tables.set(name, table = new Map());
    return table;
  }

  write(binding: Binding, batch: Batch): Promise<Kept> {
    return Promise.resolve().then(() => {
      this.before(binding, batch);
      const { stream } = binding;
      const { documents, patch } = batch;
      const table = this.table(stream.name);
      const kept = nothing();
      for (const { op, row } of documents) {
        const key = keyOf(row, keyField(stream)) ?? "";
        this.log.push(`${stream.name} ${op} ${key}`);
        const [before, after] = [table.get(key), JSON.stringify(wholeRow(row))];
        if (op === "d") {
          if (table.delete(key)) kept.deleted++;
        } else if (JSON.stringify(before) !== after) {
          kept[before ? "updated" : "created"]++;
          table.set(key, JSON.parse(after));
        }
      }
      if (isAny(kept)) this.#count(stream.name, kept);
      this.states.set(stream.name, mergePatch(this.state(stream), patch));
      return kept;
    });
  }

  #count(stream: string, kept: Kept): void {
    const hour = hourOf(this.#time.now());
    let slot = this.#changes.find((slot) => slot.hour === hour && slot.stream === stream);
    if (!slot) this.#changes.push(slot = { hour, stream, ...nothing() });
    Object.assign(slot, plus(slot, kept));
  }

  state({ name }: Pick<Stream, "name">): JsonObject {
    return structuredClone(this.states.get(name) ?? {});
  }

  count({ name }: Pick<Stream, "name">): number {
    return this.table(name).size;
  }

  known(name: string): number {
    return this.table(name).size;
  }

  lost(): Promise<string[]> {
    return Promise.resolve(this.taken.splice(0));
  }

  identity(): Identity | undefined {
    return this.identified;
  }

  identify(identity: Identity): Promise<void> {
    this.identified = structuredClone(identity);
    return Promise.resolve();
  }

  async *rows({ name }: Pick<Stream, "name">): AsyncGenerator<JsonObject, void, void> {
    yield* this.table(name).values();
  }

  going(run: RunUnderWay): Promise<void> {
    this.alive.push({ at: this.#time.now(), run });
    return Promise.resolve();
  }

  note(run: RunRecord): Promise<void> {
    this.noted.push(run);
    return Promise.resolve();
  }

  runs(): Promise<RunRecord[]> {
    return Promise.resolve(this.noted);
  }

  changes(): Promise<Changes[]> {
    return Promise.resolve(this.#changes.toSorted((a, b) => a.hour < b.hour ? -1 : 1));
  }

  /** Whether a run is said to go on over it. */
  busy = false;
  readonly lookAt: LookAt = (look) => look(this);

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}
