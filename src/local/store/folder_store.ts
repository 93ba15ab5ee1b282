import type { Clock } from "../../capture/clock.ts";
import type { Binding } from "../../capture/engine.ts";
import { isObject } from "../../capture/merge_patch.ts";
import type { Batch, JsonObject, Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { Changes, RunRecord, Store } from "../store.ts";
import { AppendFile } from "./append_file.ts";
import { changeLines, documentOf } from "./change_lines.ts";
import { isJsonObject, usableState, writing } from "./checked.ts";
import { Journal } from "./journal.ts";
import { lines } from "./lines.ts";
import { Lock } from "./lock.ts";
import { LOG } from "./log.ts";
import { changesIn, runsIn } from "./noted.ts";
import { StreamFiles } from "./stream_files.ts";
import { hourOf, tallyOf } from "./tally.ts";
import { inTurns } from "./turns.ts";

/** The files beside those of the streams. */
export const STATE = "state.ndjson";
/** The runs that were noted. */
export const RUNS = "runs.ndjson";
const ENCODER = new TextEncoder();

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
  readonly #files: StreamFiles;
  #broken = false;

  private constructor(path: string, clock: Pick<Clock, "now">, lock: Lock, journal: Journal) {
    this.#path = path;
    this.#clock = clock;
    this.#lock = lock;
    this.#journal = journal;
    this.#log = new AppendFile(`${path}/${LOG}`);
    this.#runs = new AppendFile(`${path}/${RUNS}`);
    this.#files = new StreamFiles(path, journal, this.#log);
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
        store.#recoverRuns();
        store.#files.recover(streams);
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
    const { changed } = this.#files.of(stream);
    for (const { key, op, from } of entries) changed.note(key, size + from, op === "d");
  }

  count(stream: Stream): Promise<number> {
    return this.#files.count(stream);
  }

  known(): undefined {
    return undefined;
  }

  lost(streams: readonly Stream[]): Promise<string[]> {
    return this.#files.lost(streams);
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    const file = this.#files.of(stream);
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
      resolve(runsIn(`${this.#path}/${RUNS}`, file, size));
    });
  }

  changes(): Promise<Changes[]> {
    return Promise.resolve(changesIn(this.#journal));
  }

  async close(): Promise<void> {
    try {
      if (!this.#broken) await this.#files.finish();
    } finally {
      this.#letGo();
      this.#lock.release();
    }
  }

  /** Takes away a line that was not written to its end. */
  #recoverRuns(): void {
    let whole = 0;
    for (const { bytes, from } of lines(this.#runs.file, 0, this.#runs.size)) whole = from + bytes.length + 1;
    this.#runs.cut(whole);
  }

  #letGo(): void {
    for (const file of [this.#journal, this.#log, this.#runs]) file.close();
  }
}
