import { type JsonObject, keyField, type Stream } from "../../capture/stream.ts";
import type { Changes, RunRecord, StoreMoment } from "../store.ts";
import { Kept } from "./kept.ts";

/** What a store has of one stream. */
export interface StoredStream {
  state: JsonObject;
  kept: Kept;
}

/** What a store has at one moment, as far as an audit looks at it. */
export interface Stored {
  /** By name; one that the store has never held is not here. */
  streams: ReadonlyMap<string, StoredStream>;
  runs: readonly RunRecord[];
  changes: readonly Changes[];
  /** Whether a run goes on, which may bring more. */
  busy: boolean;
}

/** Reads it once, before anything is asked: whoever writes to the store is not held up by an audit that takes its time. */
export async function readStored(moment: StoreMoment, streams: readonly Stream[]): Promise<Stored> {
  const [runs, changes] = [await moment.runs(), await moment.changes()];
  const found = new Map<string, StoredStream>();
  for (const stream of streams) {
    const { name, endpoint } = stream;
    const state = moment.state(stream);
    // an empty list that was read leaves no state
    const held = Object.keys(state).length > 0 || runs.some(({ streams }) => Object.hasOwn(streams, name));
    if (!held) continue;
    const fields = { key: keyField(stream), time: endpoint.time?.field ?? "" };
    found.set(name, { state, kept: await Kept.of(moment.rows(stream), fields) });
  }
  return { streams: found, runs, changes, busy: moment.busy };
}
