import { z } from "zod";
import type { JsonObject, Stream } from "../capture/stream.ts";

/** The version of the state that this program writes. */
const VERSION = 1;

/** A state that is ours and cannot be used; the message says why and what to do about it. Exit code 1. */
export class StateError extends Error {
  override name = "StateError";
}

const Marker = z.looseObject({ version: z.int().min(1) });
const JsonRecord = z.record(z.string(), z.json());

/** What an earlier run left. */
export interface Opened {
  /** The state of each binding by its state key; `{}` where there is none. */
  bindings: Map<string, JsonObject>;
  /** Whether there is a state that is not ours: it is not used, and the first checkpoint replaces it. */
  foreign: boolean;
  /** Whether an earlier run has left anything. */
  resumed: boolean;
}

const CURE =
  'To read a binding anew, raise its "backfill" counter; its collection is then filled again from the beginning';

/**
 * Reads the state that a capture is opened with: `{"sourceAircall":{"version":1},"bindings":{"<state key>":…}}`.
 *
 * @throws {StateError} it is ours, but of a newer version, or not what we wrote
 */
export function openState(state: unknown, bindings: { stateKey: string; stream: Stream }[]): Opened {
  const empty = new Map(bindings.map(({ stateKey }) => [stateKey, {}]));
  if (state === null || state === undefined) return { bindings: empty, foreign: false, resumed: false };
  const root = JsonRecord.safeParse(state);
  if (!root.success) throw new StateError(`The state is no JSON object. ${CURE}.`);
  if (!("sourceAircall" in root.data)) {
    return { bindings: empty, foreign: Object.keys(root.data).length > 0, resumed: false };
  }
  const marker = Marker.safeParse(root.data["sourceAircall"]);
  if (!marker.success) {
    throw new StateError(`The state's "sourceAircall" is corrupt: it names no version. ${CURE}.`);
  }
  if (marker.data.version > VERSION) {
    throw new StateError(
      `The state was written by a newer version of this connector (state version ${marker.data.version}, this one knows ${VERSION}). ` +
        `Run that version again. ${CURE}.`,
    );
  }
  const all = JsonRecord.safeParse(root.data["bindings"] ?? {});
  if (!all.success) {
    throw new StateError(`The state's "bindings" are corrupt: they are no JSON object. ${CURE}.`);
  }
  const found = new Map(
    bindings.map(({ stateKey, stream }) => [stateKey, bindingState(all.data, stateKey, stream)]),
  );
  return { bindings: found, foreign: false, resumed: true };
}

function bindingState(all: z.infer<typeof JsonRecord>, stateKey: string, stream: Stream): JsonObject {
  if (!Object.hasOwn(all, stateKey)) return {};
  const state = JsonRecord.safeParse(all[stateKey]);
  const checked = state.success ? stream.state.safeParse(state.data) : state;
  if (state.success && checked.success) return state.data;
  const [issue] = checked.error?.issues ?? [];
  const where = issue && issue.path.length > 0 ? ` at "${issue.path.join("/")}"` : "";
  throw new StateError(`The state of binding "${stateKey}" is corrupt${where}: ${issue?.message}. ${CURE}.`);
}

/** A checkpoint's state: a merge patch on one binding's, or, over a state that is not ours, a replacement of the whole. */
export function checkpoint(stateKey: string, patch: JsonObject, replace: boolean): Record<string, unknown> {
  const updated = { sourceAircall: { version: VERSION }, bindings: Object.fromEntries([[stateKey, patch]]) };
  return { checkpoint: { state: { updated, mergePatch: !replace } } };
}
