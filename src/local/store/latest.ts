import type { KeyValue } from "./change_lines.ts";
import { type ChangedRow, precedes } from "./changed_rows.ts";
import type { Line } from "./lines.ts";

/**
 * The latest line of each row, sorted by key: those of the file that was made last, with what has changed since put over them. Neither is
 * held as a whole. A change that the file has already does no harm, so that a file may be newer than is known of it.
 *
 *   file      2  5  7      9
 *   changed      5' 7 gone    11
 *   latest    2  5'        9  11
 *
 * What is yielded is shared: it is another line's when the next one is asked for.
 */
export function* latest(
  file: Iterable<Line>,
  keyOf: (line: Uint8Array) => KeyValue,
  changed: Iterable<ChangedRow>,
  read: (place: number) => Uint8Array,
): Generator<Uint8Array, void, void> {
  const changes = changed[Symbol.iterator]();
  let change = changes.next();
  for (const { bytes } of file) {
    const key = keyOf(bytes);
    while (!change.done && precedes(change.value.key, key)) {
      if (change.value.place !== undefined) yield read(change.value.place);
      change = changes.next();
    }
    if (change.done || change.value.key !== key) yield bytes;
  }
  for (; !change.done; change = changes.next()) {
    if (change.value.place !== undefined) yield read(change.value.place);
  }
}
