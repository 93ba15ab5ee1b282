import { z } from "zod";
import type { Endpoint, Page, Row } from "../capture/source.ts";
import { keyField, keyType } from "../capture/stream.ts";
import { Malformed } from "../http/fault.ts";

const Item = z.custom<Row>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const Rows = z.array(Item);
const Meta = z.looseObject({
  total: z.int().min(0),
  current_page: z.int().nullish(),
  count: z.int().nullish(),
});

/**
 * Reads a list's answer: the rows in its envelope and the count beside them. An endpoint that is declared to hold a single object, as the
 * company is, is a list of one.
 *
 * @throws {Malformed} no envelope, rows that are no objects, no count, another page than the one asked for
 */
export function readPage(body: unknown, endpoint: Endpoint, number: number): Page {
  if (typeof body !== "object" || body === null) throw new Malformed("the body is no JSON object");
  const fields = new Map<string, unknown>(Object.entries(body));
  const envelope = fields.get(endpoint.envelope);
  if (envelope === undefined) throw new Malformed(`the answer has no "${endpoint.envelope}"`);
  if (endpoint.single) {
    const one = Item.safeParse(envelope);
    if (!one.success) throw new Malformed(`the answer's "${endpoint.envelope}" is no object`);
    return { rows: number === 1 ? [strip(one.data, endpoint)] : [], total: 1 };
  }
  const rows = Rows.safeParse(envelope);
  if (!rows.success) throw new Malformed(`the answer's "${endpoint.envelope}" is no list of objects`);
  const meta = Meta.safeParse(fields.get("meta"));
  if (!meta.success) throw new Malformed('the answer has no "meta" with a "total"');
  const { total } = meta.data;
  const page = meta.data.current_page ?? number;
  const count = meta.data.count ?? rows.data.length;
  if (page !== number) throw new Malformed(`the answer is page ${page} instead of ${number}`);
  if (count !== rows.data.length) {
    throw new Malformed(`the answer says ${count} rows and holds ${rows.data.length}`);
  }
  return { rows: rows.data.map((row) => strip(row, endpoint)), total };
}

/** Takes out what must never be captured, and a key of another type than the stream's: the platform would refuse the document. */
function strip(row: Row, { withhold = [], key, document }: Endpoint): Row {
  for (const field of withhold) delete row[field];
  if (!key || !document) return row;
  const field = keyField({ key });
  const wanted = keyType({ key, document }) === "string" ? "string" : "number";
  const type: string = typeof row[field];
  if (type !== wanted) delete row[field];
  return row;
}
