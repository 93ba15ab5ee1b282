import { StateError } from "../../aircall/errors.ts";

/**
 * Keeps a store to one process: a lock of the operating system on an empty file beside it, which ends with the process, however that ends.
 */
export class Lock {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Takes it.
   *
   * @param path of the empty file
   * @param store what it is the lock of, as it is called in the error
   * @throws {StateError} another process has it
   */
  static take(path: string, store: string): Lock {
    for (;;) {
      const file = Deno.openSync(path, { create: true, write: true });
      let taken = file.tryLockSync(true);
      if (!taken) {
        // who only looks whether it is taken has it for an instant
        pause();
        taken = file.tryLockSync(true);
      }
      if (!taken) {
        file.close();
        throw new StateError(
          `${store} is in use by another run of this program. Wait until that has ended, or stop it, then try again.`,
        );
      }
      // whoever had it before took the file away after it was opened here: a lock on that keeps nobody out
      if (isAt(path, file)) return new Lock(path, file);
      file.close();
    }
  }

  /** Lets go of it, and takes the file away. */
  release(): void {
    try {
      Deno.removeSync(this.#path);
    } catch {
      // where an open file cannot be removed it stays, which does no harm
    }
    this.#file.close();
  }
}

/** Whether a process has it, by a look that lets go of it at once. Its file may be there all the same: a kill leaves it. */
export function isTaken(path: string): boolean {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    // a file that may not be opened is somebody's
    return !(error instanceof Deno.errors.NotFound);
  }
  try {
    return !file.tryLockSync(false);
  } finally {
    file.close();
  }
}

/** Waits for 20 ms. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}

function isAt(path: string, file: Deno.FsFile): boolean {
  try {
    return Deno.statSync(path).ino === file.statSync().ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What every name of a file, a link's too, comes down to, whether the file is there yet or not. */
export function ownName(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const [name = ""] = /[^/\\]*$/.exec(path) ?? [];
    const folder = Deno.realPathSync(path.slice(0, path.length - name.length) || ".");
    const target = linkedTo(path);
    if (target === undefined) return `${folder}/${name}`;
    return ownName(/^([A-Za-z]:|[/\\])/.test(target) ? target : `${folder}/${target}`);
  }
}

/** What a link leads to; undefined where there is none. */
function linkedTo(path: string): string | undefined {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.readLinkSync(path) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
