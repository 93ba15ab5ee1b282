import { fits } from "../../capture/fits.ts";
import { isObject, mergePatch } from "../../capture/merge_patch.ts";
import { whole } from "../../capture/shape.ts";
import type { Json, JsonObject } from "../../capture/stream.ts";
import { AppendFile, syncFolder } from "./append_file.ts";
import { isJsonObject, newer, parsed } from "./checked.ts";
import { exists, refused } from "./journal_damage.ts";

/** The version of the folder that this program writes. */
const VERSION = 1;
/** Patches are many when they are this many bytes, and more than the state that they patch by a factor. */
const MANY = 2 ** 20;
const FACTOR = 4;
/** What says how long a file is. */
const LENGTH = whole(0);
const ENCODER = new TextEncoder();

/** What a journal says. */
export class JournalText {
  protected readonly root: JsonObject;

  /** @param root shared: what becomes of it is seen */
  constructor(root: JsonObject) {
    this.root = root;
  }

  /**
   * What the one that is there says now; nothing of it is changed.
   *
   * @param others names in the folder that would be overwritten, were one made
   * @throws {StateError} it is damaged, or of a newer version
   * @throws {ConfigError} what is there is another program's, or nothing
   */
  static read(folder: string, name: string, others: readonly string[]): JournalText {
    const found = readJournal(folder, name, others);
    if (!found) throw refused({ folder, name, text: undefined, why: "it is not there any more", others });
    return new JournalText(found.root);
  }

  /** What stands at a path of names; not to be changed. */
  at(...path: string[]): Json | undefined {
    let value: Json | undefined = this.root;
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
}

/**
 * An object that is kept on disk as what it was once, and what has become of it since: lines of RFC 7396 merge patches, the first of them on
 * `{}`. A line that was not written to its end counts as not written. When the patches are many, one line takes their place, by a rename.
 */
export class Journal extends JournalText {
  readonly #folder: string;
  readonly #path: string;
  #file: AppendFile;
  /** Bytes of the first line. */
  #base: number;

  private constructor(folder: string, path: string, root: JsonObject, base: number) {
    super(root);
    this.#folder = folder;
    this.#path = path;
    this.#base = base;
    this.#file = new AppendFile(path);
  }

  /**
   * Opens the one that is there, or makes one.
   *
   * @param others names in the folder that would be overwritten: with any of them there, none is made
   * @throws {StateError} it is damaged, or of a newer version
   * @throws {ConfigError} what is there is another program's
   */
  static open(folder: string, name: string, others: readonly string[]): Journal {
    const path = `${folder}/${name}`;
    const found = readJournal(folder, name, others);
    if (!found) return this.#make(folder, path);
    const { root, sizes } = found;
    const journal = new Journal(folder, path, root, sizes[0] ?? 0);
    journal.#file.cut(sizes.reduce((a, b) => a + b, 0));
    return journal;
  }

  static #make(folder: string, path: string): Journal {
    const line = lineOf({ sourceAircall: { store: VERSION } });
    writeWhole(folder, path, line);
    return new Journal(folder, path, { sourceAircall: { store: VERSION } }, line.length);
  }

  /** Keeps a patch. */
  append(patch: JsonObject): void {
    this.#file.append(lineOf(patch));
    mergePatch(this.root, patch);
    const { size } = this.#file;
    if (size > MANY && size > FACTOR * this.#base) this.rewrite({});
  }

  /** Returns when the disk has it. */
  sync(): void {
    this.#file.sync();
  }

  /** Puts one line in the place of all, with a last patch on it. */
  rewrite(patch: JsonObject): void {
    mergePatch(this.root, patch);
    const line = lineOf(this.root);
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

/** What a journal says, and how long each of its lines is; undefined where there is none. */
function readJournal(
  folder: string,
  name: string,
  others: readonly string[],
): { root: JsonObject; sizes: number[] } | undefined {
  const path = `${folder}/${name}`;
  const text = readText(path);
  const fault = (why: string) => refused({ folder, name, text, why, others });
  if (text === undefined) {
    if (exists(path)) throw fault("a folder stands in its place");
    if (others.some((other) => exists(`${folder}/${other}`))) throw fault("it is not there any more");
    return undefined;
  }
  const lines = text.split("\n").slice(0, -1);
  const patches = lines.map((line) => objectOf(line));
  // only the end can be damaged, by a loss of power: what stands behind is of no use then
  const good = patches.includes(undefined) ? patches.indexOf(undefined) : patches.length;
  const changed = `its line ${good + 1} is no JSON, so that somebody has changed it`;
  if (patches.slice(good).some((patch) => patch !== undefined)) throw fault(changed);
  if (good === 0) throw fault(lines.length > 0 ? changed : cutOff(text));
  const root: JsonObject = {};
  for (const patch of patches) if (patch) mergePatch(root, patch);
  const marker = root["sourceAircall"];
  const version = isObject(marker) ? marker["store"] : undefined;
  if (typeof version !== "number") throw fault("it names no version, so that somebody has changed it");
  if (version > VERSION) throw newer(folder, version, VERSION);
  // a length that is taken for 0 would have the log taken away
  const { streams, changes } = root;
  if (isObject(streams) && Object.keys(streams).length > 0 && !fits(LENGTH, changes)) {
    throw fault("it does not say how much of the log counts, so that somebody has changed it");
  }
  return { root, sizes: lines.slice(0, good).map((line) => ENCODER.encode(line).length + 1) };
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

/** What is in a file; undefined where there is none. */
function readText(path: string): string | undefined {
  try {
    return Deno.statSync(path).isDirectory ? undefined : Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function cutOff(text: string): string {
  return text === ""
    ? "it is empty"
    : `it ends in the middle of its first line, after ${
      ENCODER.encode(text).length
    } bytes, so that its end was cut off`;
}

function objectOf(line: string): JsonObject | undefined {
  const value = parsed(line);
  return isJsonObject(value) ? value : undefined;
}
