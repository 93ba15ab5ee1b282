import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isObject } from "../../capture/fits.ts";
import { keyOf } from "../../capture/row.ts";
import { type Document, keyField, keyValue, type Stream } from "../../capture/stream.ts";
import { jsonText } from "./document_json.ts";
import { bringUpToDate, quoted } from "./sqlite_schema.ts";
import { type ChildTable, type StreamTable, tableOf } from "./sqlite_tables.ts";
import { fieldsOf, valueAt } from "./sqlite_values.ts";

/** Rows that are read at once. */
const ROWS = 200;

/** The rows of a stream in its tables: what puts them there, and what finds them. */
export class StreamRows {
  readonly #stream: Stream;
  readonly #table: StreamTable;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #children: { table: ChildTable; put: StatementSync; remove: StatementSync }[];
  readonly #count: StatementSync;
  readonly #first: StatementSync;
  readonly #next: StatementSync;

  /** Brings the tables up to date; to be called in a transaction. */
  constructor(database: DatabaseSync, stream: Stream) {
    this.#stream = stream;
    const table = this.#table = tableOf(stream);
    bringUpToDate(database, table);
    const own = table.columns.map(({ name }) => name);
    const removeFrom = (name: string, column: string) =>
      database.prepare(`DELETE FROM ${quoted(name)} WHERE ${quoted(column)} = ?`);
    this.#put = putInto(database, table.name, [
      table.key,
      ...own,
      "document",
      "_meta_op",
      "_meta_written_at",
    ]);
    this.#remove = removeFrom(table.name, table.key);
    this.#children = table.children.map((child) => ({
      table: child,
      put: putInto(database, child.name, [
        child.parent,
        "position",
        ...child.columns.map(({ name }) => name),
      ]),
      remove: removeFrom(child.name, child.parent),
    }));
    const key = quoted(table.key);
    const some = (where: string) =>
      database.prepare(
        `SELECT ${key} AS key, document FROM ${quoted(table.name)} ${where} ORDER BY ${key} LIMIT ${ROWS}`,
      );
    this.#count = database.prepare(`SELECT count(*) AS count FROM ${quoted(table.name)}`);
    this.#first = some("");
    this.#next = some(`WHERE ${key} > ?`);
  }

  /** Keeps a document, or takes its row away; to be called in a transaction. @returns how many rows more there are */
  write({ op, row }: Document, writtenAt: string): number {
    const text = keyOf(row, keyField(this.#stream));
    if (text === undefined) throw new TypeError(`a row of ${this.#stream.name} has no key`);
    const key = keyValue(this.#stream, text);
    for (const { remove } of this.#children) remove.run(key);
    const removed = Number(this.#remove.run(key).changes);
    if (op === "d") return -removed;
    const document = jsonText(row);
    const fields = fieldsOf(row, document);
    const values = this.#table.columns.map((column) => valueAt(fields, column));
    this.#put.run(key, ...values, document, op, writtenAt);
    for (const { table, put } of this.#children) {
      const items = fields[table.field];
      if (!Array.isArray(items)) continue;
      for (const [position, item] of items.entries()) {
        const inner = isObject(item) ? item : {};
        put.run(key, position, ...table.columns.map((column) => valueAt(inner, column)));
      }
    }
    return 1 - removed;
  }

  /** How many there are. */
  count(): number {
    return Number(this.#count.get()?.["count"]);
  }

  /** The documents, in the order of their keys. */
  *documents(): Generator<string, void, void> {
    let found = this.#first.all();
    while (found.length > 0) {
      for (const { document } of found) yield String(document);
      const last = found.at(-1)?.["key"] ?? null;
      found = found.length < ROWS ? [] : this.#next.all(last);
    }
  }
}

function putInto(database: DatabaseSync, table: string, columns: readonly string[]): StatementSync {
  const names = columns.map(quoted).join(", ");
  return database.prepare(
    `INSERT INTO ${quoted(table)} (${names}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
}
