const NEWLINE = 0x0a;

/** A line of a file, without what ends it. */
export interface Line {
  /** Shared: they are another line's when the next one is asked for. */
  bytes: Uint8Array;
  /** Where it begins in the file. */
  from: number;
}

/** A stretch of a file in memory, moved to where it is needed. */
export class Stretch {
  readonly #file: Deno.FsFile;
  #buffer: Uint8Array;
  #from = 0;
  #size = 0;

  constructor(file: Deno.FsFile, room: number) {
    this.#file = file;
    this.#buffer = new Uint8Array(room);
  }

  /** The line that begins at a place; undefined where none ends before `to`. */
  line(from: number, to: number): Uint8Array | undefined {
    if (from >= to) return undefined;
    for (let fresh = false;; fresh = true) {
      const start = from - this.#from;
      if (start >= 0 && start < this.#size) {
        const held = this.#buffer.subarray(start, Math.min(this.#size, to - this.#from));
        const length = held.indexOf(NEWLINE);
        if (length >= 0) return held.subarray(0, length);
      }
      if (fresh) {
        // the file ends, or what was wanted of it does
        if (this.#size < this.#buffer.length || from + this.#size >= to) return undefined;
        this.#buffer = new Uint8Array(2 * this.#buffer.length);
      }
      this.#read(from);
    }
  }

  #read(from: number): void {
    this.#file.seekSync(from, Deno.SeekMode.Start);
    this.#from = from;
    this.#size = 0;
    while (this.#size < this.#buffer.length) {
      const read = this.#file.readSync(this.#buffer.subarray(this.#size));
      if (!read) return;
      this.#size += read;
    }
  }
}

/** The whole lines between two places of a file, in their order; what follows the last one is left out. */
export function* lines(file: Deno.FsFile, from: number, to: number): Generator<Line, void, void> {
  const stretch = new Stretch(file, 2 ** 20);
  for (let at = from;;) {
    const bytes = stretch.line(at, to);
    if (!bytes) return;
    const next = at + bytes.length + 1;
    yield { bytes, from: at };
    at = next;
  }
}

/** Reads single lines by where they begin; neighbours are read at once. */
export function lineReader(file: Deno.FsFile): (from: number) => Uint8Array {
  const stretch = new Stretch(file, 2 ** 16);
  return (from) => {
    const bytes = stretch.line(from, Infinity);
    if (!bytes) throw new Error(`no line begins at ${from}`);
    return bytes;
  };
}
