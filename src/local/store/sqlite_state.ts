import type { DatabaseSync, StatementSync } from "node:sqlite";
import { StateError } from "../../aircall/errors.ts";
import { mergePatch } from "../../capture/merge_patch.ts";
import type { JsonObject } from "../../capture/stream.ts";
import { isJsonObject, parsed } from "./checked.ts";

/** Patches of a stream are many when they have this many characters, and as many as its state. */
const MANY = 2 ** 16;

/**
 * The streams' states: a stream's is its rows of `_meta_state` merged in the order of their ids, the first of them into `{}`. When the
 * patches are many, one row takes their place.
 */
export class SqliteStates {
  readonly #states = new Map<string, { state: JsonObject; base: number; patches: number }>();
  readonly #remove: StatementSync;
  readonly #add: StatementSync;

  /** Reads what is there. @throws {StateError} it is not what was written */
  constructor(database: DatabaseSync, store: string) {
    this.#remove = database.prepare(`DELETE FROM "_meta_state" WHERE stream = ?`);
    this.#add = database.prepare(`INSERT INTO "_meta_state" (stream, patch) VALUES (?, ?)`);
    const rows = database.prepare(`SELECT stream, patch FROM "_meta_state" ORDER BY id`).iterate();
    for (const { stream, patch } of rows) {
      const text = String(patch);
      const value = parsed(text);
      if (!isJsonObject(value)) {
        throw new StateError(
          `The state of ${stream} in ${store} is not what was written. Begin anew in another place; what is kept here stays as it is.`,
        );
      }
      this.#note(String(stream), value, text.length);
    }
  }

  /** A stream's state, not to be changed; undefined where there is none. */
  of(stream: string): JsonObject | undefined {
    return this.#states.get(stream)?.state;
  }

  /** Writes a patch; to be called in a transaction. @returns what makes it count here, once that is kept */
  add(stream: string, patch: JsonObject): () => void {
    const held = this.#states.get(stream);
    const folded = held !== undefined && held.patches > Math.max(MANY, held.base);
    if (folded) this.#fold(stream, held.state);
    const text = JSON.stringify(patch);
    this.#add.run(stream, text);
    return () => {
      if (folded) Object.assign(held, { base: held.patches, patches: 0 });
      this.#note(stream, patch, text.length);
    };
  }

  /** Makes each state one row; to be called in a transaction. */
  fold(): void {
    for (const [stream, { state, patches }] of this.#states) if (patches > 0) this.#fold(stream, state);
  }

  #fold(stream: string, state: JsonObject): void {
    this.#remove.run(stream);
    this.#add.run(stream, JSON.stringify(state));
  }

  #note(stream: string, patch: JsonObject, size: number): void {
    const held = this.#states.get(stream);
    if (held) {
      mergePatch(held.state, patch);
      held.patches += size;
    } else this.#states.set(stream, { state: mergePatch({}, patch), base: size, patches: 0 });
  }
}
