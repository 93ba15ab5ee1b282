import type { Digester } from "./digest.ts";
import type { Key } from "./row.ts";
import type { Row } from "./source.ts";

/** Rows of the recent past, by key, so that reading them again and again emits only what has changed. */
export class Seen {
  readonly #digester: Digester;
  readonly #rows = new Map<Key, { digest: number; at: number }>();

  /** Knows no row: each is new the first time. */
  constructor(digester: Digester) {
    this.#digester = digester;
  }

  /** The second that a row was remembered with, or undefined where it is not. */
  at(key: Key): number | undefined {
    return this.#rows.get(key)?.at;
  }

  /** Remembers a row. @returns whether it is new or other than it was */
  changed(key: Key, row: Row, at: number): boolean {
    const digest = this.#digester.full(row);
    const before = this.#rows.get(key);
    this.#rows.set(key, { digest, at });
    return before?.digest !== digest;
  }

  /** Forgets rows whose second lies before `second`, but for those that are to be kept. */
  forgetBefore(second: number, kept: { has(key: Key): boolean } = new Set()): void {
    for (const [key, { at }] of this.#rows) if (at < second && !kept.has(key)) this.#rows.delete(key);
  }
}
