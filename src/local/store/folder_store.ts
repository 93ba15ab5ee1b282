import type { Clock } from "../../capture/clock.ts";
import type { Binding } from "../../capture/engine.ts";
import { isObject } from "../../capture/merge_patch.ts";
import type { Batch, JsonObject, Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { Changes, Kept, RunRecord, RunUnderWay, Store } from "../store.ts";
import { AppendFile } from "./append_file.ts";
import { changeLines, documentOf, type Entry } from "./change_lines.ts";
import { isJsonObject, parsed, unended, usableState, writing } from "./checked.ts";
import { Journal } from "./journal.ts";
import { type Identity, identityOf } from "./identity.ts";
import { lines } from "./lines.ts";
import { Lock } from "./lock.ts";
import { LOG } from "./log.ts";
import { changesIn, runsIn } from "./noted.ts";
import { StreamFiles } from "./stream_files.ts";
import { hourOf, nothing, plus } from "./tally.ts";
import { inTurns } from "./turns.ts";
import { UnderWay } from "./under_way.ts";

/** The files beside those of the streams. */
export const STATE = "state.ndjson";
/** The runs that were noted. */
export const RUNS = "runs.ndjson";
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
  readonly #files: StreamFiles;
  readonly #underWay = new UnderWay();
  /** How many rows there are, once they were counted. */
  readonly #known = new Map<string, number>();
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
        store.#noteUnended();
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

  write({ stream }: Pick<Binding, "stream">, batch: Batch): Promise<Kept> {
    return new Promise((resolve) => resolve(this.#write(stream, batch)));
  }

  #write(stream: Stream, { documents, patch }: Batch): Kept {
    if (this.#broken) throw new Error("nothing may follow a write that failed");
    const now = this.#clock.now();
    const { bytes, entries } = changeLines(stream, documents, utc(now), this.#files.before(stream));
    const kept = keptOf(entries);
    const { size } = this.#log;
    const next: JsonObject = { changes: size + bytes.length, streams: { [stream.name]: { state: patch } } };
    if (entries.length > 0) {
      const hour = hourOf(now);
      const before = this.#changesAt(hour, stream.name);
      next["hours"] = { [hour]: { [stream.name]: { ...plus(before, kept) } } };
    }
    const far = this.#underWay.patch(now, stream.name, kept);
    if (far) next["run"] = far;
    this.#broken = true;
    writing(this.#path, () => {
      if (bytes.length > 0) {
        this.#log.append(bytes);
        this.#log.sync();
      }
      this.#journal.append(next);
    });
    this.#broken = false;
    this.#underWay.add(stream.name, kept);
    const { changed } = this.#files.of(stream);
    for (const { key, op, from } of entries) changed.note(key, size + from, op === "d");
    const known = this.#known.get(stream.name);
    if (known !== undefined) this.#known.set(stream.name, known + kept.created - kept.deleted);
    return kept;
  }

  async count(stream: Stream): Promise<number> {
    const count = await this.#files.count(stream);
    this.#known.set(stream.name, count);
    return count;
  }

  known(stream: string): number | undefined {
    return this.#known.get(stream);
  }

  lost(streams: readonly Stream[]): Promise<string[]> {
    return this.#files.lost(streams);
  }

  identity(): Identity | undefined {
    return identityOf(this.#journal.at("account"));
  }

  identify(identity: Identity): Promise<void> {
    return new Promise((resolve) => {
      writing(this.#path, () => {
        // what is not in it any more goes
        const none = { company: null, users: null, numbers: null };
        this.#journal.append({ account: { ...none, ...identity } });
        this.#journal.sync();
      });
      resolve();
    });
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    const file = this.#files.of(stream);
    for await (const line of inTurns(file.latest())) {
      const document = documentOf(line);
      if (!isJsonObject(document)) throw file.damaged();
      yield document;
    }
  }

  going(run: RunUnderWay): Promise<void> {
    return new Promise((resolve) => {
      if (this.#broken) throw new Error("nothing may follow a write that failed");
      const record = this.#underWay.record(run, this.#clock.now());
      writing(this.#path, () => this.#journal.append({ run: record }));
      resolve();
    });
  }

  note(run: RunRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#note(run);
      this.#underWay.end();
      resolve();
    });
  }

  /** Notes a run in the place of the one that is going on. */
  #note(run: RunRecord | undefined): void {
    writing(this.#path, () => {
      if (run) {
        this.#runs.append(ENCODER.encode(`${JSON.stringify(run)}\n`));
        this.#runs.sync();
      }
      if (this.#journal.at("run") !== undefined) this.#journal.append({ run: null });
    });
  }

  /** Notes the run that was going on when the process was killed, if that was not between the two steps of noting it. */
  #noteUnended(): void {
    const kept = this.#journal.at("run");
    if (kept === undefined) return;
    const run = unended(kept);
    const isNoted = [...lines(this.#runs.file, 0, this.#runs.size)].some(({ bytes }) => {
      const noted = parsed(DECODER.decode(bytes));
      return isJsonObject(noted) && noted["began"] === run?.began;
    });
    this.#note(isNoted ? undefined : run);
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

  #changesAt(hour: string, stream: string): Kept {
    const number = (what: keyof Kept) => this.#journal.numberAt("hours", hour, stream, what);
    return { created: number("created"), updated: number("updated"), deleted: number("deleted") };
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
    for (const file of [this.#files, this.#journal, this.#log, this.#runs]) file.close();
  }
}

/** What became of rows, by the lines that were made of them. */
function keptOf(entries: readonly Entry[]): Kept {
  const kept = nothing();
  for (const { op } of entries) kept[op === "c" ? "created" : op === "u" ? "updated" : "deleted"]++;
  return kept;
}
