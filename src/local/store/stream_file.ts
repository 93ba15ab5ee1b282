import { StateError } from "../../aircall/errors.ts";
import type { Stream } from "../../capture/stream.ts";
import { AppendFile } from "./append_file.ts";
import { ChangedRows } from "./changed_rows.ts";
import { type Before, keyReader, type KeyValue, withoutMeta } from "./change_lines.ts";
import { latest } from "./latest.ts";
import { LineSearch } from "./line_search.ts";
import { type Line, lineReader, lines } from "./lines.ts";

/** Bytes that are written at once. */
const PIECE = 2 ** 20;
const NEWLINE = Uint8Array.of(0x0a);

/** What a file was made to have. */
export type Made = { rows: number; bytes: number };

/** The file that has the latest document of each row of a stream, and what has changed in the log since it was made. */
export class StreamFile {
  readonly path: string;
  readonly #log: Pick<AppendFile, "file">;
  readonly #cure: () => string;
  readonly stream: Stream;
  /** Where the log has what is not in the file. */
  readonly changed = new ChangedRows();
  #readLog: ((place: number) => Uint8Array) | undefined;
  readonly #keyOf: (line: Uint8Array) => KeyValue;
  #search: LineSearch | undefined;

  /** @param cure what brings back what it lacks, as a sentence */
  constructor(path: string, stream: Stream, log: Pick<AppendFile, "file">, cure: () => string) {
    this.path = path;
    this.#cure = cure;
    this.#log = log;
    this.stream = stream;
    const keyOf = keyReader(stream);
    this.#keyOf = (line) => {
      try {
        return keyOf(line);
      } catch {
        throw this.damaged();
      }
    };
  }

  /** What is there of a row; `elsewhere` tells it of those that have not changed since the file was made: the file, if not told otherwise. */
  before(key: KeyValue, elsewhere: "none" | "unknown" | undefined): Before {
    const changed = this.changed.find(key);
    if (changed) {
      if (changed.place === undefined) return "none";
      this.#readLog ??= lineReader(this.#log.file);
      return withoutMeta(this.#readLog(changed.place));
    }
    if (elsewhere) return elsewhere;
    this.#search ??= new LineSearch(this.path, this.#keyOf);
    const line = this.#search.find(key);
    return line ? withoutMeta(line) : "none";
  }

  /** Lets go of the file. */
  close(): void {
    this.#search?.close();
    this.#search = undefined;
  }

  /** What is wrong where it has what is no row. */
  damaged(): StateError {
    return new StateError(`${this.path} is not what was written. ${this.#cure()}`);
  }

  /** Bytes that it has; undefined where there is none. */
  get size(): number | undefined {
    const file = openThere(this.path);
    const size = file?.statSync().size;
    file?.close();
    return size;
  }

  /** The lines that it has. */
  *lines(): Generator<Line, void, void> {
    const file = openThere(this.path);
    try {
      if (file) yield* lines(file, 0, file.statSync().size);
    } finally {
      file?.close();
    }
  }

  /** The latest line of each row, in the order of the keys; each is another line's when the next one is asked for. */
  *latest(): Generator<Uint8Array, void, void> {
    // whoever only looks may do without a log
    const lineAt = (place: number) => (this.#readLog ??= lineReader(this.#log.file))(place);
    yield* latest(this.lines(), this.#keyOf, this.changed.sorted(), lineAt);
  }

  /**
   * Puts another file in its place.
   *
   * @param pause between two pieces: other things happen meanwhile
   * @param ready called when it is on the disk and about to take that place
   * @returns how many rows it has, and bytes
   */
  async make(pause: () => Promise<void>, ready: (made: Made) => void): Promise<Made> {
    const file = new AppendFile(`${this.path}.new`);
    let rows = 0;
    try {
      file.cut(0);
      const piece = new Uint8Array(PIECE);
      let size = 0;
      const flush = () => {
        file.append(piece.subarray(0, size));
        size = 0;
      };
      for (const line of this.latest()) {
        rows++;
        if (size + line.length + 1 > PIECE) {
          flush();
          await pause();
        }
        if (line.length + 1 > PIECE) {
          file.append(line);
          file.append(NEWLINE);
          continue;
        }
        piece.set(line, size);
        size += line.length;
        piece.set(NEWLINE, size++);
      }
      flush();
      file.sync();
    } finally {
      file.close();
    }
    const made = { rows, bytes: file.size };
    ready(made);
    // not all systems rename over a file that is open
    this.close();
    Deno.renameSync(`${this.path}.new`, this.path);
    return made;
  }
}

/** A file for reading; undefined where there is none, but a folder perhaps. */
export function openThere(path: string): Deno.FsFile | undefined {
  try {
    return Deno.statSync(path).isFile ? Deno.openSync(path) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
