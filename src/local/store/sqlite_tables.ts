import type { Fields, Shape } from "../../capture/shape.ts";
import { keyField, keyType, type Stream } from "../../capture/stream.ts";

/** What SQLite makes of a column's values. */
export type ColumnType = "INTEGER" | "REAL" | "TEXT";

/** A column that is filled from a document. */
export interface Column {
  name: string;
  type: ColumnType;
  /** Where the value stands in the document. */
  path: readonly string[];
  /** Whether its values are Unix seconds, which a second column shows as text. */
  time: boolean;
}

/** A list inside a document as a table of its own: a row an item, by the document's key and the place in the list. */
export interface ChildTable {
  name: string;
  /** The list's field. */
  field: string;
  /** The column that has the document's key. */
  parent: string;
  columns: readonly Column[];
}

/** A stream as tables. */
export interface StreamTable {
  name: string;
  key: string;
  keyType: "INTEGER" | "TEXT";
  columns: readonly Column[];
  children: readonly ChildTable[];
  /** Columns that have an index. */
  indexed: readonly string[];
}

/** The lists that have a table, by stream, and what else somebody will ask by. */
const MORE: Record<string, { parent: string; lists: Record<string, string>; indexed: string[] }> = {
  calls: {
    parent: "call_id",
    lists: {
      tags: "calls_tags",
      comments: "calls_comments",
      conference_participants: "calls_participants",
      teams: "calls_teams",
    },
    indexed: ["started_at"],
  },
};

/**
 * The tables of a stream: single values become columns, an object with an `id` becomes `<name>_id`, and the rest is in the document, which
 * is kept whole beside them.
 */
export function tableOf(stream: Stream): StreamTable {
  const { name, document: { fields } } = stream;
  const { parent = "", lists = {}, indexed = [] } = MORE[name] ?? {};
  const key = keyField(stream);
  const children = Object.entries(lists).flatMap(([field, table]) => {
    const items = fields[field];
    if (items?.type !== "array" || items.items.type !== "object") return [];
    return [{ name: table, field, parent, columns: columnsOf(items.items.fields, [parent, "position"]) }];
  });
  return {
    name,
    key,
    keyType: keyType(stream) === "integer" ? "INTEGER" : "TEXT",
    columns: columnsOf(fields, [key, "document", "_meta_op", "_meta_written_at"]),
    children,
    indexed,
  };
}

/** @param taken names that are not free */
function columnsOf(fields: Fields, taken: readonly string[]): Column[] {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  const columns: Column[] = [];
  const add = (name: string, shape: Shape, path: string[]) => {
    const type = columnType(shape);
    // SQLite takes names that differ in their case alone for one
    if (type === undefined || names.has(name.toLowerCase())) return;
    names.add(name.toLowerCase());
    columns.push({ name, type, path, time: type === "INTEGER" && name.endsWith("_at") });
  };
  for (const [name, shape] of Object.entries(fields)) add(name, shape, [name]);
  for (const [name, shape] of Object.entries(fields)) {
    const id = shape.type === "object" ? shape.fields["id"] : undefined;
    if (id) add(`${name}_id`, id, [name, "id"]);
  }
  return columns;
}

function columnType(shape: Shape): ColumnType | undefined {
  switch (shape.type) {
    case "string":
      return "TEXT";
    case "integer":
    case "boolean":
      return "INTEGER";
    case "number":
      return "REAL";
    default:
      return undefined;
  }
}
