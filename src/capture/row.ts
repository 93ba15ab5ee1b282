import { RAW, type Row } from "./source.ts";

/** A row's key as text: what it is known by in state and in memory. */
export type Key = string;

/**
 * The key of a row, or undefined where it has no usable one: absent, empty, of another type, or an integer beyond 2^53, which was
 * rounded when it was parsed and may be another row's.
 */
export function keyOf(row: Row, field: string): Key | undefined {
  const raw = row[RAW];
  if (!raw) return textOf(row[field]);
  if (raw.keyField !== field) {
    raw.keyField = field;
    raw.key = textOf(row[field]);
  }
  return raw.key;
}

function textOf(value: unknown): Key | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether each row has a usable key. */
export function haveKeys(rows: readonly Row[], field: string): boolean {
  return rows.every((row) => keyOf(row, field) !== undefined);
}

/** Whether no two rows have the same key; those without one do not count. */
export function haveDistinctKeys(rows: readonly Row[], field: string): boolean {
  const keys = rows.map((row) => keyOf(row, field)).filter((key) => key !== undefined);
  return new Set(keys).size === keys.length;
}

/** A Unix second out of a row, or undefined where it has none. */
export function secondOf(row: Row, field: string): number | undefined {
  const value = row[field];
  return typeof value === "number" && Number.isFinite(value) ? Math.floor(value) : undefined;
}

/** The last second that a timeline has a place for: in 2242. */
export const LATEST: number = 2 ** 33;

/** The second at which a row stands in its timeline, whatever it says: from 1970 to `latest`, which it also is where the row has none. */
export function placeOf(row: Row, field: string, latest: number = LATEST): number {
  return Math.max(0, Math.min(secondOf(row, field) ?? latest, latest));
}
