import type { DatabaseSync } from "node:sqlite";
import type { Changes, RunRecord } from "../store.ts";
import { runOf } from "./checked.ts";
import { reading } from "./sqlite_faults.ts";

/** The runs that a database has. */
export function runsIn(database: DatabaseSync, path: string): RunRecord[] {
  const cure = "Take that row out of it; nothing else is made of it.";
  const rows = reading(path, () => database.prepare(`SELECT run FROM "_meta_runs" ORDER BY id`).all());
  return rows.map(({ run }) => runOf(String(run), `${path} (_meta_runs)`, cure));
}

/** The changes by the hour that a database has. */
export function changesIn(database: DatabaseSync, path: string): Changes[] {
  const rows = reading(
    path,
    () => database.prepare(`SELECT * FROM "_meta_changes" ORDER BY hour, stream`).all(),
  );
  return rows.map(({ hour, stream, created, updated, deleted }) => ({
    hour: String(hour),
    stream: String(stream),
    created: Number(created),
    updated: Number(updated),
    deleted: Number(deleted),
  }));
}
