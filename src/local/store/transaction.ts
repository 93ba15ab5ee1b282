import type { DatabaseSync } from "node:sqlite";

/** All that `work` writes to a database, or nothing of it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // a full disk has undone it already
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
