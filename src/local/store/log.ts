import { StateError } from "../../aircall/errors.ts";
import type { Stream } from "../../capture/stream.ts";
import { keyReader, type KeyValue, metaOf } from "./change_lines.ts";
import type { ChangedRows } from "./changed_rows.ts";
import { ANEW } from "./checked.ts";
import type { JournalText } from "./journal.ts";
import { type Line, lines } from "./lines.ts";

/** The log, of which the streams' files are made. */
export const LOG = "changes.ndjson";

/** A stretch of the log, and what is to know of it. */
export interface Logged {
  folder: string;
  file: Deno.FsFile;
  /** Where it begins. */
  from: number;
  /** Where it ends. */
  end: number;
  /** What is in the streams' files already, by stream: up to this place. */
  made: ReadonlyMap<string, number>;
  /** By stream, those that are looked at. */
  files: ReadonlyMap<string, { readonly stream: Stream; readonly changed: ChangedRows }>;
}

/**
 * Notes where the log has the latest document of each row that is not in a stream's file.
 *
 * @returns the streams that have some and are not looked at
 * @throws {StateError} somebody has changed it
 */
export function noteChanges({ folder, file, from, end, made, files }: Logged): Set<string> {
  const left = new Set<string>();
  const keys = new Map([...files].map(([name, { stream }]) => [name, keyReader(stream)]));
  for (const line of lines(file, from, end)) {
    const meta = metaOf(line.bytes);
    if (!meta) throw corruptLog(folder, `at byte ${line.from} it has a line of another program`);
    if (line.from < (made.get(meta.stream) ?? 0)) continue;
    const key = keyIn(folder, line, keys.get(meta.stream));
    if (key === undefined) left.add(meta.stream);
    else files.get(meta.stream)?.changed.note(key, line.from, meta.op === "d");
  }
  return left;
}

function keyIn(
  folder: string,
  { bytes, from }: Line,
  read: ((line: Uint8Array) => KeyValue) | undefined,
): KeyValue | undefined {
  try {
    return read?.(bytes);
  } catch {
    throw corruptLog(folder, `at byte ${from} it has a line that somebody has changed`);
  }
}

/** What brings back what a stream's file lacks. */
export function cureOf(journal: JournalText): string {
  if (journal.at("replaced") !== true) {
    return `Take it away when no run is going on: the next one makes it again of ${LOG}.`;
  }
  return `It cannot be made again, since the ${LOG} of then was moved away: bring it back from a copy. ${ANEW}`;
}

/** What is wrong where a log is not what was written. */
export function corruptLog(folder: string, why: string): StateError {
  return new StateError(
    `${folder}/${LOG} is not what was written: ${why}. Bring it back as it was. ${ANEW}`,
  );
}
