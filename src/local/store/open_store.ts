import { ConfigError } from "../../aircall/errors.ts";
import { streams as all } from "../../aircall/streams/mod.ts";
import type { Stream } from "../../capture/stream.ts";
import type { Store, StoreMoment } from "../store.ts";
import { unwritten } from "./checked.ts";

/** What a store is opened with. */
export interface StoreOptions {
  /** Unix time in milliseconds; a clock has it. */
  now(): number;
  /** What may be kept in it. @default every stream that there is */
  streams?: readonly Stream[];
  /** Milliseconds for which another program that writes to a database is waited for. @default 10_000 */
  patience?: number;
}

/** An error of the operating system's, and the numbers of those that say that there is no room. */
const SYSTEM = /\(os error (\d+)\)/;
const FULL = ["27", "28", "112", "122"];
/** How every SQLite database begins. */
const SQLITE = "SQLite format 3\0";

/**
 * Opens what a person keeps an account in, or makes it: a path that ends in `.sqlite` or `.db`, or is an SQLite database, is one database;
 * any other is a folder of NDJSON. It is this process's alone until it is closed, or the process ends.
 *
 * @throws {ConfigError} the path is something else already, or cannot be made
 * @throws {StateError} another process has it open, a newer version wrote it, or it is not what was written
 */
export async function openStore(path: string, options: StoreOptions): Promise<Store> {
  const { streams = all } = options;
  try {
    const form = formOf(path, lookAt(path));
    // each form is loaded only where it is used: node:sqlite costs a process some MiB
    if (form === "sqlite") {
      const { SqliteStore } = await import("./sqlite_store.ts");
      return SqliteStore.open(path, options, streams);
    }
    const { FolderStore } = await import("./folder_store.ts");
    return FolderStore.open(path, options, streams);
  } catch (error) {
    throw refusal(path, error);
  }
}

/**
 * Looks at a store as it is at one moment, whoever else has it open: it is neither made nor changed, and nobody is kept from it.
 *
 * @throws {ConfigError} there is none, or it cannot be read
 * @throws {StateError} a newer version wrote it, or it is not what was written
 */
export async function lookAtStore<T>(
  path: string,
  look: (moment: StoreMoment) => Promise<T>,
  options: Omit<StoreOptions, "now"> = {},
): Promise<T> {
  const { streams = all, patience } = options;
  try {
    const found = lookAt(path);
    const form = formOf(path, found);
    if (!isStore(path, found)) {
      throw new ConfigError([
        `${path} is not what this program keeps an account in. Name what was given to sync with --to.`,
      ]);
    }
    if (form === "sqlite") {
      const { SqliteMoment } = await import("./sqlite_moment.ts");
      return await SqliteMoment.look(path, patience, look);
    }
    const { FolderMoment } = await import("./folder_moment.ts");
    return await FolderMoment.look(path, streams, look);
  } catch (error) {
    throw refusal(path, error);
  }
}

/** What stands at a path. */
type Found = "nothing" | "folder" | "sqlite" | "empty" | "file";

/** Whether there is something to open; whether that is ours is found out by opening it. */
function isStore(path: string, found: Found): boolean {
  if (found !== "folder") return found === "sqlite";
  return ["state.ndjson", "changes.ndjson"].some((name) => lookAt(`${path}/${name}`) !== "nothing");
}

function formOf(path: string, found: Found): "sqlite" | "folder" {
  const named = /\.(sqlite|db)$/i.test(path);
  if (found === "nothing") return named ? "sqlite" : "folder";
  if (found === "folder") {
    if (!named) return "folder";
    throw new ConfigError([
      `${path} is a folder, but a name that ends so means an SQLite database. Name a file that is not there yet, or a folder whose name ends otherwise.`,
    ]);
  }
  if (found === "sqlite" || (named && found === "empty")) return "sqlite";
  throw new ConfigError([
    `${path} is a file, and no SQLite database: it is left as it is. Name a folder, or a file that ends in .sqlite, that is not there yet.`,
  ]);
}

function lookAt(path: string): Found {
  let file: Deno.FsFile;
  try {
    if (Deno.statSync(path).isDirectory) return "folder";
    file = Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nothing";
    throw error;
  }
  try {
    const head = new Uint8Array(SQLITE.length);
    const read = file.readSync(head) ?? 0;
    if (read === 0) return "empty";
    return new TextDecoder().decode(head) === SQLITE ? "sqlite" : "file";
  } finally {
    file.close();
  }
}

/** What the machine says of a path, for whoever named it. */
function refusal(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [, number = ""] = SYSTEM.exec(error.message) ?? [];
  if (FULL.includes(number)) return unwritten(path, error.message);
  if (number === "" && !(error instanceof Deno.errors.NotCapable)) return error;
  return new ConfigError([
    `${path} cannot be opened or made (${error.message}). Let this user read and write there, or name another place.`,
  ]);
}
