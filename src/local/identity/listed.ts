import type { Api } from "../../aircall/api.ts";
import { company } from "../../aircall/streams/company.ts";
import { type Key, keyOf } from "../../capture/row.ts";
import { type Page, StreamFault } from "../../capture/source.ts";
import { keyField, type Stream } from "../../capture/stream.ts";
import { HttpFault } from "../../http/fault.ts";

/** What an account is asked with. */
export interface Asking {
  api: Pick<Api, "source">;
  signal: AbortSignal;
}

/** In whose name it is asked. */
const ASKER = "account";
/** Pages of a list, its oldest rows first: among so many is nearly always one that was there when the store was filled. */
const PAGES = 20;

/** What the company is called now; undefined where this key may not read it. */
export async function companyNow(asking: Asking): Promise<string | undefined> {
  const page = await pageOf(company, 1, asking);
  const [row] = page?.rows ?? [];
  return row && keyOf(row, keyField(company));
}

/** The keys on the first page of a list; undefined where this key may not read it. */
export async function firstKeys(stream: Stream, asking: Asking): Promise<Key[] | undefined> {
  const page = await pageOf(stream, 1, asking);
  return page && keysOf(stream, page);
}

/** Whether a list has one of these keys; undefined where there is nothing to compare, or this key may not read it. */
export async function listsOneOf(
  stream: Stream,
  keys: ReadonlySet<Key>,
  asking: Asking,
): Promise<boolean | undefined> {
  if (keys.size === 0) return undefined;
  let seen = 0;
  for (let number = 1; number <= PAGES; number++) {
    const page = await pageOf(stream, number, asking);
    if (!page) return undefined;
    const found = keysOf(stream, page);
    seen += found.length;
    if (found.some((key) => keys.has(key))) return true;
    if (found.length === 0 || seen >= page.total) break;
  }
  return seen > 0 ? false : undefined;
}

/** @throws {HttpFault} it cannot be told now */
async function pageOf(stream: Stream, number: number, { api, signal }: Asking): Promise<Page | undefined> {
  try {
    return await api.source(ASKER).page(stream.endpoint, { page: number }, "tail", signal);
  } catch (error) {
    if (!(error instanceof StreamFault) || !(error.cause instanceof HttpFault)) throw error;
    if (error.cause.kind === "refused" || error.cause.kind === "missing") return undefined;
    throw error.cause;
  }
}

function keysOf(stream: Stream, page: Page): Key[] {
  const keys = page.rows.map((row) => keyOf(row, keyField(stream))).filter((key) => key !== undefined);
  page.release?.();
  return keys;
}
