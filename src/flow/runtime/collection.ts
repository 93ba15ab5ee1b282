import { isObject, type JsonObject, locate } from "./json.ts";

/** What has arrived for a collection so far. */
export interface Counts {
  /** All documents, each time they came. */
  documents: number;
  /** Of those: first seen (`_meta.op` "c"). */
  created: number;
  /** Of those: seen before ("u"). */
  changes: number;
  /** Of those: gone ("d"). */
  deletions: number;
}

/** What the platform makes of a stream of documents: by key, the last one wins; one with the op "d" takes its row away. */
export class Collection {
  readonly counts: Counts = { documents: 0, created: 0, changes: 0, deletions: 0 };
  #rows = new Map<string, JsonObject>();

  /** @param key JSON pointers */
  constructor(readonly name: string, readonly key: string[]) {}

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** Takes a document in. */
  combine(document: JsonObject): void {
    const key = this.#keyOf(document);
    const op = operation(document);
    this.counts.documents++;
    if (op === "c") this.counts.created++;
    if (op === "u") this.counts.changes++;
    if (op === "d") {
      this.counts.deletions++;
      this.#rows.delete(key);
    } else {
      this.#rows.set(key, document);
    }
  }

  /** The row with these key values. */
  get(...values: unknown[]): JsonObject | undefined {
    return this.#rows.get(JSON.stringify(values));
  }

  /** All rows, in the order in which they first came. */
  rows(): IterableIterator<JsonObject> {
    return this.#rows.values();
  }

  #keyOf(document: JsonObject): string {
    return JSON.stringify(this.key.map((pointer) => locate(document, pointer)));
  }
}

/** `_meta.op`, if the document has one. */
export function operation(document: JsonObject): unknown {
  return isObject(document._meta) ? document._meta.op : undefined;
}
