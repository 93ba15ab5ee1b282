import type { DatabaseSync } from "node:sqlite";
import { parsed } from "./checked.ts";
import { type Identity, identityOf } from "./identity.ts";

/** Whose a database is, as it was noted. */
export function identityIn(database: DatabaseSync): Identity | undefined {
  const row = database.prepare(`SELECT value FROM "_meta" WHERE name = 'account'`).get();
  return row && identityOf(parsed(String(row["value"])));
}

/** Notes it; to be called in a transaction. */
export function identifyIn(database: DatabaseSync, identity: Identity): void {
  database.prepare(`INSERT OR REPLACE INTO "_meta" VALUES ('account', ?)`).run(JSON.stringify(identity));
}
