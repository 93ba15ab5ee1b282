import type { DatabaseSync } from "node:sqlite";
import type { ChildTable, Column, StreamTable } from "./sqlite_tables.ts";

/** A name as SQL has it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What a store has whatever its streams are. */
export const META_TABLES = `
  CREATE TABLE "_meta" (name TEXT NOT NULL PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE "_meta_state" (id INTEGER PRIMARY KEY, stream TEXT NOT NULL, patch TEXT NOT NULL);
  CREATE TABLE "_meta_changes" (
    hour TEXT NOT NULL, stream TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL,
    PRIMARY KEY (hour, stream)
  ) WITHOUT ROWID;
  CREATE TABLE "_meta_runs" (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT NOT NULL, run TEXT NOT NULL);
`;

/**
 * Makes a stream's tables, or gives those that are there the columns that they lack, filled from the documents that are kept. To be called
 * in a transaction.
 */
export function bringUpToDate(database: DatabaseSync, table: StreamTable): void {
  const there = columnsThere(database, table.name);
  if (there.size === 0) database.exec(created(table));
  else {extend(database, table.name, table.columns, there, ({ path }) =>
      `json_extract(document, ${pathOf(path)})`);}
  for (const column of table.indexed) {
    database.exec(
      `CREATE INDEX IF NOT EXISTS ${quoted(`${table.name}_${column}`)} ON ${quoted(table.name)} (${
        quoted(column)
      })`,
    );
  }
  for (const child of table.children) {
    const there = columnsThere(database, child.name);
    if (there.size === 0) {
      database.exec(createdChild(child, table.keyType));
      fill(database, table, child);
    } else {
      extend(database, child.name, child.columns, there, ({ path }) => {
        const place = `'$.${quoted(child.field)}[' || position || ']${pathOf(path).slice(2)}`;
        return `(SELECT json_extract(document, ${place}) FROM ${quoted(table.name)} WHERE ${
          quoted(table.key)
        } = ${quoted(child.parent)})`;
      });
    }
  }
}

function created({ name, key, keyType, columns }: StreamTable): string {
  const lines = [
    `${quoted(key)} ${keyType} NOT NULL PRIMARY KEY`,
    ...columns.map(({ name, type }) => `${quoted(name)} ${type}`),
    "document TEXT NOT NULL",
    `"_meta_op" TEXT NOT NULL`,
    `"_meta_written_at" TEXT NOT NULL`,
    ...columns.filter(({ time }) => time).map(readable),
  ];
  return `CREATE TABLE ${quoted(name)} (${lines.join(", ")})`;
}

function createdChild({ name, parent, columns }: ChildTable, keyType: string): string {
  const lines = [
    `${quoted(parent)} ${keyType} NOT NULL`,
    "position INTEGER NOT NULL",
    ...columns.map(({ name, type }) => `${quoted(name)} ${type}`),
    ...columns.filter(({ time }) => time).map(readable),
    `PRIMARY KEY (${quoted(parent)}, position)`,
  ];
  return `CREATE TABLE ${quoted(name)} (${lines.join(", ")}) WITHOUT ROWID`;
}

/** A time as text; it is worked out when it is read, and takes no room. */
function readable({ name }: Column): string {
  return `${quoted(`${name}_utc`)} TEXT GENERATED ALWAYS AS (strftime('%Y-%m-%dT%H:%M:%SZ', ${
    quoted(name)
  }, 'unixepoch')) VIRTUAL`;
}

function columnsThere(database: DatabaseSync, table: string): Set<string> {
  const rows = database.prepare("SELECT name FROM pragma_table_xinfo(?)").all(table);
  return new Set(rows.map(({ name }) => String(name).toLowerCase()));
}

/** Adds the columns that are not there, with the values that `valueOf` works out. */
function extend(
  database: DatabaseSync,
  table: string,
  columns: readonly Column[],
  there: Set<string>,
  valueOf: (column: Column) => string,
): void {
  const missing = columns.filter(({ name }) => !there.has(name.toLowerCase()));
  if (missing.length === 0) return;
  for (const column of missing) {
    database.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(column.name)} ${column.type}`);
    if (!column.time || there.has(`${column.name}_utc`.toLowerCase())) continue;
    database.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${readable(column)}`);
  }
  const values = missing.map((column) => `${quoted(column.name)} = ${valueOf(column)}`);
  database.exec(`UPDATE ${quoted(table)} SET ${values.join(", ")}`);
}

/** Fills a list's table that was not there before. */
function fill(
  database: DatabaseSync,
  table: StreamTable,
  { name, field, parent, columns }: ChildTable,
): void {
  const names = [quoted(parent), "position", ...columns.map(({ name }) => quoted(name))];
  const values = columns.map(({ path }) =>
    `CASE item.type WHEN 'object' THEN json_extract(item.value, ${pathOf(path)}) END`
  );
  const key = `parent.${quoted(table.key)}`;
  database.exec(`
    INSERT INTO ${quoted(name)} (${names.join(", ")})
    SELECT ${[key, "item.key", ...values].join(", ")}
    FROM ${quoted(table.name)} AS parent, json_each(parent.document, ${pathOf([field])}) AS item
    WHERE json_type(parent.document, ${pathOf([field])}) = 'array'`);
}

/** A path of names as SQL text: `'$."user"."id"'`. */
function pathOf(path: readonly string[]): string {
  return `'$${path.map((name) => `.${quoted(name)}`).join("").replaceAll("'", "''")}'`;
}
