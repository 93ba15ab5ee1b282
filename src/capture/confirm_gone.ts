import { pooledMap } from "@std/async";
import type { Key } from "./row.ts";

/** More rows than this missing at once are not asked for one by one. */
const FEW = 20;

/** What {@link confirmGone} decides on. */
export interface Absence {
  /** Known rows that a complete read did not hold. */
  missing: Key[];
  /** A row that it did hold. */
  living: Key | undefined;
  /** The address of a single row, where there is one. */
  path: ((key: Key) => string) | undefined;
  /** The status that an address answers. */
  status: (path: string) => Promise<number>;
}

/**
 * Which of the missing rows are gone. Nothing is gone on one absence: each is asked for by itself, and its 404 counts only if
 * the same route answers 200 for a living row, since a route that is not there answers 404 too. Any other answer (403, say) tells nothing,
 * and the row stays.
 *
 * @returns the keys that are gone, or that only another complete read can tell
 * @throws what asking for a row throws
 */
export async function confirmGone({ missing, living, path, status }: Absence): Promise<Key[] | "read again"> {
  if (!path || living === undefined || missing.length > FEW) return "read again";
  const route = await status(path(living));
  if (route === 404) return "read again"; // there is no such route
  if (route !== 200) return [];
  const answers = await statuses(missing, path, status);
  return missing.filter((key) => answers.get(key) === 404);
}

/**
 * Whether rows that two complete reads miss live all the same, going by a few of them, from all over: an address that answers 200
 * contradicts the list, any other answer says nothing.
 *
 * @throws what asking for a row throws
 */
export async function anyLives({ missing, path, status }: Omit<Absence, "living">): Promise<boolean> {
  if (!path) return false;
  const step = missing.length / FEW;
  const some = missing.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const answers = await statuses(some, path, status);
  return answers.values().some((answer) => answer === 200);
}

async function statuses(
  keys: Key[],
  path: (key: Key) => string,
  status: Absence["status"],
): Promise<Map<Key, number>> {
  const answers = new Map<Key, number>();
  try {
    const asked = pooledMap(4, keys, async (key) => [key, await status(path(key))] as const);
    for await (const [key, answer] of asked) answers.set(key, answer);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
  return answers;
}
