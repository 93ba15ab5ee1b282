import { StateError } from "../../aircall/errors.ts";
import { fits, isObject } from "../../capture/fits.ts";
import { list, number, object, record, text, whole } from "../../capture/shape.ts";
import type { JsonObject, Stream } from "../../capture/stream.ts";
import type { RunRecord } from "../store.ts";

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
});

/** A run as it was noted. @throws {StateError} it is not what was written */
export function runOf(value: unknown, where: string): RunRecord {
  if (fits(Run, value)) return value;
  throw new StateError(`${where} holds what is no run. Take it away, or begin anew in another place.`);
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

/** Does what writes to a store. @throws {StateError} with what to do, where the disk does not take it */
export function writing<T>(store: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    throw new StateError(
      `${store} could not be written (${error.message}). Whatever was kept before is still there. ` +
        `Make sure that the disk has room and may be written to, then run it again: it goes on where it stopped.`,
    );
  }
}
