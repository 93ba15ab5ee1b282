import type { Key } from "./row.ts";
import { secondOf } from "./row.ts";
import type { Row, Window } from "./source.ts";
import type { JsonObject } from "./stream.ts";

/** How long after its end a row may still change, in seconds; Aircall rewrites a call for up to 20 minutes. */
const SETTLES = 20 * 60;
/** Rows that are followed at most. */
const MOST = 200;
/** A row that has not ended after this many seconds is read once more, and then not followed any more. */
const LONGEST = 2 * 86_400;
/** How far a row's start may move, in seconds. */
const MOVES = 2;
/** Rows that start within so many seconds of each other share a window. */
const NEIGHBOURS = 30;

/**
 * Rows that are not final though the tail has passed their start: calls that last longer than its overlap. Each is read again at
 * every poll, by a window around its start, until it ended 20 minutes ago.
 *
 *        start ±2 s                       cursor - overlap          now
 *   ────────┼─┼──────────────────────────────────┼────────────────────┼──▶
 *           (═]  followed by itself               (═════════ tail ═════]
 */
export class Followed {
  readonly #ended: string;
  /** Starts of the rows that are not final, in Unix seconds. */
  readonly #starts: Map<Key, number>;
  /** Those that the state knows of. */
  readonly #kept: Set<Key>;
  /** The second after which the tail begins; it only moves on. */
  #tail = -Infinity;
  readonly #givenUp: (count: number) => void;

  /**
   * Goes on with the rows of an earlier run.
   *
   * @param ended the field that holds the second in which a row ended, or null while it has not
   * @param state what an earlier run followed
   * @param givenUp told how many rows, the oldest, are not followed any more since there are too many
   */
  constructor(ended: string, state: Record<Key, number>, givenUp: (count: number) => void) {
    this.#givenUp = givenUp;
    this.#ended = ended;
    this.#starts = new Map(Object.entries(state));
    this.#kept = new Set(this.#starts.keys());
  }

  /** Whether a row is followed, as far as is known. */
  has(key: Key): boolean {
    return this.#starts.has(key);
  }

  /** Takes note of a row as it was read just now. */
  note(key: Key, row: Row, start: number, now: number): void {
    const ended = secondOf(row, this.#ended);
    const final = (ended !== undefined && ended + SETTLES < now) || start + LONGEST < now;
    if (final) this.#starts.delete(key);
    else this.#starts.set(key, start);
  }

  /** The windows to read for rows that started at `from` or before; the others are the tail's. */
  windows(from: number): Window[] {
    const windows: Window[] = [];
    for (const start of [...this.#starts.values()].sort((a, b) => a - b)) {
      if (start > from) continue;
      const last = windows.at(-1);
      if (last && start - MOVES - 1 <= last.to + NEIGHBOURS) last.to = start + MOVES;
      else windows.push({ from: start - MOVES - 1, to: start + MOVES });
    }
    return windows;
  }

  /** A window was read to its end: a row in it that is too old, and was not there, is not looked for again. */
  passed({ from, to }: Window, now: number): void {
    for (const [key, start] of this.#starts) {
      if (start > from && start <= to && start + LONGEST < now) this.#starts.delete(key);
    }
  }

  /**
   * What the state has to know once the tail begins after `from`: a merge patch on the rows that are followed, undefined where
   * nothing changes. It belongs into the batch that moves the tail there.
   */
  patch(from: number): JsonObject | undefined {
    this.#tail = Math.max(this.#tail, from);
    const wanted = [...this.#starts].filter(([, start]) => start <= this.#tail).sort(([, a], [, b]) => b - a);
    const tooMany = wanted.splice(MOST);
    for (const [key] of tooMany) this.#starts.delete(key);
    if (tooMany.length > 0) this.#givenUp(tooMany.length);
    const patch: JsonObject = {};
    const keys = new Set(wanted.map(([key]) => key));
    for (const key of this.#kept) if (!keys.has(key)) patch[key] = null;
    for (const [key, start] of wanted) if (!this.#kept.has(key)) patch[key] = start;
    if (Object.keys(patch).length === 0) return undefined;
    this.#kept.clear();
    for (const key of keys) this.#kept.add(key);
    return patch;
  }
}
