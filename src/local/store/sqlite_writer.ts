import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isObject } from "../../capture/fits.ts";
import { keyOf } from "../../capture/row.ts";
import { type Document, keyField, keyValue, type Stream } from "../../capture/stream.ts";
import type { Kept } from "../store.ts";
import { jsonText } from "./document_json.ts";
import { Same } from "./same.ts";
import { bringUpToDate, quoted } from "./sqlite_schema.ts";
import { type ChildTable, type StreamTable, tableOf } from "./sqlite_tables.ts";
import { fieldsOf, valueAt } from "./sqlite_values.ts";

/** Rows that are read at once. */
const ROWS = 200;

/** The rows of a stream in its tables: what puts them there, and what finds them. */
export class StreamRows {
  readonly #stream: Stream;
  readonly #table: StreamTable;
  readonly #add: StatementSync;
  readonly #change: StatementSync;
  readonly #kept: StatementSync;
  readonly #same: Same;
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
    const columns = [...table.columns.map(({ name }) => name), "document", "_meta_op", "_meta_written_at"];
    const removeFrom = (name: string, column: string) =>
      database.prepare(`DELETE FROM ${quoted(name)} WHERE ${quoted(column)} = ?`);
    this.#add = putInto(database, table.name, [table.key, ...columns], "ON CONFLICT DO NOTHING");
    this.#change = database.prepare(
      `UPDATE ${quoted(table.name)} SET ${columns.map((column) => `${quoted(column)} = ?`).join(", ")}
       WHERE ${quoted(table.key)} = ?`,
    );
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
    this.#kept = database.prepare(`SELECT document FROM ${quoted(table.name)} WHERE ${key} = ?`);
    this.#same = new Same(stream);
    const some = (where: string) =>
      database.prepare(
        `SELECT ${key} AS key, document FROM ${quoted(table.name)} ${where} ORDER BY ${key} LIMIT ${ROWS}`,
      );
    this.#count = database.prepare(`SELECT count(*) AS count FROM ${quoted(table.name)}`);
    this.#first = some("");
    this.#next = some(`WHERE ${key} > ?`);
  }

  /**
   * Keeps a document, or takes its row away; to be called in a transaction.
   *
   * @returns what came of it; undefined where all is as it was
   */
  write({ op, row }: Document, writtenAt: string): keyof Kept | undefined {
    const text = keyOf(row, keyField(this.#stream));
    if (text === undefined) throw new TypeError(`a row of ${this.#stream.name} has no key`);
    const key = keyValue(this.#stream, text);
    if (op === "d") {
      if (Number(this.#remove.run(key).changes) === 0) return undefined;
      for (const { remove } of this.#children) remove.run(key);
      return "deleted";
    }
    const document = jsonText(row);
    const fields = fieldsOf(row, document);
    const values = this.#table.columns.map((column) => valueAt(fields, column));
    // most rows are new: they are not looked for first
    const added = Number(this.#add.run(key, ...values, document, "c", writtenAt).changes) > 0;
    if (!added) {
      const before = this.#kept.get(key)?.["document"];
      if (before === document || this.#same.is(String(before), row)) return undefined;
      this.#change.run(...values, document, "u", writtenAt, key);
    }
    for (const { table, put, remove } of this.#children) {
      // of a new row's too there may be some, where somebody has taken out the row alone
      remove.run(key);
      const items = fields[table.field];
      if (!Array.isArray(items)) continue;
      for (const [position, item] of items.entries()) {
        const inner = isObject(item) ? item : {};
        put.run(key, position, ...table.columns.map((column) => valueAt(inner, column)));
      }
    }
    return added ? "created" : "updated";
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

function putInto(
  database: DatabaseSync,
  table: string,
  columns: readonly string[],
  otherwise = "",
): StatementSync {
  const names = columns.map(quoted).join(", ");
  return database.prepare(
    `INSERT INTO ${quoted(table)} (${names}) VALUES (${columns.map(() => "?").join(", ")}) ${otherwise}`,
  );
}
