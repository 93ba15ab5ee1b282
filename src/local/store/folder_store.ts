import { StateError } from "../../aircall/errors.ts";
import type { Clock } from "../../capture/clock.ts";
import type { Binding } from "../../capture/engine.ts";
import { isObject } from "../../capture/merge_patch.ts";
import type { Batch, JsonObject, Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { Changes, RunRecord, Store } from "../store.ts";
import { AppendFile, syncFolder } from "./append_file.ts";
import { changeLines, documentOf, keyReader, type KeyValue, metaOf } from "./change_lines.ts";
import { ANEW, isJsonObject, runOf, usableState, writing } from "./checked.ts";
import { Journal } from "./journal.ts";
import { type Line, lines } from "./lines.ts";
import { Lock } from "./lock.ts";
import { StreamFile } from "./stream_file.ts";
import { hourOf, tallyOf } from "./tally.ts";
import { inTurns, turn } from "./turns.ts";

/** The files beside those of the streams. */
const LOG = "changes.ndjson";
const STATE = "state.ndjson";
const RUNS = "runs.ndjson";
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/**
 * A folder. The log is the truth, the journal says how much of it counts, and the files of the streams are made of the log.
 *
 *                    0                     made          changes
 *   changes.ndjson   ═══════════════════════╪═════════════╪┄┄┄┄┄┄      every document as it came, one a line; append only
 *                    in the streams' files  │  not there  │ a batch that was cut short: taken away on opening
 *
 *   state.ndjson     {states, changes, made of each stream, …}         one line, and then
 *                    {patch of one state, changes} …                    one for each batch
 *
 *   calls.ndjson     latest of each row, sorted by key                  the log up to `made`
 *
 * A batch is its lines in the log, on the disk; then one line in the journal: a merge patch of the stream's state and of the log's length
 * that is true with it. Until that line is whole, neither counts: on opening the log is cut back to the length that the journal has last.
 *
 * A stream's file is written beside the one that it replaces and renamed; only then does the journal say up to which place of the log it
 * was made. Whatever a kill leaves out of that is made again from the same log, with the same outcome.
 *
 * The log grows with every change: it is the history. When no run is going on it may be moved away, if `close` has made all of it into the
 * streams' files; the next run begins another one.
 */
export class FolderStore implements Store {
  readonly #path: string;
  readonly #clock: Pick<Clock, "now">;
  readonly #lock: Lock;
  readonly #journal: Journal;
  readonly #log: AppendFile;
  readonly #runs: AppendFile;
  readonly #files = new Map<string, StreamFile>();
  /** Streams that are not looked at, and whose files lack something of the log. */
  readonly #left = new Set<string>();
  #broken = false;

  private constructor(path: string, clock: Pick<Clock, "now">, lock: Lock, journal: Journal) {
    this.#path = path;
    this.#clock = clock;
    this.#lock = lock;
    this.#journal = journal;
    this.#log = new AppendFile(`${path}/${LOG}`);
    this.#runs = new AppendFile(`${path}/${RUNS}`);
  }

  /** Opens the one that is there, or makes one, and takes away what a killed process has left unfinished. */
  static open(
    path: string,
    clock: Pick<Clock, "now">,
    streams: readonly Stream[],
  ): FolderStore {
    Deno.mkdirSync(path, { recursive: true });
    const lock = Lock.take(`${path}/.lock`, path);
    try {
      const files = [LOG, RUNS, ...streams.map(({ name }) => `${name}.ndjson`)];
      const store = new FolderStore(path, clock, lock, Journal.open(path, STATE, files));
      try {
        store.#recover(streams);
      } catch (error) {
        store.#letGo();
        throw error;
      }
      return store;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  state(stream: Stream): JsonObject {
    const state = this.#journal.at("streams", stream.name, "state");
    return usableState(stream, isObject(state) ? state : undefined, this.#path);
  }

  write({ stream }: Pick<Binding, "stream">, batch: Batch): Promise<void> {
    return new Promise((resolve) => resolve(this.#write(stream, batch)));
  }

  #write(stream: Stream, { documents, patch }: Batch): void {
    if (this.#broken) throw new Error("nothing may follow a write that failed");
    const now = this.#clock.now();
    const { bytes, entries } = changeLines(stream, documents, utc(now));
    const { size } = this.#log;
    const next: JsonObject = { changes: size + bytes.length, streams: { [stream.name]: { state: patch } } };
    if (entries.length > 0) {
      const hour = hourOf(now);
      const { created, updated, deleted } = tallyOf(documents);
      const before = (what: string) => this.#journal.numberAt("hours", hour, stream.name, what);
      const tally = {
        created: before("created") + created,
        updated: before("updated") + updated,
        deleted: before("deleted") + deleted,
      };
      next["hours"] = { [hour]: { [stream.name]: tally } };
    }
    this.#broken = true;
    writing(this.#path, () => {
      if (bytes.length > 0) {
        this.#log.append(bytes);
        this.#log.sync();
      }
      this.#journal.append(next);
    });
    this.#broken = false;
    const { changed } = this.#fileOf(stream);
    for (const { key, op, from } of entries) changed.note(key, size + from, op === "d");
  }

  /** At once where the stream's file has everything, and is as it was made; else it is read through. */
  async count(stream: Stream): Promise<number> {
    const file = this.#fileOf(stream);
    if (this.#isMade(file)) return this.#journal.numberAt("streams", stream.name, "rows");
    let count = 0;
    for await (const _ of inTurns(file.latest())) count++;
    return count;
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    const file = this.#fileOf(stream);
    for await (const line of inTurns(file.latest())) {
      const document = documentOf(line);
      if (!isJsonObject(document)) throw file.damaged();
      yield document;
    }
  }

  note(run: RunRecord): Promise<void> {
    return new Promise((resolve) => {
      writing(this.#path, () => {
        this.#runs.append(ENCODER.encode(`${JSON.stringify(run)}\n`));
        this.#runs.sync();
      });
      resolve();
    });
  }

  runs(): Promise<RunRecord[]> {
    return new Promise((resolve) => {
      const { file, size } = this.#runs;
      const cure = "Take that line out of it; nothing else is made of it.";
      const found = [...lines(file, 0, size)].map(({ bytes }) =>
        runOf(DECODER.decode(bytes), `${this.#path}/${RUNS}`, cure)
      );
      resolve(found);
    });
  }

  changes(): Promise<Changes[]> {
    const journal = this.#journal;
    const found = Object.keys(journal.objectAt("hours")).sort().flatMap((hour) =>
      Object.keys(journal.objectAt("hours", hour)).sort().map((stream) => ({
        hour,
        stream,
        created: journal.numberAt("hours", hour, stream, "created"),
        updated: journal.numberAt("hours", hour, stream, "updated"),
        deleted: journal.numberAt("hours", hour, stream, "deleted"),
      }))
    );
    return Promise.resolve(found);
  }

  async close(): Promise<void> {
    try {
      if (!this.#broken) await this.#finish();
    } finally {
      this.#letGo();
      this.#lock.release();
    }
  }

  /** Makes the streams' files of the log. */
  async #finish(): Promise<void> {
    const journal = this.#journal;
    // what a file is made of must not be undone by a loss of power once it is made
    writing(this.#path, () => journal.sync());
    const made: JsonObject = {};
    for (const name of Object.keys(journal.objectAt("streams"))) {
      if (!this.#files.has(name) && !this.#left.has(name)) made[name] = { made: this.#log.size };
    }
    for (const [name, file] of this.#files) {
      if (journal.at("streams", name) === undefined) continue;
      made[name] = { made: this.#log.size, ...(this.#isMade(file) ? {} : await this.#make(file)) };
    }
    syncFolder(this.#path);
    writing(this.#path, () => journal.rewrite({ streams: made }));
  }

  /** Whether a stream's file has everything, and somebody has neither added to it nor taken out of it. */
  #isMade({ changed, size, stream }: StreamFile): boolean {
    return changed.empty && size === this.#journal.numberAt("streams", stream.name, "bytes");
  }

  async #make(file: StreamFile): Promise<{ rows: number; bytes: number }> {
    try {
      return await file.make(turn);
    } catch (error) {
      return writing(this.#path, () => {
        throw error;
      });
    }
  }

  /** Takes away what counts for nothing, and finds what the streams' files lack. */
  #recover(streams: readonly Stream[]): void {
    for (const stream of streams) this.#fileOf(stream);
    let whole = 0;
    for (const { bytes, from } of lines(this.#runs.file, 0, this.#runs.size)) whole = from + bytes.length + 1;
    this.#runs.cut(whole);
    this.#recoverLog();
    const journal = this.#journal;
    const names = Object.keys(journal.objectAt("streams"));
    for (const name of names) {
      const file = this.#files.get(name);
      if (!file || journal.numberAt("streams", name, "rows") === 0 || file.size !== undefined) continue;
      if (journal.at("replaced") === true) {
        throw new StateError(`${this.#path}/${name}.ndjson is not there any more. ${this.#cure}`);
      }
      journal.append({ streams: { [name]: { made: 0 } } });
    }
    const made = new Map(names.map((name) => [name, journal.numberAt("streams", name, "made")]));
    const from = Math.min(this.#log.size, ...made.values());
    const keys = new Map([...this.#files].map(([name, { stream }]) => [name, keyReader(stream)]));
    for (const line of lines(this.#log.file, from, this.#log.size)) {
      const meta = metaOf(line.bytes);
      if (!meta) throw this.#corruptLog(`at byte ${line.from} it has a line of another program`);
      if (line.from < (made.get(meta.stream) ?? 0)) continue;
      const key = this.#keyIn(line, keys.get(meta.stream));
      if (key === undefined) this.#left.add(meta.stream);
      else this.#files.get(meta.stream)?.changed.note(key, line.from, meta.op === "d");
    }
  }

  #keyIn({ bytes, from }: Line, read: ((line: Uint8Array) => KeyValue) | undefined): KeyValue | undefined {
    try {
      return read?.(bytes);
    } catch {
      throw this.#corruptLog(`at byte ${from} it has a line that somebody has changed`);
    }
  }

  /** Cuts the log back to what counts, or begins another one where it was moved away. */
  #recoverLog(): void {
    const journal = this.#journal;
    const end = journal.numberAt("changes");
    if (this.#log.size >= end) return this.#log.cut(end);
    const names = Object.keys(journal.objectAt("streams"));
    const needless = names.every((name) => journal.numberAt("streams", name, "made") >= end);
    if (this.#log.size > 0 || !needless) {
      throw this.#corruptLog(`it has ${this.#log.size} bytes and should have ${end}`);
    }
    const none = Object.fromEntries(names.map((name) => [name, { made: 0 }]));
    journal.rewrite({ changes: 0, replaced: true, streams: none });
  }

  /** What brings back what a stream's file lacks. */
  get #cure(): string {
    if (this.#journal.at("replaced") !== true) return `Take it away: it is made again of ${LOG}.`;
    return `It cannot be made again, since the ${LOG} of then was moved away: bring it back from a copy. ${ANEW}`;
  }

  #corruptLog(why: string): StateError {
    return new StateError(
      `${this.#path}/${LOG} is not what was written: ${why}. Bring it back as it was. ${ANEW}`,
    );
  }

  #fileOf(stream: Stream): StreamFile {
    const file = this.#files.get(stream.name) ??
      new StreamFile(`${this.#path}/${stream.name}.ndjson`, stream, this.#log, () => this.#cure);
    this.#files.set(stream.name, file);
    return file;
  }

  #letGo(): void {
    for (const file of [this.#journal, this.#log, this.#runs]) file.close();
  }
}
