import { ConfigError, StateError } from "../../aircall/errors.ts";
import { isObject, mergePatch } from "../../capture/merge_patch.ts";
import type { Json, JsonObject } from "../../capture/stream.ts";
import { parseJson } from "../../json.ts";
import { AppendFile, syncFolder } from "./append_file.ts";
import { isJsonObject, newer } from "./checked.ts";

/** The version of the folder that this program writes. */
const VERSION = 1;
/** Patches are many when they are this many bytes, and more than the state that they patch by a factor. */
const MANY = 2 ** 20;
const FACTOR = 4;
const ENCODER = new TextEncoder();

/**
 * An object that is kept on disk as what it was once, and what has become of it since: lines of RFC 7396 merge patches, the first of them on
 * `{}`. A line that was not written to its end counts as not written. When the patches are many, one line takes their place, by a rename.
 */
export class Journal {
  readonly #folder: string;
  readonly #path: string;
  readonly #root: JsonObject;
  #file: AppendFile;
  /** Bytes of the first line. */
  #base: number;

  private constructor(folder: string, path: string, root: JsonObject, base: number) {
    this.#folder = folder;
    this.#path = path;
    this.#root = root;
    this.#base = base;
    this.#file = new AppendFile(path);
  }

  /**
   * Opens the one that is there, or makes one.
   *
   * @param taken names in the folder that would be overwritten: with any of them there, none is made
   */
  static open(folder: string, name: string, taken: readonly string[]): Journal {
    const path = `${folder}/${name}`;
    const text = readText(path);
    if (text === undefined) {
      const foreign = taken.find((name) => exists(`${folder}/${name}`));
      if (foreign !== undefined) throw foreignFile(folder, foreign);
      return this.#make(folder, path);
    }
    const whole = text.split("\n").slice(0, -1);
    const patches = whole.map((line) => objectOf(line));
    // only the end can be damaged, by a loss of power: what stands behind is of no use then
    const good = patches.includes(undefined) ? patches.indexOf(undefined) : patches.length;
    if (patches.slice(good).some((patch) => patch !== undefined)) throw corrupt(path);
    const root: JsonObject = {};
    for (const patch of patches) if (patch) mergePatch(root, patch);
    const marker = root["sourceAircall"];
    const version = isObject(marker) ? marker["store"] : undefined;
    if (typeof version !== "number") throw foreignFile(folder, name);
    if (version > VERSION) throw newer(folder, version, VERSION);
    const sizes = whole.slice(0, good).map((line) => ENCODER.encode(line).length + 1);
    const journal = new Journal(folder, path, root, sizes[0] ?? 0);
    journal.#file.cut(sizes.reduce((a, b) => a + b, 0));
    return journal;
  }

  static #make(folder: string, path: string): Journal {
    const line = lineOf({ sourceAircall: { store: VERSION } });
    writeWhole(folder, path, line);
    return new Journal(folder, path, { sourceAircall: { store: VERSION } }, line.length);
  }

  /** What stands at a path of names; not to be changed. */
  at(...path: string[]): Json | undefined {
    let value: Json | undefined = this.#root;
    for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return value;
  }

  /** The same where it is a number; 0 where there is none. */
  numberAt(...path: string[]): number {
    const value = this.at(...path);
    return typeof value === "number" ? value : 0;
  }

  /** The same where it is an object; `{}` where there is none. */
  objectAt(...path: string[]): JsonObject {
    const value = this.at(...path);
    return isObject(value) ? value : {};
  }

  /** Keeps a patch. */
  append(patch: JsonObject): void {
    this.#file.append(lineOf(patch));
    mergePatch(this.#root, patch);
    const { size } = this.#file;
    if (size > MANY && size > FACTOR * this.#base) this.rewrite({});
  }

  /** Returns when the disk has it. */
  sync(): void {
    this.#file.sync();
  }

  /** Puts one line in the place of all, with a last patch on it. */
  rewrite(patch: JsonObject): void {
    mergePatch(this.#root, patch);
    const line = lineOf(this.#root);
    // not all systems rename over a file that is open
    this.#file.close();
    try {
      writeWhole(this.#folder, this.#path, line);
      this.#base = line.length;
    } finally {
      this.#file = new AppendFile(this.#path);
    }
  }

  close(): void {
    this.#file.close();
  }
}

function lineOf(value: JsonObject): Uint8Array {
  return ENCODER.encode(`${JSON.stringify(value)}\n`);
}

/** Writes a file whole, or not at all. */
function writeWhole(folder: string, path: string, bytes: Uint8Array): void {
  const file = new AppendFile(`${path}.new`);
  try {
    file.cut(0);
    file.append(bytes);
    file.sync();
  } finally {
    file.close();
  }
  Deno.renameSync(`${path}.new`, path);
  syncFolder(folder);
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function objectOf(line: string): JsonObject | undefined {
  try {
    const value = parseJson(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function foreignFile(folder: string, name: string): ConfigError {
  return new ConfigError([
    `${folder} holds a ${name} that this program did not write: it is left as it is. Name an empty folder, or one that is not there yet.`,
  ]);
}

function corrupt(path: string): StateError {
  return new StateError(
    `${path} is not what was written. Bring it back from a copy, or begin anew in another folder.`,
  );
}
