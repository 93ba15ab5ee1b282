import { StateError } from "../../aircall/errors.ts";
import { isObject } from "../../capture/merge_patch.ts";
import type { JsonObject, Stream } from "../../capture/stream.ts";
import type { Changes, RunRecord, StoreMoment } from "../store.ts";
import { documentOf } from "./change_lines.ts";
import { isJsonObject, usableState } from "./checked.ts";
import { RUNS, STATE } from "./folder_store.ts";
import { JournalText } from "./journal.ts";
import { type Identity, identityOf } from "./identity.ts";
import { type Line, lines } from "./lines.ts";
import { isTaken } from "./lock.ts";
import { corruptLog, cureOf, LOG, noteChanges } from "./log.ts";
import { changesIn, runsIn } from "./noted.ts";
import { openThere, StreamFile } from "./stream_file.ts";
import { inTurns } from "./turns.ts";

/** How often it is tried while a run brings the files into their final form, and milliseconds between two times. */
const ATTEMPTS = 100;
const PAUSE = 20;

/** A stream's file as it was when it was opened, whatever is put in its place. */
class OpenedFile extends StreamFile {
  /** Undefined: there was none. */
  opened: Deno.FsFile | undefined;

  override *lines(): Generator<Line, void, void> {
    if (this.opened) yield* lines(this.opened, 0, this.opened.statSync().size);
  }
}

/**
 * A folder as it is at one moment. Whoever writes to it is neither asked nor kept from it; four things make that safe:
 *
 * - The journal is read twice, and everything else is opened in between. Where both readings say that the streams' files have the same of
 *   the log, the second one counts: the log is there up to the length that it names, since a batch is on the disk before the journal says so,
 *   and that stretch does not change any more.
 * - A stream's file has at least what the journal says, and no more than what the log had when it was opened. So it is right once all changes
 *   since are put over it; it may have some of them already.
 * - What was opened stays as it was: other files are put in the place of these, never written over them.
 * - A line that has no end yet, and what stands behind the end of the log, counts for nothing here either, and is left where it is.
 */
export class FolderMoment implements StoreMoment {
  readonly busy: boolean;
  readonly #path: string;
  readonly #journal: JournalText;
  readonly #opened: Opened;
  /** How much of the log counts. */
  readonly #end: number;
  #overlaid = false;

  private constructor(path: string, journal: JournalText, opened: Opened, end: number) {
    this.busy = isTaken(`${path}/.lock`);
    this.#path = path;
    this.#journal = journal;
    this.#opened = opened;
    this.#end = end;
  }

  /** Opens what is there, looks at it, and lets go of it. */
  static async look<T>(
    path: string,
    streams: readonly Stream[],
    look: (moment: FolderMoment) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1;; attempt++) {
      const before = journalOf(path, streams);
      const opened = open(path, streams, before);
      try {
        const journal = journalOf(path, streams);
        const end = endOf(journal, opened.log);
        if (end !== undefined && placesIn(journal) === placesIn(before)) {
          return await look(new FolderMoment(path, journal, opened, end));
        }
        if (attempt >= ATTEMPTS) {
          throw corruptLog(
            path,
            `it is shorter than the ${journal.numberAt("changes")} bytes that were written`,
          );
        }
      } finally {
        letGo(opened);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  identity(): Identity | undefined {
    return identityOf(this.#journal.at("account"));
  }

  state(stream: Stream): JsonObject {
    const state = this.#journal.at("streams", stream.name, "state");
    return usableState(stream, isObject(state) ? state : undefined, this.#path);
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    this.#overlay();
    const file = this.#opened.files.get(stream.name);
    if (!file) return;
    for await (const line of inTurns(file.latest())) {
      const document = documentOf(line);
      if (!isJsonObject(document)) throw file.damaged();
      yield document;
    }
  }

  runs(): Promise<RunRecord[]> {
    const { runs } = this.#opened;
    return new Promise((resolve) =>
      resolve(runs ? runsIn(`${this.#path}/${RUNS}`, runs, runs.statSync().size) : [])
    );
  }

  changes(): Promise<Changes[]> {
    return Promise.resolve(changesIn(this.#journal));
  }

  /** Finds what the streams' files lack, once. */
  #overlay(): void {
    const { log, files } = this.#opened;
    if (!log || this.#overlaid) return;
    this.#overlaid = true;
    const made = new Map<string, number>();
    for (const name of Object.keys(this.#journal.objectAt("streams"))) {
      const file = files.get(name);
      made.set(name, file && this.#isFrom(file) ? 0 : this.#journal.numberAt("streams", name, "made"));
    }
    const from = Math.min(this.#end, ...made.values());
    noteChanges({ folder: this.#path, file: log, from, end: this.#end, made, files });
  }

  /** Whether a stream's file has to be made of the whole log: it is not there any more, or a copy that was brought back. */
  #isFrom({ path, opened, stream: { name } }: OpenedFile): boolean {
    const journal = this.#journal;
    const replaced = journal.at("replaced") === true;
    if (opened) {
      const written = [["bytes"], ["next", "bytes"]].map((place) => journal.at("streams", name, ...place));
      return replaced && written[0] !== undefined && !written.includes(opened.statSync().size);
    }
    if (journal.numberAt("streams", name, "rows") === 0) return false;
    if (replaced) throw new StateError(`${path} is not there any more. ${cureOf(journal)}`);
    return true;
  }
}

/** What of a folder is open. */
interface Opened {
  log: Deno.FsFile | undefined;
  runs: Deno.FsFile | undefined;
  files: ReadonlyMap<string, OpenedFile>;
}

function journalOf(path: string, streams: readonly Stream[]): JournalText {
  return JournalText.read(path, STATE, [LOG, RUNS, ...streams.map(({ name }) => `${name}.ndjson`)]);
}

function open(path: string, streams: readonly Stream[], journal: JournalText): Opened {
  const log = openThere(`${path}/${LOG}`);
  const files = new Map<string, OpenedFile>();
  const opened = { log, runs: openThere(`${path}/${RUNS}`), files };
  // where there is no log, nothing is read of it
  const read = {
    get file(): Deno.FsFile {
      if (!log) throw corruptLog(path, "it is not there");
      return log;
    },
  };
  for (const stream of streams) {
    const file = new OpenedFile(`${path}/${stream.name}.ndjson`, stream, read, () => cureOf(journal));
    file.opened = openThere(file.path);
    files.set(stream.name, file);
  }
  return opened;
}

function letGo({ log, runs, files }: Opened): void {
  for (const file of [log, runs, ...files.values().map(({ opened }) => opened)]) file?.close();
}

/** How much of the log counts: nothing of one that was moved away and is not needed; undefined where it lacks something. */
function endOf(journal: JournalText, log: Deno.FsFile | undefined): number | undefined {
  const end = journal.numberAt("changes");
  const size = log?.statSync().size ?? 0;
  if (size >= end) return end;
  const names = Object.keys(journal.objectAt("streams"));
  return size === 0 && names.every((name) => journal.numberAt("streams", name, "made") >= end)
    ? 0
    : undefined;
}

/** Up to which place of which log each stream's file is made. */
function placesIn(journal: JournalText): string {
  const names = Object.keys(journal.objectAt("streams")).sort();
  const made = names.map((name) => [name, journal.numberAt("streams", name, "made")]);
  return JSON.stringify([journal.at("replaced") === true, made]);
}
