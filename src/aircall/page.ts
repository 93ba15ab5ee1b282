import { fits, isObject } from "../capture/fits.ts";
import { Unusual } from "../capture/json_bytes.ts";
import { RowReader } from "../capture/raw_rows.ts";
import { nameHash, type Scanner } from "../capture/scan.ts";
import { anything, nullish, object, whole } from "../capture/shape.ts";
import { type Endpoint, type Page, PageBytes, type Row } from "../capture/source.ts";
import { keyField, keyType } from "../capture/stream.ts";
import { parseJson } from "../json.ts";
import { readJson } from "../http/body.ts";
import { Malformed } from "../http/fault.ts";

/** What stands beside the rows: how many there are in all, and which of them these are. */
const Meta = object({
  total: whole(0),
  current_page: nullish(whole()),
  count: nullish(whole()),
  next_page_link: anything,
});
const META = nameHash("meta");
const NOTHING: readonly string[] = [];

/** What an answer holds, before it is held against what was asked for. */
interface Read {
  rows: Row[];
  meta: unknown;
}

/**
 * Reads a list's answers: the rows in its envelope and the count beside them. An endpoint that is declared to hold a single object, as the
 * company is, is a list of one.
 */
export class PageReader {
  readonly #endpoint: Endpoint;
  readonly #envelope: number;
  readonly #rows: RowReader | undefined;
  readonly #key: { field: string; type: string } | undefined;

  /** Reads nothing yet. */
  constructor(endpoint: Endpoint) {
    const { envelope, reads, volatile, withhold, single, key, document } = endpoint;
    this.#endpoint = endpoint;
    this.#envelope = nameHash(envelope);
    // what is to be taken out of a row is taken out of the parsed one
    this.#rows = reads && !withhold && !single ? new RowReader({ reads, volatile }) : undefined;
    if (!key || !document) return;
    this.#key = {
      field: keyField({ key }),
      type: keyType({ key, document }) === "string" ? "string" : "number",
    };
  }

  /**
   * Reads an answer's body.
   *
   * @param number the page that was asked for
   * @param free called when the page was let go of
   * @throws {Malformed} no JSON, no envelope, rows that are no objects, no count, another page than the one asked for
   */
  read(bytes: Uint8Array, number: number, free?: () => void): Page {
    const endpoint = this.#endpoint;
    const page = new PageBytes(bytes, free);
    const read = this.#scan(page) ?? parse(bytes, endpoint);
    if (endpoint.single) {
      const [one] = read.rows;
      if (one) this.#strip(one);
      return { rows: number === 1 && one ? [one] : [], total: 1 };
    }
    const { rows, meta } = read;
    if (!fits(Meta, meta)) throw new Malformed('the answer has no "meta" with a "total"');
    const { total } = meta;
    const current = meta.current_page ?? number;
    const count = meta.count ?? rows.length;
    if (current !== number) throw new Malformed(`the answer is page ${current} instead of ${number}`);
    if (count !== rows.length) throw new Malformed(`the answer says ${count} rows and holds ${rows.length}`);
    for (const row of rows) this.#strip(row);
    return {
      rows,
      total,
      // it is not followed, but that there is none says something; webhooks never have one
      ends: meta.next_page_link === null,
      release: () => page.release(),
    };
  }

  /** Takes out what must never be captured, and a key of another type than the stream's: the platform would refuse the document. */
  #strip(row: Row): void {
    for (const field of this.#endpoint.withhold ?? NOTHING) delete row[field];
    const key = this.#key;
    if (key && typeof row[key.field] !== key.type) delete row[key.field];
  }

  /** The rows as bytes; undefined where the answer is to be parsed, since something about it is unusual or wrong. */
  #scan(page: PageBytes): Read | undefined {
    if (!this.#rows) return undefined;
    const scanner = this.#rows.scanner(page.bytes);
    try {
      return this.#body(this.#rows, scanner, page);
    } catch (error) {
      if (error instanceof Unusual) return undefined;
      throw error;
    }
  }

  #body(reader: RowReader, scanner: Scanner, page: PageBytes): Read | undefined {
    let rows: Row[] | undefined;
    let meta: unknown;
    let next = 0x2c;
    for (scanner.expect(0x7b); next === 0x2c; next = scanner.next()) {
      const name = scanner.field();
      if (name === this.#envelope) {
        if (rows) return undefined;
        rows = list(reader, scanner, page);
      } else {
        scanner.peek();
        const from = scanner.at;
        // with a path of its own: what is learned at the rows' is learned of them
        scanner.value(undefined, false, name);
        if (name === META) meta = parseJson(scanner.text(from, scanner.at));
      }
    }
    return next === 0x7d && scanner.ended && rows ? { rows, meta } : undefined;
  }
}

function list(reader: RowReader, scanner: Scanner, page: PageBytes): Row[] {
  const rows: Row[] = [];
  scanner.expect(0x5b);
  if (scanner.peek() === 0x5d) {
    scanner.next();
    return rows;
  }
  let next = 0x2c;
  for (; next === 0x2c; next = scanner.next()) rows.push(reader.next(scanner, page));
  if (next !== 0x5d) throw new Unusual("a list that does not end");
  return rows;
}

/** The same by `JSON.parse`, which has the last word on what is wrong. */
function parse(bytes: Uint8Array, endpoint: Endpoint): Read {
  const body = readJson(bytes);
  if (typeof body !== "object" || body === null) throw new Malformed("the body is no JSON object");
  const fields = new Map<string, unknown>(Object.entries(body));
  const envelope = fields.get(endpoint.envelope);
  if (envelope === undefined) throw new Malformed(`the answer has no "${endpoint.envelope}"`);
  if (endpoint.single) {
    if (!isObject(envelope)) throw new Malformed(`the answer's "${endpoint.envelope}" is no object`);
    return { rows: [envelope], meta: undefined };
  }
  if (!Array.isArray(envelope) || !envelope.every(isObject)) {
    throw new Malformed(`the answer's "${endpoint.envelope}" is no list of objects`);
  }
  return { rows: envelope, meta: fields.get("meta") };
}
