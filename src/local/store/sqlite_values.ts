import { isObject } from "../../capture/fits.ts";
import { RAW, type Row } from "../../capture/source.ts";
import { parseJson } from "../../json.ts";
import type { Column, ColumnType } from "./sqlite_tables.ts";

/** What a statement takes. */
export type Value = null | number | bigint | string;

/** A whole number of as many digits as a double does not hold. */
const LARGE = /[:,[]\s*-?\d{16}/;
const WHOLE = /^-?\d+$/;
/** What SQLite holds as a whole number. */
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** A row's fields, whole numbers beyond 2^53 as what they are where it came as bytes. */
export function fieldsOf(row: Row, text: string): Record<string, unknown> {
  if (!row[RAW]) return row;
  const fields = LARGE.test(text) ? parseExactly(text) : parseJson(text);
  return isObject(fields) ? fields : {};
}

function parseExactly(text: string): unknown {
  // not all runtimes' types know the third parameter
  const exact = (_: string, value: unknown, context?: { source?: string }) => {
    const source = context?.source ?? "";
    return typeof value === "number" && !Number.isSafeInteger(value) && WHOLE.test(source)
      ? BigInt(source)
      : value;
  };
  return JSON.parse(text, exact);
}

/** What stands in a document where a column looks for it. */
export function valueAt(fields: Record<string, unknown>, { path, type }: Column): Value {
  let value: unknown = fields;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return valueOf(value, type);
}

/**
 * A value as a column takes it. One of another type than the column's is kept all the same: SQLite takes any, an object or a list as JSON.
 * Whole numbers beyond 64 bits become a number of SQLite's that is not exact; the document has them.
 */
function valueOf(value: unknown, type: ColumnType): Value {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      // as a number it would become "5.0"
      return type === "TEXT" ? String(value) : value;
    case "bigint":
      return type === "TEXT" || value < LEAST || value > MOST ? String(value) : value;
    case "boolean":
      return type === "TEXT" ? String(value) : Number(value);
    case "object":
      return value === null ? null : JSON.stringify(value, plain);
    default:
      return null;
  }
}

/** JSON knows no bigint. */
function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
