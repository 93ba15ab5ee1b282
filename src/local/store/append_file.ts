/** A file that is written at its end alone. */
export class AppendFile {
  readonly #file: Deno.FsFile;
  #size: number;

  /** Opens it, or makes it. */
  constructor(path: string) {
    this.#file = Deno.openSync(path, { create: true, read: true, write: true });
    this.#size = this.#file.statSync().size;
  }

  /** Bytes that are in it, those of an append that failed left out. */
  get size(): number {
    return this.#size;
  }

  /** For reading; where it stands is nobody's. */
  get file(): Deno.FsFile {
    return this.#file;
  }

  /** Takes away what is behind a place. */
  cut(size: number): void {
    this.#file.truncateSync(size);
    this.#size = size;
  }

  /** Adds bytes. @throws part of them may be there: the next one, or a cut, goes over it */
  append(bytes: Uint8Array): void {
    this.#file.seekSync(this.#size, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    this.#size += bytes.length;
  }

  /** Returns when the disk has it. */
  sync(): void {
    this.#file.syncDataSync();
  }

  close(): void {
    this.#file.close();
  }
}

/** Has the disk keep what was renamed in a folder; some systems do so by themselves and have no way to be asked. */
export function syncFolder(path: string): void {
  let folder: Deno.FsFile | undefined;
  try {
    folder = Deno.openSync(path);
    folder.syncSync();
  } catch {
    // a rename is atomic without it; only a loss of power could undo it
  } finally {
    folder?.close();
  }
}
