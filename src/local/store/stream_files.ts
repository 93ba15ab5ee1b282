import { StateError } from "../../aircall/errors.ts";
import type { JsonObject, Stream } from "../../capture/stream.ts";
import { counted } from "../format.ts";
import { type AppendFile, syncFolder } from "./append_file.ts";
import type { Before, KeyValue } from "./change_lines.ts";
import { writing } from "./checked.ts";
import type { Journal } from "./journal.ts";
import { corruptLog, cureOf, LOG, noteChanges } from "./log.ts";
import { type Made, StreamFile } from "./stream_file.ts";
import { inTurns, turn } from "./turns.ts";

/** The streams' files in a folder: what the log and the journal say of them, and what they are. */
export class StreamFiles {
  readonly #path: string;
  readonly #journal: Journal;
  readonly #log: AppendFile;
  readonly #files = new Map<string, StreamFile>();
  /** Streams that are not looked at, and whose files lack something of the log. */
  readonly #left = new Set<string>();
  /** Sizes of files that others have changed and that may be made anew: what they lack was told, or comes from the log again. */
  readonly #settled = new Map<string, number | undefined>();
  /** What is to be said of rows that have not changed, where a stream's file need not or cannot be asked. */
  readonly #elsewhere = new Map<string, "none" | "unknown" | undefined>();

  constructor(path: string, journal: Journal, log: AppendFile) {
    this.#path = path;
    this.#journal = journal;
    this.#log = log;
  }

  /** That of a stream. */
  of(stream: Stream): StreamFile {
    const file = this.#files.get(stream.name) ??
      new StreamFile(`${this.#path}/${stream.name}.ndjson`, stream, this.#log, () => this.#cure);
    this.#files.set(stream.name, file);
    return file;
  }

  /** What is there of a stream's rows: what the log has behind the file, and what the file has. */
  before(stream: Stream): (key: KeyValue) => Before {
    const { name } = stream;
    const file = this.of(stream);
    if (!this.#elsewhere.has(name)) {
      const [made, replaced] = [
        this.#journal.numberAt("streams", name, "made"),
        this.#journal.at("replaced"),
      ];
      const all = made === 0 && replaced !== true;
      this.#elsewhere.set(name, all ? "none" : this.#isOwn(file) ? undefined : "unknown");
    }
    const elsewhere = this.#elsewhere.get(name);
    return (key) => file.before(key, elsewhere);
  }

  /** Takes away what counts for nothing, and finds what the streams' files lack. */
  recover(streams: readonly Stream[]): void {
    for (const stream of streams) this.of(stream);
    this.#recoverLog();
    const journal = this.#journal;
    const names = Object.keys(journal.objectAt("streams"));
    for (const name of names) {
      const file = this.#files.get(name);
      if (!file) continue;
      this.#take(name, file.size);
      const replaced = journal.at("replaced") === true;
      if (file.size === undefined) {
        this.#settled.set(name, undefined);
        if (journal.numberAt("streams", name, "rows") === 0) continue;
        if (replaced) throw new StateError(`${file.path} is not there any more. ${this.#cure}`);
        // a copy that somebody has brought back lacks what has come since it was made
      } else if (!replaced || this.#isOwn(file)) continue;
      journal.append({ streams: { [name]: { made: 0 } } });
    }
    const made = new Map(names.map((name) => [name, journal.numberAt("streams", name, "made")]));
    const from = Math.min(this.#log.size, ...made.values());
    const left = noteChanges({
      ...{ folder: this.#path, file: this.#log.file, from, end: this.#log.size, made },
      files: this.#files,
    });
    for (const name of left) this.#left.add(name);
  }

  /** Cuts the log back to what counts, or begins another one where it was moved away. */
  #recoverLog(): void {
    const journal = this.#journal;
    const end = journal.numberAt("changes");
    if (this.#log.size >= end) return this.#log.cut(end);
    const names = Object.keys(journal.objectAt("streams"));
    const needless = names.every((name) => journal.numberAt("streams", name, "made") >= end);
    if (this.#log.size > 0 || !needless) {
      throw corruptLog(this.#path, `it has ${this.#log.size} bytes and should have ${end}`);
    }
    const none = Object.fromEntries(names.map((name) => [name, { made: 0 }]));
    journal.rewrite({ changes: 0, replaced: true, streams: none });
  }

  /** Takes the file that was about to be in a stream's place for its own, where the last run came so far. */
  #take(name: string, size: number | undefined): void {
    const next = this.#journal.objectAt("streams", name, "next");
    if (size === undefined || size !== next["bytes"]) return;
    this.#journal.append({ streams: { [name]: { ...next, next: null } } });
  }

  /** How many rows a stream has: at once where its file has everything, and is as it was made; else it is read through. */
  async count(stream: Stream): Promise<number> {
    const file = this.of(stream);
    return this.#isMade(file)
      ? this.#journal.numberAt("streams", stream.name, "rows")
      : await count(file.latest());
  }

  /** See {@link Store.lost}. */
  async lost(streams: readonly Stream[]): Promise<string[]> {
    const told: string[] = [];
    for (const { name } of streams) {
      const file = this.#files.get(name);
      if (!file || this.#isOwn(file)) continue;
      const { path, size } = file;
      const rows = this.#rowsIn(name);
      const were = `${counted(rows, "row was", "rows were")} written into it`;
      // one that has gone since it was opened is for the next run to see
      if (size === undefined && !this.#settled.has(name)) continue;
      this.#settled.set(name, size);
      if (size === undefined) {
        if (rows > 0) {
          told.push(
            `${path} is not there any more, and ${were}. It is made again of ${LOG} when this run ends.`,
          );
        }
        continue;
      }
      const there = await count(file.lines());
      if (there >= rows) continue;
      const lacks = counted(rows - there, "row is", "rows are");
      told.push(
        `${path} has ${counted(there, "row")}, and ${were}: ${lacks} gone by other hands. ${this.#cure}`,
      );
    }
    return told;
  }

  /** Makes the streams' files of the log. */
  async finish(): Promise<void> {
    const journal = this.#journal;
    // what a file is made of must not be undone by a loss of power once it is made
    writing(this.#path, () => journal.sync());
    const made: JsonObject = {};
    for (const name of Object.keys(journal.objectAt("streams"))) {
      if (!this.#files.has(name) && !this.#left.has(name)) made[name] = { made: this.#log.size };
    }
    for (const [name, file] of this.#files) {
      if (journal.at("streams", name) === undefined) continue;
      if (this.#isOwn(file) || (this.#settled.has(name) && this.#settled.get(name) === file.size)) {
        const fresh = this.#isMade(file) ? {} : { ...await this.#make(file), next: null };
        made[name] = { made: this.#log.size, ...fresh };
        // what was taken out of it is no thing of the past before somebody has heard of it
      } else if (file.changed.empty) made[name] = { made: this.#log.size };
    }
    syncFolder(this.#path);
    writing(this.#path, () => journal.rewrite({ streams: made }));
  }

  /** Lets go of them. */
  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  /** How many rows were written into a stream's file at least: a killed run may have been about to put another one in its place. */
  #rowsIn(name: string): number {
    const rows = this.#journal.numberAt("streams", name, "rows");
    const next = this.#journal.at("streams", name, "next", "rows");
    return typeof next === "number" ? Math.min(rows, next) : rows;
  }

  /** Whether a stream's file has everything, and somebody has neither added to it nor taken out of it. */
  #isMade(file: StreamFile): boolean {
    return file.changed.empty && file.size !== undefined && this.#isOwn(file);
  }

  /** Whether a stream's file is as it was made, or was not made yet. */
  #isOwn({ size, stream: { name } }: StreamFile): boolean {
    const bytes = this.#journal.at("streams", name, "bytes");
    return bytes === undefined || size === bytes;
  }

  async #make(file: StreamFile): Promise<Made> {
    try {
      return await file.make(turn, (next) => {
        // a kill leaves one of the two files: this tells either from one that somebody has shortened
        this.#journal.append({ streams: { [file.stream.name]: { next } } });
        this.#journal.sync();
      });
    } catch (error) {
      return writing(this.#path, () => {
        throw error;
      });
    }
  }

  /** What brings back what a stream's file lacks. */
  get #cure(): string {
    return cureOf(this.#journal);
  }
}

async function count(items: Iterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of inTurns(items)) count++;
  return count;
}
