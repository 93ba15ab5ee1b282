import { DatabaseSync } from "node:sqlite";
import { ConfigError, StateError } from "../../aircall/errors.ts";
import type { Clock } from "../../capture/clock.ts";
import type { Binding } from "../../capture/engine.ts";
import type { Batch, JsonObject, Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import { counted } from "../format.ts";
import type { Changes, Kept, RunRecord, RunUnderWay, Store } from "../store.ts";
import { isJsonObject, newer, parsed, usableState, writing } from "./checked.ts";
import type { Identity } from "./identity.ts";
import { Lock, ownName } from "./lock.ts";
import type { StoreOptions } from "./open_store.ts";
import { isSqlites, reading, sqliteFault } from "./sqlite_faults.ts";
import { identifyIn, identityIn } from "./sqlite_identity.ts";
import { changesIn, runsIn } from "./sqlite_noted.ts";
import { SqliteRuns } from "./sqlite_runs.ts";
import { META_TABLES } from "./sqlite_schema.ts";
import { SqliteStates } from "./sqlite_state.ts";
import { StreamRows } from "./sqlite_writer.ts";
import { hourOf, isAny, nothing } from "./tally.ts";
import { inTransaction } from "./transaction.ts";
import { inTurns } from "./turns.ts";

/** The version of the database that this program writes; one of version 1 does not count its rows. */
export const VERSION = 2;
/** By which a database is known as ours: `Airc` in ASCII. */
export const APPLICATION = 0x41697263;
/** How long somebody who writes to it by other means is waited for. */
export const PATIENCE = 10_000;
/** Bytes of a page: calls of 2 to 3 KB fill one of them better than half of the usual size. */
const PAGE = 8192;

/**
 * An SQLite database: a table a stream, tables for the lists inside calls, and what begins with `_meta`. A batch is one transaction: its
 * documents, their state, and the counts of the hour. The write-ahead log is not synced with each of them (`synchronous = NORMAL`): a killed
 * process loses nothing, and a loss of power undoes whole batches alone, the last ones first. Others may read it all the while.
 */
export class SqliteStore implements Store {
  readonly #path: string;
  readonly #clock: Pick<Clock, "now">;
  readonly #lock: Lock;
  readonly #database: DatabaseSync;
  /** Which file it is, as the system counts them. */
  readonly #inode: number | null | undefined;
  readonly #states: SqliteStates;
  readonly #rows = new Map<string, StreamRows>();
  /** How many rows there are, once they were counted. */
  readonly #known = new Map<string, number>();
  readonly #runs: SqliteRuns;
  readonly #tally;
  readonly #more;

  private constructor(path: string, clock: Pick<Clock, "now">, lock: Lock, database: DatabaseSync) {
    this.#path = path;
    this.#clock = clock;
    this.#lock = lock;
    this.#database = database;
    this.#inode = inodeAt(path);
    this.#states = new SqliteStates(database, path);
    this.#runs = new SqliteRuns(database);
    this.#tally = database.prepare(`
      INSERT INTO "_meta_changes" VALUES (?, ?, ?, ?, ?) ON CONFLICT (hour, stream) DO UPDATE SET
      created = created + excluded.created, updated = updated + excluded.updated, deleted = deleted + excluded.deleted`);
    this.#more = database.prepare(
      `INSERT INTO "_meta" VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
    );
  }

  /** Opens the one that is there, or makes one; columns that it lacks are added. */
  static open(
    path: string,
    options: StoreOptions,
    streams: readonly Stream[],
  ): SqliteStore {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder !== "") Deno.mkdirSync(folder, { recursive: true });
    const lock = Lock.take(`${ownName(path)}.lock`, path);
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: options.patience ?? PATIENCE });
      prepare(database, path);
      const store = new SqliteStore(path, options, lock, database);
      store.#transaction(() => {
        streams.forEach((stream) => store.#rowsOf(stream));
        store.#runs.noteUnended();
      });
      return store;
    } catch (error) {
      database?.close();
      lock.release();
      const fault = sqliteFault(path, error);
      throw isSqlites(fault) ? unusable(path, fault.message) : fault;
    }
  }

  state(stream: Stream): JsonObject {
    return usableState(stream, this.#states.of(stream.name), this.#path);
  }

  write({ stream }: Pick<Binding, "stream">, batch: Batch): Promise<Kept> {
    return new Promise((resolve) => resolve(this.#write(stream, batch)));
  }

  #write(stream: Stream, { documents, patch }: Batch): Kept {
    const now = this.#clock.now();
    const writtenAt = utc(now);
    const tally = nothing();
    const kept = this.#transaction(() => {
      const rows = this.#rowsOf(stream);
      for (const document of documents) {
        const what = rows.write(document, writtenAt);
        if (what) tally[what]++;
      }
      if (isAny(tally)) {
        const { created, updated, deleted } = tally;
        this.#more.run(rowsOf(stream), created - deleted);
        this.#tally.run(hourOf(now), stream.name, created, updated, deleted);
      }
      return [this.#runs.add(now, stream.name, tally), this.#states.add(stream.name, patch)];
    });
    for (const counts of kept) counts();
    const known = this.#known.get(stream.name);
    if (known !== undefined) this.#known.set(stream.name, known + tally.created - tally.deleted);
    return tally;
  }

  count(stream: Stream): number {
    const count = reading(this.#path, () => this.#rowsOf(stream).count());
    this.#known.set(stream.name, count);
    return count;
  }

  known(stream: string): number | undefined {
    return this.#known.get(stream);
  }

  lost(streams: readonly Stream[]): Promise<string[]> {
    return new Promise((resolve) => {
      const told = streams.flatMap((stream) => {
        const there = this.count(stream);
        const [known] = this.#all(`SELECT value FROM "_meta" WHERE name = ?`, rowsOf(stream));
        const lacks = Number(known?.["value"] ?? 0) - there;
        // what is told once is as it is from then on
        if (lacks !== 0) this.#transaction(() => this.#more.run(rowsOf(stream), -lacks));
        return lacks > 0 ? [lostRows(this.#path, stream.name, there, lacks)] : [];
      });
      resolve(told);
    });
  }

  identity(): Identity | undefined {
    return reading(this.#path, () => identityIn(this.#database));
  }

  identify(identity: Identity): Promise<void> {
    return new Promise((resolve) => resolve(this.#transaction(() => identifyIn(this.#database, identity))));
  }

  async *rows(stream: Stream): AsyncGenerator<JsonObject, void, void> {
    try {
      for await (const text of inTurns(this.#rowsOf(stream).documents())) {
        const document = parsed(text);
        if (!isJsonObject(document)) throw changedRow(this.#path, stream.name);
        yield document;
      }
    } catch (error) {
      throw sqliteFault(this.#path, error);
    }
  }

  going(run: RunUnderWay): Promise<void> {
    return new Promise((resolve) => {
      this.#transaction(() => this.#runs.going(run, this.#clock.now()));
      resolve();
    });
  }

  note(run: RunRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#transaction(() => this.#runs.note(run))();
      resolve();
    });
  }

  runs(): Promise<RunRecord[]> {
    return new Promise((resolve) => {
      resolve(runsIn(this.#database, this.#path));
    });
  }

  changes(): Promise<Changes[]> {
    return new Promise((resolve) => resolve(changesIn(this.#database, this.#path)));
  }

  #all(sql: string, ...values: string[]): Record<string, unknown>[] {
    return reading(this.#path, () => this.#database.prepare(sql).all(...values));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      try {
        this.#transaction(() => this.#states.fold());
      } finally {
        // the last one to close it brings the write-ahead log into the database, and takes it away
        this.#database.close();
        this.#lock.release();
      }
      resolve();
    });
  }

  #rowsOf(stream: Stream): StreamRows {
    const rows = this.#rows.get(stream.name) ?? new StreamRows(this.#database, stream);
    this.#rows.set(stream.name, rows);
    return rows;
  }

  /** All that `work` writes, or nothing of it. */
  #transaction<T>(work: () => T): T {
    // what is written to a file that has no name any more is gone with the run
    if (inodeAt(this.#path) !== this.#inode) throw takenAway(this.#path);
    return writing(this.#path, () => reading(this.#path, () => inTransaction(this.#database, work)));
  }
}

/** Makes a new database ours; looks whether one that is there is. */
function prepare(database: DatabaseSync, path: string): void {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const tables = number("SELECT count(*) FROM sqlite_schema");
  const ours = number("PRAGMA application_id") === APPLICATION;
  if (tables > 0 && !ours) {
    throw new ConfigError([
      `${path} is a database of another program: it is left as it is. Name a file that is not there yet.`,
    ]);
  }
  const version = tables === 0 ? VERSION : number(`SELECT value FROM "_meta" WHERE name = 'store_version'`);
  if (!Number.isInteger(version)) throw unusable(path, "its _meta has no store_version");
  if (version > VERSION) throw newer(path, version, VERSION);
  if (tables === 0) database.exec(`PRAGMA page_size = ${PAGE}`);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  if (version < VERSION) {
    // from now on they are counted, and whoever does not count them stays away
    inTransaction(database, () => {
      database.exec(`DELETE FROM "_meta" WHERE name LIKE 'rows of %'`);
      database.prepare(`UPDATE "_meta" SET value = ? WHERE name = 'store_version'`).run(VERSION);
    });
  }
  if (tables > 0) return;
  inTransaction(database, () => {
    database.exec(`${META_TABLES}; PRAGMA application_id = ${APPLICATION}`);
    database.prepare(`INSERT INTO "_meta" VALUES ('store_version', ?)`).run(VERSION);
  });
}

/** What is said of a file that SQLite cannot read, or that is not laid out as a store is. */
export function unusable(path: string, why: string): ConfigError {
  return new ConfigError([
    `${path} cannot be used as an SQLite database (${why}). It is left as it is: name another file, or bring it back from a copy.`,
  ]);
}

/** What `_meta` calls the number of a stream's rows. */
function rowsOf({ name }: Stream): string {
  return `rows of ${name}`;
}

function inodeAt(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function takenAway(path: string): StateError {
  return new StateError(
    `${path} was taken away while this run wrote to it: what it kept is not there. Bring it back, or leave it so, then run this again: ` +
      `it goes on where that one is, or reads once more everything that Aircall still serves (of calls, six months).`,
  );
}

function lostRows(path: string, table: string, there: number, lacks: number): string {
  return `${path}: ${table} has ${counted(there, "row")}, and ${
    counted(there + lacks, "row was", "rows were")
  } written into it: ${
    counted(lacks, "row is", "rows are")
  } gone by other hands. Bring them back from a copy; or, when no run is going on, ` +
    `DELETE FROM _meta_state WHERE stream = '${table}', and the next one reads once more what Aircall still serves of them.`;
}

/** What is said of a row that somebody has changed. */
export function changedRow(path: string, table: string): StateError {
  return new StateError(
    `${path} has a row in ${table} whose document is no JSON object, so that somebody has changed it. ` +
      `SELECT * FROM ${table} WHERE NOT json_valid(document) shows it; bring the database back from a copy.`,
  );
}
