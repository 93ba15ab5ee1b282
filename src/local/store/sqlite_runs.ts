import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Kept, RunRecord, RunUnderWay } from "../store.ts";
import { parsed, unended } from "./checked.ts";
import { UnderWay } from "./under_way.ts";

/** The runs of a database: those that were noted, and in `_meta` the one that is going on. All of it is to be called in a transaction. */
export class SqliteRuns {
  readonly #underWay = new UnderWay();
  readonly #database: DatabaseSync;
  readonly #far: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#far = database.prepare(`UPDATE "_meta" SET value = json_patch(value, ?) WHERE name = 'run'`);
  }

  /** Keeps how far a run has come. */
  going(run: RunUnderWay, now: number): void {
    const record = JSON.stringify(this.#underWay.record(run, now));
    this.#database.prepare(`INSERT OR REPLACE INTO "_meta" VALUES ('run', ?)`).run(record);
  }

  /** Keeps how far it has come with a batch. @returns what makes that count here, once it is kept */
  add(now: number, stream: string, kept: Kept): () => void {
    const far = this.#underWay.patch(now, stream, kept);
    if (far) this.#far.run(JSON.stringify(far));
    return () => this.#underWay.add(stream, kept);
  }

  /** Notes a run that has ended. @returns what is to be done once that is kept */
  note(run: RunRecord): () => void {
    this.#note(run);
    return () => this.#underWay.end();
  }

  /** Notes the run that was going on when the process was killed. */
  noteUnended(): void {
    const kept = this.#database.prepare(`SELECT value FROM "_meta" WHERE name = 'run'`).get();
    if (!kept) return;
    const run = unended(parsed(String(kept["value"])));
    if (run) this.#note(run);
  }

  #note(run: RunRecord): void {
    this.#database.prepare(`INSERT INTO "_meta_runs" (began, ended, run) VALUES (?, ?, ?)`)
      .run(run.began, run.ended, JSON.stringify(run));
    this.#database.exec(`DELETE FROM "_meta" WHERE name = 'run'`);
  }
}
