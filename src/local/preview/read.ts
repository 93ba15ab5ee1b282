import { type Clock, second } from "../../capture/clock.ts";
import { wholeRow } from "../../capture/raw_rows.ts";
import { keyOf } from "../../capture/row.ts";
import { type PageAsk, RAW, type Row, type Source } from "../../capture/source.ts";
import { keyField, type Stream } from "../../capture/stream.ts";

/** Which rows are wanted. */
export interface Wish {
  stream: Stream;
  /** Unix second: none before it; for streams over time alone. */
  since?: number | undefined;
  /** At most so many. */
  limit: number;
}

/** A row that was read. */
export interface Read {
  /** Parsed, for a table. */
  row: Row;
  /** As it came, on one line of JSON. */
  json: string;
}

/** Rows of a stream, and how many there are of which these are the first. */
export interface Preview {
  rows: Read[];
  total: number;
}

/** How far ahead of ours the server's clock may be, in seconds, without the newest rows being left out. */
const AHEAD = 86_400;

/** Reads the first rows of a stream, those over time newest first, with no more requests than they need. */
export async function readPreview(
  { stream, since, limit }: Wish,
  { source, clock, signal }: { source: Source; clock: Clock; signal: AbortSignal },
): Promise<Preview> {
  const { endpoint } = stream;
  const ask: Omit<PageAsk, "page"> = endpoint.time
    ? {
      order: "desc",
      ...(since === undefined
        ? {}
        : { window: { from: since - 1, to: Math.max(since, second(clock)) + AHEAD } }),
    }
    : {};
  const rows: Read[] = [];
  const keys = new Set<string>();
  for (let number = 1;; number++) {
    const page = await source.page(endpoint, { ...ask, page: number }, "tail", signal);
    for (const row of page.rows) {
      // what came meanwhile has pushed some of the last page's rows onto this one
      const key = keyOf(row, keyField(stream));
      if (rows.length === limit || (key !== undefined && keys.has(key))) continue;
      if (key !== undefined) keys.add(key);
      rows.push({ row: wholeRow(row), json: jsonOf(row) });
    }
    const { total } = page;
    const last = page.rows.length < source.pageSize ||
      number * source.pageSize >= Math.min(total, source.reach);
    page.release?.();
    if (rows.length >= limit || last) return { rows, total };
  }
}

/** The row's own bytes where they are there: numbers stand as they came, however long they are. */
function jsonOf(row: Row): string {
  const raw = row[RAW];
  if (!raw) return JSON.stringify(row);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw.page.bytes.subarray(raw.from, raw.to));
}
