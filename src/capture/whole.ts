import type { List } from "./list.ts";
import { haveKeys, type Key, keyOf } from "./row.ts";
import type { PageAsk, Row } from "./source.ts";

/** How reading a whole list ended. */
export interface Whole {
  /** Rows that the server counted. */
  total: number;
  /** Whether that count may stand for more: it is as much as a list gives out. */
  capped: boolean;
  /** Whether that many rows with different keys were read, and all that there are, over a count that did not change meanwhile. */
  complete: boolean;
}

/** What {@link whole} reads. */
export interface WholeAsk {
  /** Only rows of this window, for lists that take one. */
  window?: PageAsk["window"];
  /** The field that identifies a row. */
  key: string;
  /** Keys of rows that were read before, by the caller; each row's key is added. A row without a key gets one of its own. */
  keys: Set<Key>;
  /** The ascending page to begin with. @default 1 */
  first?: number;
  /** Whether a row without a key is let pass, instead of ending the reading as incomplete. @default false */
  keyless?: boolean;
  /** Whether the page after a last one that is full has to be seen empty, so that no count is believed by itself. @default false */
  sure?: boolean;
}

/**
 * Reads a list, or one window of it, to its end, and says whether it did. Yields each page's rows that were not read before.
 *
 * A list ends at position 10,000, whatever it holds, so one that is longer is read from both ends:
 *
 *          1                 9,950          10,050               20,000     positions, oldest first
 *   asc    ├──────────────────▶·
 *   desc                                    ·◀──────────────────────┤
 *
 * The last page that can be had is asked for only when the others do not suffice; 20,000 rows are the most. A count of exactly 10,000 may
 * stand for any number beyond: then the list is read from its end on until a whole page of it is known from its beginning.
 */
export async function* whole(list: List, ask: WholeAsk): AsyncGenerator<Row[], Whole, void> {
  const { key, keys, first = 1, keyless = false, sure = false } = ask;
  let total: number | undefined;
  const capped = () => total === list.lastPage * list.pageSize;
  /** Whether both ends have met: a page from the end was known as a whole. */
  let met = false;
  const done = () => total !== undefined && keys.size >= total && (met || !capped());
  const legs = [
    { order: "asc", first, last: list.lastPage - 1 },
    { order: "desc", first: 1, last: list.lastPage - 1 },
    { order: "asc", first: list.lastPage, last: list.lastPage },
    { order: "desc", first: list.lastPage, last: list.lastPage },
  ] as const;
  for (const leg of legs) {
    if (done()) break;
    const order = leg.order === "desc" ? { order: leg.order } : ask.window ? { order: leg.order } : {};
    const window = ask.window ? { window: ask.window } : {};
    const opening = await list.page({ ...window, ...order, page: leg.first });
    total ??= opening.total;
    const last = Math.min(leg.last, Math.ceil(total / list.pageSize));
    let number = leg.first;
    for (let page = opening;; number++) {
      const full = page.rows.length === list.fill(number, total);
      if (page.total !== total || !full || !(keyless || haveKeys(page.rows, key))) {
        return { total, capped: capped(), complete: false };
      }
      const fresh = page.rows.filter((row, i) =>
        added(keys, keyOf(row, key) ?? `\0${leg.order} ${number} ${i}`)
      );
      met ||= leg !== legs[0] && fresh.length === 0;
      yield fresh;
      page.release?.();
      if (sure && page.rows.length === list.pageSize && number === last && number < leg.last) {
        const after = await list.page({ ...window, ...order, page: number + 1 });
        if (!list.endedBy(after, total)) return { total, capped: capped(), complete: false };
      }
      if (number >= last || (leg.order === "desc" && done())) break;
      page = await list.page({ ...window, ...order, page: number + 1 });
    }
  }
  return { total: total ?? 0, capped: capped(), complete: done() };
}

function added(keys: Set<Key>, key: Key): boolean {
  const before = keys.size;
  keys.add(key);
  return keys.size > before;
}
