import { fits, isObject } from "../capture/fits.ts";
import { object, whole } from "../capture/shape.ts";
import type { JsonObject, Stream } from "../capture/stream.ts";
import { StateError } from "../aircall/errors.ts";
import { wrong } from "../aircall/issue.ts";

/** The version of the state that this program writes. */
const VERSION = 1;

const Marker = object({ version: whole(1) });

/** A binding that is opened, as far as its state goes. */
export interface Keyed {
  stateKey: string;
  stream: Stream;
  /** How often it was asked to begin anew. */
  backfill: number;
}

/** What an earlier run left. */
export interface Opened {
  /** The state of each binding by its state key; `{}` where there is none. */
  bindings: Map<string, JsonObject>;
  /** Set where there is a state that is not used and that the first checkpoint replaces: why, for the log. */
  replaced: string | undefined;
}

const CURE = "its collection is then filled again from the beginning";

/**
 * Reads the state that a capture is opened with: `{"sourceAircall":{"version":1},"bindings":{"<state key>":…}}`.
 *
 * One that is ours and cannot be used ends the run, until the bindings concerned were asked to begin anew: a raised backfill counter
 * makes a new state key, under which there is nothing.
 *
 * @throws {StateError} it is ours, but of a newer version, or not what we wrote
 */
export function openState(state: unknown, bindings: readonly Keyed[]): Opened {
  const empty = new Map(bindings.map(({ stateKey }): [string, JsonObject] => [stateKey, {}]));
  if (state === null || state === undefined) return { bindings: empty, replaced: undefined };
  if (!isJsonObject(state) || !Object.hasOwn(state, "sourceAircall")) {
    const replaced = isJsonObject(state) && Object.keys(state).length === 0
      ? undefined
      : "The capture's state was written by another connector; it is not used, and everything is read from the beginning.";
    return { bindings: empty, replaced };
  }
  const bound = state["bindings"] ?? {};
  const all = isJsonObject(bound) ? bound : undefined;
  const unusable = unusableRoot(state, all !== undefined);
  if (unusable !== undefined) {
    const anew = bindings.length > 0 &&
      bindings.every(({ stateKey, backfill }) => backfill > 0 && !(all && Object.hasOwn(all, stateKey)));
    if (!anew) {
      throw new StateError(
        `${unusable} To begin anew, raise the "backfill" counter of every binding; ${CURE}.`,
      );
    }
    const replaced = `${unusable} Every binding was asked to begin anew, so it is replaced.`;
    return { bindings: empty, replaced };
  }
  const found = new Map(
    bindings.map(({ stateKey, stream }) => [stateKey, bindingState(all ?? {}, stateKey, stream)]),
  );
  return { bindings: found, replaced: undefined };
}

/** Why nothing of a state that is ours can be used, if that is so. */
function unusableRoot(root: JsonObject, hasBindings: boolean): string | undefined {
  const marker = root["sourceAircall"];
  if (!fits(Marker, marker)) return 'The state\'s "sourceAircall" is corrupt: it names no version.';
  const { version } = marker;
  if (version > VERSION) {
    return `The state was written by a newer version of this connector (state version ${version}, this one knows ${VERSION}). Run that version again.`;
  }
  return hasBindings ? undefined : 'The state\'s "bindings" are corrupt: they are no JSON object.';
}

function bindingState(all: JsonObject, stateKey: string, stream: Stream): JsonObject {
  if (!Object.hasOwn(all, stateKey)) return {};
  const state = all[stateKey];
  const fault = stream.stateFault(state);
  if (isJsonObject(state) && fault === undefined) return state;
  const place = fault?.path.join("/");
  throw new StateError(
    `The state of binding "${stateKey}" is corrupt: ${
      fault && place ? `"${place}" ${wrong(fault)}` : "it is no object"
    }. ` +
      `To begin anew, raise the binding's "backfill" counter; ${CURE}.`,
  );
}

/** A state comes out of JSON, so an object in it holds nothing but JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

/** A checkpoint's state: a merge patch on one binding's, or, over a state that is not ours, a replacement of the whole. */
export function checkpoint(stateKey: string, patch: JsonObject, replace: boolean): Record<string, unknown> {
  const updated = { sourceAircall: { version: VERSION }, bindings: Object.fromEntries([[stateKey, patch]]) };
  return { checkpoint: { state: { updated, mergePatch: !replace } } };
}
