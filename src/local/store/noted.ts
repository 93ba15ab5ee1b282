import type { Changes, RunRecord } from "../store.ts";
import { runOf } from "./checked.ts";
import type { JournalText } from "./journal.ts";
import { lines } from "./lines.ts";

const DECODER = new TextDecoder();

/**
 * The runs that a folder's file has; one that was not noted to its end is none.
 *
 * @param path of the file
 * @param file the same, open
 * @param size bytes of it that count
 */
export function runsIn(path: string, file: Deno.FsFile, size: number): RunRecord[] {
  const cure = "Take that line out of it; nothing else is made of it.";
  return [...lines(file, 0, size)].map(({ bytes }) => runOf(DECODER.decode(bytes), path, cure));
}

/** The changes by the hour that a journal has. */
export function changesIn(journal: JournalText): Changes[] {
  return Object.keys(journal.objectAt("hours")).sort().flatMap((hour) =>
    Object.keys(journal.objectAt("hours", hour)).sort().map((stream) => ({
      hour,
      stream,
      created: journal.numberAt("hours", hour, stream, "created"),
      updated: journal.numberAt("hours", hour, stream, "updated"),
      deleted: journal.numberAt("hours", hour, stream, "deleted"),
    }))
  );
}
