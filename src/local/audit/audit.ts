import type { Clock } from "../../capture/clock.ts";
import { type Source, StreamFault } from "../../capture/source.ts";
import type { Stream } from "../../capture/stream.ts";
import { utc } from "../../capture/utc.ts";
import type { LookAt, StoreMoment } from "../store.ts";
import { Alive } from "./alive.ts";
import { auditList } from "./list.ts";
import { lookAgain } from "./later.ts";
import { type Audit, type Depth, isEqual, nothing, type StreamAudit } from "./result.ts";
import { readStored, type Stored, type StoredStream } from "./stored.ts";
import { type Audited, auditTimeline } from "./timeline.ts";

/** Said of a stream that nobody has synced. */
const NEVER = "the store does not hold it: no sync has read it yet";

/** What an audit works with. */
export interface Auditing {
  /** In the order in which they are audited. */
  streams: readonly Stream[];
  /** Whether each of them was asked for by name: one that the store has never held is a fault then. */
  named: boolean;
  /** Looks at what is stored; called again where something differs. */
  lookAt: LookAt;
  /** Asks whether the credentials are taken. */
  ping: (signal: AbortSignal) => Promise<void>;
  /** Throws where what is stored is another account's. */
  belongs: (moment: StoreMoment) => Promise<unknown>;
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
  /** Told what is waited for, as a sentence. */
  waits: (what: string) => void;
}

/**
 * Compares what is stored with what Aircall has: one stream after the other. What is stored is what was so when it began, however long it
 * takes; where that differs, it is looked at again, since what came meanwhile is no difference.
 *
 * @returns what was found, and what was stored when it began
 * @throws what ends all of it: credentials that are refused, a network that is gone, a state that cannot be used, the signal's reason
 */
export async function audit(auditing: Auditing): Promise<{ audit: Audit; stored: Stored }> {
  const { clock, counts, depth, about, signal } = auditing;
  const began = clock.now();
  const before = { ...counts };
  await auditing.ping(signal);
  const stored = await auditing.lookAt(async (moment) => {
    await auditing.belongs(moment);
    return await readStored(moment, auditing.streams);
  });
  const alive = new Alive(auditing);
  const one = (stream: Stream, stored: StoredStream) => compared(stream, stored, auditing, alive);
  let streams: StreamAudit[] = [];
  for (const stream of auditing.streams) {
    signal.throwIfAborted();
    const held = stored.streams.get(stream.name);
    if (held) streams.push(await one(stream, held));
    else if (auditing.named || stored.streams.size === 0) {
      streams.push({ ...nothing(stream), unchecked: [NEVER] });
    } else streams.push({ ...nothing(stream), notes: [NEVER] });
  }
  streams = await lookAgain(streams, stored, { ...auditing, compare: one });
  const audit: Audit = {
    ...about,
    made: utc(began),
    seconds: Math.round((clock.now() - began) / 1000),
    depth,
    requests: counts.requests - before.requests,
    refused429: counts.refused429 - before.refused429,
    equal: streams.every(isEqual),
    streams,
  };
  return { audit, stored };
}

async function compared(
  stream: Stream,
  stored: StoredStream,
  auditing: Auditing,
  alive: Alive,
): Promise<StreamAudit> {
  const { source, clock, signal, depth, start, progress } = auditing;
  const audited: Audited = {
    ...{ stream, ...stored, clock, signal, depth, start },
    source: alive.watched(source(stream)),
    progress: (done, of) => progress(stream.name, done, of),
  };
  try {
    return await (stream.endpoint?.time ? auditTimeline(audited) : auditList(audited));
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    return { ...nothing(stream), unchecked: [error.message] };
  }
}
