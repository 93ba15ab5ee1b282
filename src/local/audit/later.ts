import type { Clock } from "../../capture/clock.ts";
import type { Stream } from "../../capture/stream.ts";
import { readState } from "../../capture/timeline_state.ts";
import type { LookAt } from "../store.ts";
import { dayOf } from "./days.ts";
import type { Kept } from "./kept.ts";
import type { Difference, StreamAudit } from "./result.ts";
import { readStored, type Stored, type StoredStream } from "./stored.ts";

/** Milliseconds in which a run that goes on has asked for everything once more: each list every five minutes, and that takes its time. */
const ROUND = 7 * 60_000;
/** Milliseconds between two looks meanwhile. */
const LOOK = 15_000;

/** What {@link lookAgain} works with. */
export interface Again {
  streams: readonly Stream[];
  lookAt: LookAt;
  clock: Clock;
  signal: AbortSignal;
  /** Compares a stream anew. */
  compare: (stream: Stream, stored: StoredStream) => Promise<StreamAudit>;
  /** Told what is waited for, as a sentence. */
  waits: (what: string) => void;
}

/**
 * Takes out of what differs what does not any more, once the store is looked at again: it came or went while Aircall was asked. Where a run
 * goes on, it is given the time to ask for everything once more, since what Aircall has had for some minutes only is no difference either;
 * but for what no run would bring: what lies before a timeline's last stretch was read before.
 *
 *   store     ─┼── looked at ──────────────────────── again ─── again ─── again ──▶
 *   Aircall          ┼── asked, stream by stream ──┼
 *   the run   ─────────┼ asks ──────────── 5 minutes ───────────────┼ asks ───────▶
 */
export async function lookAgain(found: StreamAudit[], first: Stored, again: Again): Promise<StreamAudit[]> {
  const { clock, signal, lookAt, waits } = again;
  const until = clock.now() + ROUND;
  let streams = found;
  let waited = false;
  for (;;) {
    const differing = again.streams.filter(({ name }) => differs(streams, name));
    if (differing.length === 0) return streams;
    const stored = await lookAt((moment) => readStored(moment, differing));
    streams = streams.map((one) => caughtUp(one, stored.streams.get(one.stream)?.kept));
    const open = again.streams.filter((stream) =>
      streams.some((one) =>
        one.stream === stream.name && mayCome(stream, one, first.streams.get(stream.name))
      )
    );
    if (open.length === 0 || !stored.busy) return streams;
    if (clock.now() >= until) return await Promise.all(streams.map((one) => there(one, stored, again)));
    if (!waited) {
      const names = open.map(({ name }) => name).join(", ");
      waits(
        `Something differs that the sync that goes on may not have come to yet (${names}): waits until it has, seven minutes at most.`,
      );
    }
    waited = true;
    await clock.sleep(LOOK, signal);
  }
}

function differs(streams: readonly StreamAudit[], name: string): boolean {
  return streams.some(({ stream, differences }) => stream === name && differences.length > 0);
}

/** What still differs of a stream, now that this is stored. */
function caughtUp(audit: StreamAudit, kept: Kept | undefined): StreamAudit {
  if (!kept || audit.differences.length === 0) return audit;
  const only = ({ missing, extra }: Difference) => ({
    missing: missing.filter((key) => !kept.has(key)),
    extra: extra.filter((key) => kept.has(key)),
  });
  return remaining(audit, only);
}

/** The same with fewer keys that differ: what does not any more is stored as it is counted. */
function remaining(
  audit: StreamAudit,
  only: (difference: Difference) => Pick<Difference, "missing" | "extra">,
): StreamAudit {
  const more = new Map<string | null, number>();
  const differences = audit.differences.map((difference) => {
    const left = only(difference);
    const { missing, extra } = difference;
    const came = missing.length - left.missing.length - (extra.length - left.extra.length);
    more.set(difference.day, came);
    return { ...difference, ...left, stored: difference.stored + came };
  });
  const all = more.values().reduce((sum, came) => sum + came, 0);
  return {
    ...audit,
    stored: audit.stored + all,
    rows: audit.rows + all,
    days: audit.days.map((day) => ({ ...day, stored: day.stored + (more.get(day.day) ?? 0) })),
    differences: differences.filter(({ missing, extra }) => missing.length + extra.length > 0),
  };
}

/** Whether a run that goes on may still bring something of what differs. */
function mayCome(stream: Stream, { differences }: StreamAudit, stored: StoredStream | undefined): boolean {
  const { endpoint: { time }, follows } = stream;
  if (!time) return differences.length > 0;
  const { cursor = 0 } = readState(stored?.state ?? {});
  // before that everything was read; what is served no longer than a time is never looked for
  const last = dayOf(cursor - (follows?.overlap ?? 0));
  return differences.some(({ day, missing, extra }) =>
    (day !== null && day >= last && missing.length > 0) || (time.serves === undefined && extra.length > 0)
  );
}

/** A list that still differs is asked for anew: what came at Aircall and went again, the run has never seen. */
async function there(audit: StreamAudit, stored: Stored, { streams, compare }: Again): Promise<StreamAudit> {
  const stream = streams.find(({ name }) => name === audit.stream);
  const held = stored.streams.get(audit.stream);
  if (audit.differences.length === 0 || !stream || stream.endpoint.time || !held) return audit;
  const now = await compare(stream, held);
  if (now.unchecked.length > 0) return audit;
  return remaining(audit, ({ missing, extra }) => ({
    missing: missing.filter((key) => now.differences.some((one) => one.missing.includes(key))),
    extra: extra.filter((key) => now.differences.some((one) => one.extra.includes(key))),
  }));
}
