import { ConfigError, StateError } from "../../aircall/errors.ts";
import { unwritten } from "./checked.ts";

/** What SQLite's own words mean, and what to do. */
const MEANINGS: readonly { words: RegExp; fault: (path: string, words: string) => Error }[] = [
  { words: /is full|disk I\/O/, fault: unwritten },
  {
    words: /is locked|is busy/,
    fault: (path, words) =>
      new StateError(
        `${path} is being written to by another program (${words}), a database browser with changes that are not saved, say. ` +
          `Save or close them there, then run this again. Whatever was kept before is still there.`,
      ),
  },
  {
    words: /malformed|not a database/,
    fault: (path, words) =>
      new StateError(
        `${path} is damaged (${words}): something else has written to it, or cut it off, or the disk has lost part of it. ` +
          `Bring it back from a copy. If there is none, rename it (and what is called like it with -wal behind) and run this again: everything ` +
          `that Aircall still serves (of calls, six months) is read once more into a new one. ` +
          `What can be saved of the old one, \`sqlite3 FILE .recover\` shows.`,
      ),
  },
  {
    words: /readonly/,
    fault: (path, words) =>
      new ConfigError([
        `${path} may not be written to by this user (${words}). Let this user write to it and to its folder, or name another place.`,
      ]),
  },
  {
    words: /unable to open/,
    fault: (path, words) =>
      new ConfigError([
        `${path} cannot be opened (${words}). Let this user read and write it and its folder, or name another place.`,
      ]),
  },
];

/** Whether an error is SQLite's. */
export function isSqlites(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

/** An error of SQLite's, for whoever has to act; any other as it is. */
export function sqliteFault(path: string, error: unknown): unknown {
  if (!isSqlites(error)) return error;
  return MEANINGS.find(({ words }) => words.test(error.message))?.fault(path, error.message) ?? error;
}

/** Does what reads a database. @throws {StateError} it is damaged, or held by somebody else */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw sqliteFault(path, error);
  }
}
