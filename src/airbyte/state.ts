import { ConfigError } from "../aircall/errors.ts";
import { wrong } from "../aircall/issue.ts";
import { fits, isObject } from "../capture/fits.ts";
import { flag, nullish, object, optional, whole } from "../capture/shape.ts";
import type { JsonObject, Stream } from "../capture/stream.ts";
import type { Configured } from "./configured.ts";

/** The version of the state that this program writes. */
const VERSION = 1;

const Marker = object({ sourceAircall: object({ version: whole(1) }) });
const FullRefresh = object({
  fullRefresh: optional(object({ complete: flag, generation: nullish(whole()) })),
});

/** How to go on where a state cannot be used. */
const CURE =
  "To begin anew, clear the stream and its data (in Airbyte under Settings of the connection; with PyAirbyte read with force_full_refresh=True), " +
  "so that it is read without a state";

/** What a full refresh says of itself in its state. */
interface Pass {
  complete: boolean;
  generation?: number | undefined;
}

/** One stream's states as a file gives them, by name; the last one of a stream counts. */
type Given = Map<string, unknown>;

/**
 * The state that each stream is read from: `{}` where it is read from the beginning.
 *
 * - incremental: the state that an earlier read has left, a full refresh's too
 * - full_refresh: from the beginning, but for the state of one that belongs to the same filling of the table: of the same generation, where
 *   the platform counts them, else one that did not come to its end. What was read then is in the table, and would be in it twice
 *
 * @param input a list of states; a single one, a global or a legacy one will do
 * @param foreign called with the names of the streams whose state another connector wrote; it is not used
 * @throws {ConfigError} it is no state; or it is ours, but of a newer version, or not what we wrote
 */
export function openStates(
  input: unknown,
  wanted: readonly { stream: Stream; configured: Configured }[],
  foreign: (names: string[]) => void,
): JsonObject[] {
  const given = givenStates(input);
  const strange: string[] = [];
  const problems: string[] = [];
  const states = wanted.map(({ stream, configured }): JsonObject => {
    const state = given.get(stream.name);
    if (state === undefined || state === null || (isObject(state) && Object.keys(state).length === 0)) {
      return {};
    }
    if (!isObject(state) || !Object.hasOwn(state, "sourceAircall")) {
      strange.push(stream.name);
      return {};
    }
    const fault = unusable(stream, state);
    if (fault !== undefined) {
      problems.push(`the state of stream "${stream.name}" ${fault}`);
      return {};
    }
    const { position, fullRefresh } = state;
    const from = isJsonObject(position) ? position : {};
    return configured.mode === "incremental" || goesOn(fullRefresh, configured) ? from : {};
  });
  if (problems.length > 0) throw new ConfigError(problems);
  if (strange.length > 0) foreign(strange);
  return states;
}

/** Whether a full refresh goes on where this one has come to. */
function goesOn(pass: unknown, { generation }: Configured): boolean {
  if (!isObject(pass) || (pass["generation"] ?? undefined) !== generation) return false;
  return generation !== undefined || pass["complete"] === false;
}

/** Why a state that is ours cannot be used, if that is so. */
function unusable(stream: Stream, state: Record<string, unknown>): string | undefined {
  const { position } = state;
  if (!fits(Marker, state)) return `is corrupt: "sourceAircall" names no version. ${CURE}`;
  const { version } = state.sourceAircall;
  if (version > VERSION) {
    return `was written by a newer version of this connector (state version ${version}, this one knows ${VERSION}). ` +
      `Run that version again. ${CURE}`;
  }
  if (!fits(FullRefresh, state)) return `is corrupt: "fullRefresh" is not what was written. ${CURE}`;
  const fault = stream.stateFault(position);
  if (isObject(position) && fault === undefined) return undefined;
  const place = fault?.path.join("/");
  return `is corrupt: ${
    fault && place ? `"position/${place}" ${wrong(fault)}` : '"position" is no object'
  }. ${CURE}`;
}

/** @throws {ConfigError} what is given is no state at all */
function givenStates(input: unknown): Given {
  if (input === undefined || input === null) return new Map();
  if (Array.isArray(input)) return new Map(input.flatMap((entry) => [...entriesOf(entry)]));
  return entriesOf(input);
}

function entriesOf(given: unknown): Given {
  if (!isObject(given)) {
    throw new ConfigError([
      'the state is no list of Airbyte states, [{"type": "STREAM", "stream": {…}}]; leave --state out to begin anew',
    ]);
  }
  // a whole message, as it was written to stdout
  if (given["type"] === "STATE") return entriesOf(given["state"] ?? {});
  const { stream, global, data } = given;
  if (isObject(stream) && isObject(stream["stream_descriptor"])) return new Map([entryOf(stream)]);
  if (isObject(global)) {
    const all: unknown = global["stream_states"];
    return new Map(Array.isArray(all) ? all.filter(isObject).map(entryOf) : []);
  }
  // the form of old: an object of states by stream, bare or as `data`
  return new Map(Object.entries(given["type"] === "LEGACY" || isObject(data) ? Object(data) : given));
}

function entryOf(stream: Record<string, unknown>): [string, unknown] {
  const { stream_descriptor: descriptor, stream_state: state } = stream;
  return [isObject(descriptor) ? String(descriptor["name"]) : "", state];
}

/** A state comes out of JSON, so an object in it holds nothing but JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

/** A stream's state as it is written: whole, and with the marker by which it is known again. */
export function stateLine(name: string, position: JsonObject, records: number, pass?: Pass): string {
  const stream = {
    stream_descriptor: { name },
    stream_state: {
      sourceAircall: { version: VERSION },
      ...(pass ? { fullRefresh: pass } : {}),
      position,
    },
  };
  // the protocol wants the count with a decimal point
  return `{"type":"STATE","state":{"type":"STREAM","stream":${
    JSON.stringify(stream)
  },"sourceStats":{"recordCount":${records}.0}}}\n`;
}
