import { ConfigError, StateError } from "../../aircall/errors.ts";
import { fits, isObject } from "../../capture/fits.ts";
import { flag, list, number, object, optional, record, text, whole } from "../../capture/shape.ts";
import type { JsonObject, Stream } from "../../capture/stream.ts";
import { parseJson } from "../../json.ts";
import type { RunRecord } from "../store.ts";

/** What to do about a folder that cannot be mended, and what that costs. */
export const ANEW =
  "If there is no copy, rename the folder and run this again: everything that Aircall still serves (of calls, six months) " +
  "is read once more into a new one, and what the old one has stays there.";

/** Whether what came out of JSON is an object: it holds nothing but JSON then. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

const tally = object({ created: whole(0), updated: whole(0), deleted: whole(0) });
const Run = object({
  began: text,
  ended: text,
  requests: whole(0),
  refused429: whole(0),
  requestsPerMinute: number(0, Infinity),
  streams: record(tally),
  incomplete: list(text),
  killed: optional(flag),
});

/** A run that was kept while it was going on, and never ended; undefined where somebody has changed what it was. */
export function unended(value: unknown): RunRecord | undefined {
  return fits(Run, value) ? value : undefined;
}

/** A run as it was noted. @throws {StateError} it is not what was written */
export function runOf(text: string, where: string, cure: string): RunRecord {
  const value = parsed(text);
  if (fits(Run, value)) return value;
  throw new StateError(`${where} holds what is no run, so that somebody has changed it. ${cure}`);
}

/** What a text is as JSON; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * A stream's state out of a store, to be changed by whoever gets it.
 *
 * @param state undefined where there is none
 * @throws {StateError} it is not what was written
 */
export function usableState(stream: Stream, state: JsonObject | undefined, store: string): JsonObject {
  if (!state) return {};
  const fault = stream.stateFault(state);
  if (fault) {
    throw new StateError(
      `The state of ${stream.name} in ${store} is corrupt: "${fault.path.join("/")}": ${fault.words}. ` +
        `Begin anew in another place; what is kept here stays as it is.`,
    );
  }
  return structuredClone(state);
}

/** Why a store of a newer version is refused. */
export function newer(store: string, version: number, known: number): StateError {
  return new StateError(
    `${store} was written by a newer version of this program (store version ${version}, this one knows ${known}). ` +
      `Run that version again, or begin anew in another place.`,
  );
}

/** What it means that a store's disk does not take it. */
export function unwritten(store: string, words: string): StateError {
  return new StateError(
    `${store} could not be written (${words}). Whatever was kept before is still there. ` +
      `Make sure that the disk has room and may be written to, then run it again: it goes on where it stopped.`,
  );
}

/** Does what writes to a store. @throws {StateError} with what to do, where the disk does not take it */
export function writing<T>(store: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    // those are no fault of the disk's
    const others = [TypeError, StateError, ConfigError];
    if (!(error instanceof Error) || others.some((kind) => error instanceof kind)) throw error;
    throw unwritten(store, error.message);
  }
}
