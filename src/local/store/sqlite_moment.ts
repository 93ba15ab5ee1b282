import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "../../aircall/errors.ts";
import { type JsonObject, keyField, type Stream } from "../../capture/stream.ts";
import type { Changes, RunRecord, StoreMoment } from "../store.ts";
import { isJsonObject, newer, parsed, usableState } from "./checked.ts";
import { exists } from "./journal_damage.ts";
import { isTaken, ownName } from "./lock.ts";
import { isSqlites, sqliteFault } from "./sqlite_faults.ts";
import type { Identity } from "./identity.ts";
import { identityIn } from "./sqlite_identity.ts";
import { changesIn, runsIn } from "./sqlite_noted.ts";
import { quoted } from "./sqlite_schema.ts";
import { SqliteStates } from "./sqlite_state.ts";
import { APPLICATION, changedRow, PATIENCE, unusable, VERSION } from "./sqlite_store.ts";
import { inTurns } from "./turns.ts";

/**
 * A database as it is at one moment: one transaction that only reads, which a write-ahead log gives the same all the while, whatever is
 * written.
 */
export class SqliteMoment implements StoreMoment {
  readonly busy: boolean;
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #states: SqliteStates;

  private constructor(path: string, database: DatabaseSync) {
    this.busy = isTaken(`${ownName(path)}.lock`);
    this.#path = path;
    this.#database = database;
    this.#states = new SqliteStates(database, path);
  }

  /**
   * Opens the one that is there, looks at it, and lets go of it.
   *
   * @param patience milliseconds for which another program that locks it is waited for
   */
  static async look<T>(
    path: string,
    patience: number = PATIENCE,
    look: (moment: SqliteMoment) => Promise<T>,
  ): Promise<T> {
    let database: DatabaseSync | undefined;
    let moment: SqliteMoment;
    try {
      database = opened(path, patience);
      moment = SqliteMoment.#begin(path, database);
    } catch (error) {
      database?.close();
      const fault = sqliteFault(path, error);
      throw isSqlites(fault) ? unusable(path, fault.message) : fault;
    }
    try {
      return await look(moment);
    } finally {
      database.close();
    }
  }

  /** @throws {ConfigError} it is none of ours */
  static #begin(path: string, database: DatabaseSync): SqliteMoment {
    const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    // all that is read from here on is of the same moment
    database.exec("BEGIN");
    if (number("PRAGMA application_id") !== APPLICATION) {
      throw new ConfigError([
        `${path} is a database of another program. Name what was given to sync with --to.`,
      ]);
    }
    const version = number(`SELECT value FROM "_meta" WHERE name = 'store_version'`);
    if (!Number.isInteger(version)) throw unusable(path, "its _meta has no store_version");
    if (version > VERSION) throw newer(path, version, VERSION);
    return new SqliteMoment(path, database);
  }

  identity(): Identity | undefined {
    return identityIn(this.#database);
  }

  state(stream: Stream): JsonObject {
    return usableState(stream, this.#states.of(stream.name), this.#path);
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    const { name } = stream;
    try {
      // one that an older version has written may lack a stream
      const there = this.#database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
      if (!there.get(name)) return;
      const rows = this.#database.prepare(
        `SELECT document FROM ${quoted(name)} ORDER BY ${quoted(keyField(stream))}`,
      );
      for await (const { document } of inTurns(rows.iterate())) {
        const row = parsed(String(document));
        if (!isJsonObject(row)) throw changedRow(this.#path, name);
        yield row;
      }
    } catch (error) {
      throw sqliteFault(this.#path, error);
    }
  }

  runs(): Promise<RunRecord[]> {
    return new Promise((resolve) => resolve(runsIn(this.#database, this.#path)));
  }

  changes(): Promise<Changes[]> {
    return new Promise((resolve) => resolve(changesIn(this.#database, this.#path)));
  }
}

/**
 * Opens one for reading alone. What a run writes to, or wrote to when it was killed, has a log: whoever may not write brings nothing of it
 * into the database. Where there is none SQLite makes one, to read by, and only whoever may write takes it away again.
 */
function opened(path: string, timeout: number): DatabaseSync {
  const own = ownName(path);
  if (["-wal", "-journal"].some((end) => exists(`${own}${end}`))) {
    return new DatabaseSync(path, { readOnly: true, timeout });
  }
  const database = new DatabaseSync(path, { timeout });
  database.exec("PRAGMA query_only = 1");
  return database;
}
