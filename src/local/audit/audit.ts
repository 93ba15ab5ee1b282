import type { Clock } from "../../capture/clock.ts";
import { type Source, StreamFault } from "../../capture/source.ts";
import type { Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { Store } from "../store.ts";
import { auditList } from "./list.ts";
import { type Audit, type Depth, isEqual, nothing, type StreamAudit } from "./result.ts";
import { type Audited, auditTimeline } from "./timeline.ts";

/** Said of a stream that nobody has synced. */
const NEVER = "the store does not hold it: no sync has read it yet";

/** What an audit works with. */
export interface Auditing {
  /** In the order in which they are audited. */
  streams: readonly Stream[];
  /** Whether each of them was asked for by name: one that the store has never held is a fault then. */
  named: boolean;
  store: Pick<Store, "state" | "rows" | "runs">;
  source: (stream: Stream) => Source;
  /** Requests since the client was made. */
  counts: { readonly requests: number; readonly refused429: number };
  clock: Clock;
  signal: AbortSignal;
  depth: Depth;
  /** The configuration's start date, in Unix seconds. */
  start: number;
  /** Said of the audit, and not looked at. */
  about: Pick<Audit, "version" | "against" | "api" | "requestsPerMinute">;
  /** Called when so many of so many stretches of a stream are done. */
  progress: (stream: string, done: number, of: number) => void;
}

/**
 * Compares what is stored with what Aircall has: one stream after the other.
 *
 * @throws what ends all of it: credentials that are refused, a network that is gone, a state that cannot be used, the signal's reason
 */
export async function audit(auditing: Auditing): Promise<Audit> {
  const { clock, counts, depth, about, signal } = auditing;
  const began = clock.now();
  const before = { ...counts };
  const runs = await auditing.store.runs();
  const held = auditing.streams.filter((stream) =>
    Object.keys(auditing.store.state(stream)).length > 0 ||
    runs.some(({ streams }) => Object.hasOwn(streams, stream.name))
  );
  const streams: StreamAudit[] = [];
  for (const stream of auditing.streams) {
    signal.throwIfAborted();
    if (held.includes(stream)) streams.push(await one(stream, auditing));
    else if (auditing.named || held.length === 0) streams.push({ ...nothing(stream), unchecked: [NEVER] });
    else streams.push({ ...nothing(stream), notes: [NEVER] });
  }
  return {
    ...about,
    made: utc(began),
    seconds: Math.round((clock.now() - began) / 1000),
    depth,
    requests: counts.requests - before.requests,
    refused429: counts.refused429 - before.refused429,
    equal: streams.every(isEqual),
    streams,
  };
}

async function one(stream: Stream, auditing: Auditing): Promise<StreamAudit> {
  const { store, source, clock, signal, depth, start, progress } = auditing;
  const audited: Audited = {
    ...{ stream, state: store.state(stream), clock, signal, depth, start },
    source: source(stream),
    rows: store.rows(stream),
    progress: (done, of) => progress(stream.name, done, of),
  };
  try {
    return await (stream.endpoint?.time ? auditTimeline(audited) : auditList(audited));
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    return { ...nothing(stream), unchecked: [error.message] };
  }
}
