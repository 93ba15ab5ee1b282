import { anyLives, confirmGone } from "./confirm_gone.ts";
import { Digester, type Volatile } from "./digest.ts";
import { type Fault, faultIn, isObject } from "./fits.ts";
import { List } from "./list.ts";
import { Pace } from "./pace.ts";
import { type Key, keyOf } from "./row.ts";
import { sayKeyless } from "./say.ts";
import { object, optional, record, text } from "./shape.ts";
import { type Endpoint, type Row, StreamFault } from "./source.ts";
import {
  type Batch,
  type Document,
  type JsonObject,
  keyField,
  keyType,
  keyValue,
  type Run,
  type Stream,
  type Task,
} from "./stream.ts";
import { whole } from "./whole.ts";

/** A stream that is read whole at each interval, since its list has no cursor. */
export interface SnapshotOptions extends Endpoint {
  /** As bindings and logs call it: `teams`. */
  name: string;
  /** JSON pointers. */
  key: Stream["key"];
  /** Every field that is known; the key's type is also that of a deleted row's key. */
  document: Stream["document"];
  /** Where a single row answers 200 while it lives and 404 once it is gone; without it a second complete read decides. */
  confirmGone?: (key: Key) => string;
  /** What may change without the row coming out again. */
  volatile?: Volatile;
}

/** The digest of each row that is known, by key. */
const State = object({ rows: optional(record(text)) });

/** What is wrong with the state of a stream that is read whole. A key that no row can have is not what was written here. */
export function snapshotFault(stream: Pick<Stream, "key" | "document">, state: unknown): Fault | undefined {
  const rows = isObject(state) ? state["rows"] : undefined;
  const keys = keyType(stream) === "integer" ? Object.keys(Object(rows)) : [];
  if (!keys.every(isInteger)) return { path: ["rows"], words: "it holds a key that is no integer" };
  return faultIn(State, state);
}

/** Whether a key is an integer as it is written; `01` would be taken for another row's. */
function isInteger(key: Key): boolean {
  return Number.isSafeInteger(Number(key)) && String(Number(key)) === key;
}

/** Milliseconds between two reads that have to agree on what is gone: what was wrong with the first may pass. */
const SECOND_LOOK = 5_000;
/** Reads at one place before it is said aloud that the list contradicts itself. */
const ATTEMPTS = 6;

/**
 * Declares a stream that is read whole: rows that are new or other than they were come out as `c` and `u`, rows that are gone
 * as `d`; with `full_refresh` every row comes out at each interval.
 */
export function snapshot(declared: SnapshotOptions): Stream {
  const { name, key, document } = declared;
  const options = { ...declared, reads: [keyField(declared)] };
  return {
    name,
    key,
    document,
    endpoint: options,
    stateFault: (state) => snapshotFault(options, state),
    tasks: (run) => [new Snapshot(options, run)],
  };
}

class Snapshot implements Task {
  readonly name = "snapshot";
  readonly #options: SnapshotOptions;
  readonly #run: Run;
  readonly #field: string;
  readonly #digester: Digester;

  constructor(options: SnapshotOptions, run: Run) {
    this.#options = options;
    this.#run = run;
    this.#field = keyField(options);
    this.#digester = new Digester(options.volatile);
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const pace = new Pace(this.#run, this.#options.name);
    for (;;) {
      pace.begin();
      if (this.#run.progress.phase === "starting") this.#run.progress.phase = "reading";
      yield* this.#poll();
      this.#run.progress.phase = "up to date";
      this.#run.progress.remaining = 0;
      yield { documents: [], patch: {} };
      if (this.#run.once) return;
      await pace.next();
    }
  }

  async *#poll(): AsyncGenerator<Batch, void, void> {
    const emitted = new Set<Key>();
    const there = yield* this.#read(emitted);
    const known = this.#known();
    const missing = Object.keys(known).filter((key) => !there.has(key));
    if (missing.length === 0) return;
    const { source, signal, log, clock } = this.#run;
    const status = (path: string) => source.status(path, "snapshot", signal);
    const verdict = await confirmGone({
      missing,
      living: there.values().find((key) => Object.hasOwn(known, key)),
      path: this.#options.confirmGone,
      status,
    });
    let gone = verdict;
    if (gone === "read again") {
      await clock.sleep(SECOND_LOOK, signal);
      const again = yield* this.#read(emitted, true);
      gone = missing.filter((key) => !again.has(key));
      if (await anyLives({ missing: gone, path: this.#options.confirmGone, status })) {
        log.warn(
          `${this.#options.name}: the list misses ${gone.length} rows, but their own addresses still answer; ` +
            `nothing is taken for deleted, and the list is read again later`,
        );
        return;
      }
    }
    for (const key of gone) log.debug(`${this.#options.name}: ${key} is gone`);
    if (gone.length > 0) {
      yield {
        documents: gone.map((key) => ({ op: "d", row: { [this.#field]: keyValue(this.#options, key) } })),
        patch: { rows: Object.fromEntries(gone.map((key) => [key, null])) },
      };
    }
  }

  /** Reads the whole list, again if need be, and yields what has changed. @returns the keys of a complete read */
  async *#read(emitted: Set<Key>, sure = false): AsyncGenerator<Batch, Set<Key>, void> {
    const { clock, signal, progress, log } = this.#run;
    const { name } = this.#options;
    const list = new List(this.#run, this.#options, "snapshot", signal);
    for (let attempt = 1;; attempt++) {
      const keys = new Set<Key>();
      const reading = whole(list, { key: this.#field, keys, keyless: attempt >= ATTEMPTS, sure });
      let next = await reading.next();
      for (; !next.done; next = await reading.next()) {
        const batch = this.#changes(next.value, emitted);
        if (batch.documents.length > 0) yield batch;
      }
      if (next.value.complete) {
        progress.gaps.delete("list");
        if (attempt < ATTEMPTS) progress.gaps.delete("key");
        return keys;
      }
      const { total } = next.value;
      if (attempt >= ATTEMPTS || keys.size >= 2 * list.lastPage * list.pageSize) {
        const said =
          `Aircall counts ${total} rows, but only ${keys.size} different ones could be read in ${attempt} attempts`;
        progress.gaps.set("list", said);
        throw new StreamFault(
          `${said}; nothing is taken for deleted, and the list is read again later`,
        );
      }
      const wait = 2 ** (attempt - 1);
      if (attempt > 1) {
        log.warn(`${name}: Aircall's count (${total}) and its rows do not agree; read again in ${wait} s`);
      }
      await clock.sleep(1000 * wait, signal);
    }
  }

  #changes(rows: Row[], emitted: Set<Key>): Batch {
    const known = this.#known();
    const documents: Document[] = [];
    const digests: [Key, string][] = [];
    for (const row of rows) {
      const key = keyOf(row, this.#field);
      if (key === undefined) {
        sayKeyless(this.#run, this.#options.name, this.#field);
        continue;
      }
      const digest = this.#digester.full(row).toString(36);
      const before = Object.hasOwn(known, key) ? known[key] : undefined;
      const again = this.#run.settings.mode === "full_refresh" && !emitted.has(key);
      if (digest === before && !again) continue;
      emitted.add(key);
      documents.push({ op: before === undefined ? "c" : "u", row });
      if (digest !== before) digests.push([key, digest]);
    }
    return { documents, patch: digests.length > 0 ? { rows: Object.fromEntries(digests) } : {} };
  }

  #known(): JsonObject {
    const { rows } = this.#run.state();
    return isObject(rows) ? rows : {};
  }
}
