import { assertEquals } from "@std/assert";
import { calls } from "../../../src/aircall/streams/calls.ts";
import { tags } from "../../../src/aircall/streams/tags.ts";
import { webhooks } from "../../../src/aircall/streams/webhooks.ts";
import type { Binding } from "../../../src/capture/engine.ts";
import { mergePatch } from "../../../src/capture/merge_patch.ts";
import { rawOf } from "../../../src/capture/raw_rows.ts";
import { keyOf } from "../../../src/capture/row.ts";
import { PageBytes, RAW, type Row } from "../../../src/capture/source.ts";
import {
  type Batch,
  type Document,
  type JsonObject,
  keyField,
  type Stream,
} from "../../../src/capture/stream.ts";
import { hourOf, isAny, nothing, plus } from "../../../src/local/store/tally.ts";
import type { Changes, Kept, Store } from "../../../src/local/store.ts";

/** The moment at which tests write: within an hour. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Streams whose states may be anything. */
export const kept: Stream[] = [calls, tags, webhooks].map((stream) => ({
  ...stream,
  stateFault: () => undefined,
}));

/** The stream of a name. */
export function streamOf(name: string): Stream {
  const stream = kept.find((stream) => stream.name === name);
  if (!stream) throw new Error(`no stream is called ${name}`);
  return stream;
}

/** A row that came as the bytes of this text, among others on its page. */
export function rawRow(text: string, stream: Stream): Row {
  const before = `{"rows":[{"id":1}, `;
  const page = new PageBytes(new TextEncoder().encode(`${before}${text},{"id":2}]}`));
  const length = new TextEncoder().encode(text).length;
  const raw = rawOf(page, before.length, before.length + length, {
    high: 0,
    low: 0,
    fullHigh: 0,
    fullLow: 0,
  });
  const field = keyField(stream);
  // only the fields that are read are shown
  const shown: Row = { [field]: JSON.parse(text)[field] };
  return { ...shown, [RAW]: raw };
}

/** What a store shows of what is in it. */
export interface Shown {
  rows: Record<string, JsonObject[]>;
  states: Record<string, JsonObject>;
  counts: Record<string, number>;
  changes: Changes[];
  /** What it says that somebody has taken out of it. */
  lost: string[];
}

/** What a store has to have: the batches, in memory. */
export class Model {
  readonly #rows = new Map<string, Map<string, string>>();
  readonly #states = new Map<string, JsonObject>();
  readonly #changes = new Map<string, Changes>();

  /** @returns what it has kept of the batch: only what is new to it */
  apply(stream: Stream, { documents, patch }: Batch, texts: string[], now = NOW): Kept {
    const kept = nothing();
    const rows = this.#rows.get(stream.name) ?? new Map<string, string>();
    this.#rows.set(stream.name, rows);
    for (const [i, { op, row }] of documents.entries()) {
      const key = keyOf(row, keyField(stream)) ?? "";
      const before = rows.get(key);
      if (op === "d") {
        if (rows.delete(key)) kept.deleted++;
      } else if (before !== texts[i]) {
        kept[before === undefined ? "created" : "updated"]++;
        rows.set(key, texts[i] ?? "");
      }
    }
    this.#states.set(
      stream.name,
      mergePatch(this.#states.get(stream.name) ?? {}, structuredClone(patch)),
    );
    if (isAny(kept)) {
      const hour = hourOf(now);
      const before = this.#changes.get(`${hour} ${stream.name}`) ?? nothing();
      this.#changes.set(`${hour} ${stream.name}`, { hour, stream: stream.name, ...plus(before, kept) });
    }
    return kept;
  }

  /** As a store that has the same shows it. */
  shown(): Shown {
    const shown: Shown = { rows: {}, states: {}, counts: {}, changes: [], lost: [] };
    for (const stream of kept) {
      const texts = [...this.#rows.get(stream.name)?.values() ?? []];
      shown.rows[stream.name] = sorted(stream, texts.map((text) => JSON.parse(text)));
      shown.counts[stream.name] = texts.length;
      shown.states[stream.name] = structuredClone(this.#states.get(stream.name) ?? {});
    }
    shown.changes = [...this.#changes].sort(([a], [b]) => a < b ? -1 : 1).map(([, changes]) => changes);
    return shown;
  }
}

/** What is in a store. */
export async function shownBy(store: Store): Promise<Shown> {
  const lost = await store.lost(kept);
  const shown: Shown = { rows: {}, states: {}, counts: {}, changes: await store.changes(), lost };
  for (const stream of kept) {
    shown.rows[stream.name] = sorted(stream, await Array.fromAsync(store.rows(stream)));
    const known = store.known(stream.name);
    const count = shown.counts[stream.name] = await store.count(stream);
    assertEquals(known ?? count, count, "what is known without looking");
    shown.states[stream.name] = store.state(stream);
  }
  return shown;
}

/** Rows in the order of their keys. */
export function sorted(stream: Stream, rows: JsonObject[]): JsonObject[] {
  const key = (row: JsonObject) => String(row[keyField(stream)]);
  return rows.sort((a, b) => key(a) < key(b) ? -1 : 1);
}

/** A document of a stream, as it came. */
export function documentOf(stream: Stream, op: Document["op"], text: string, raw: boolean): Document {
  return { op, row: raw && op !== "d" ? rawRow(text, stream) : JSON.parse(text) };
}

/** Both forms of a store. */
export const forms = [
  { form: "folder", name: "account" },
  { form: "database", name: "account.sqlite" },
];

/** Does something with a folder that is there meanwhile. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A stream as an engine hands it to a store. */
export function bindingOf(stream: Stream): Binding {
  return { stream, settings: { mode: "incremental", interval: 0, start: 0, rereads: true }, state: {} };
}
