import { StateError } from "../../aircall/errors.ts";
import type { Stream } from "../../capture/stream.ts";
import { AppendFile } from "./append_file.ts";
import { ChangedRows } from "./changed_rows.ts";
import { keyReader } from "./change_lines.ts";
import { latest } from "./latest.ts";
import { lineReader, lines } from "./lines.ts";

/** Bytes that are written at once. */
const PIECE = 2 ** 20;
const NEWLINE = Uint8Array.of(0x0a);

/** The file that has the latest document of each row of a stream, and what has changed in the log since it was made. */
export class StreamFile {
  readonly #path: string;
  readonly #log: AppendFile;
  readonly #cure: () => string;
  readonly stream: Stream;
  /** Where the log has what is not in the file. */
  readonly changed = new ChangedRows();

  /** @param cure what brings back what it lacks, as a sentence */
  constructor(path: string, stream: Stream, log: AppendFile, cure: () => string) {
    this.#path = path;
    this.#cure = cure;
    this.#log = log;
    this.stream = stream;
  }

  /** What is wrong where it has what is no row. */
  damaged(): StateError {
    return new StateError(`${this.#path} is not what was written. ${this.#cure()}`);
  }

  /** Bytes that it has; undefined where there is none. */
  get size(): number | undefined {
    const file = openThere(this.#path);
    const size = file?.statSync().size;
    file?.close();
    return size;
  }

  /** The latest line of each row, in the order of the keys; each is another line's when the next one is asked for. */
  *latest(): Generator<Uint8Array, void, void> {
    const keyOf = keyReader(this.stream);
    const ownKeyOf = (line: Uint8Array) => {
      try {
        return keyOf(line);
      } catch {
        throw this.damaged();
      }
    };
    const file = openThere(this.#path);
    try {
      const before = file ? lines(file, 0, file.statSync().size) : [];
      yield* latest(before, ownKeyOf, this.changed.sorted(), lineReader(this.#log.file));
    } finally {
      file?.close();
    }
  }

  /**
   * Puts another file in its place.
   *
   * @param pause between two pieces: other things happen meanwhile
   * @returns how many rows it has, and bytes
   */
  async make(pause: () => Promise<void>): Promise<{ rows: number; bytes: number }> {
    const file = new AppendFile(`${this.#path}.new`);
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
    Deno.renameSync(`${this.#path}.new`, this.#path);
    return { rows, bytes: file.size };
  }
}

/** A file for reading; undefined where there is none, but a folder perhaps. */
function openThere(path: string): Deno.FsFile | undefined {
  try {
    return Deno.statSync(path).isFile ? Deno.openSync(path) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
