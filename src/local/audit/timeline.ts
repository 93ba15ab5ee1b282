import type { Window } from "../../capture/source.ts";
import type { JsonObject, Stream } from "../../capture/stream.ts";
import { thousands } from "../../capture/thousands.ts";
import { readState } from "../../capture/timeline_state.ts";
import { utcSecond } from "../../capture/utc.ts";
import { Asked, type Asking } from "./asked.ts";
import { after, claimed } from "./claim.ts";
import { Comparison } from "./compare.ts";
import { byDay, byMonth, dayOf } from "./days.ts";
import type { Kept, Placed } from "./kept.ts";
import { type Day, type Depth, type Difference, nothing, type StreamAudit } from "./result.ts";

/** One stream to be audited. */
export interface Audited extends Asking {
  stream: Stream;
  /** What the store keeps of it. */
  state: JsonObject;
  kept: Kept;
  /** The configuration's start date, in Unix seconds. */
  start: number;
  depth: Depth;
  /** Called when so many of so many stretches are done. */
  progress: (done: number, of: number) => void;
}

/**
 * Compares a timeline with what Aircall counts:
 *
 *     start      horizon          1 June     1 July      cursor   now
 *   ────┼───────────┼────────────────┼──────────┼─────────┼────────┼──▶
 *       (not served)(════ counted ═══](═══ … ═══](═══ … ══]
 *
 * A month whose count is right is done with one request. One that is not is halved down to the days that differ, and
 * those are read. With the depth `days` each day of a timeline that has a start date is asked for by itself.
 */
export async function auditTimeline(audited: Audited): Promise<StreamAudit> {
  const { stream, depth, progress, kept } = audited;
  const time = stream.endpoint?.time;
  const asked = new Asked(stream, audited);
  const { windows: claims, open } = claimed(
    readState(audited.state),
    time?.bounded ? audited.start : undefined,
  );
  const result = { ...nothing(stream), rows: kept.size, unchecked: open };
  if (claims.length === 0) return result;
  /** Whether rows leave the list by growing old. */
  const leaves = time?.serves !== undefined;
  const first = await asked.first();
  if (leaves && first === undefined && kept.size > 0) {
    const why = `Aircall lists none at all, and ${thousands(kept.size)} are stored: is it the same account?`;
    return { ...result, unchecked: [...open, why] };
  }
  const oldest = Math.min(first ?? Infinity, leaves ? Infinity : kept.first ?? Infinity);
  const windows = after(claims, oldest - 1);
  const pieces = windows.flatMap(depth === "days" && time?.bounded ? byDay : byMonth);
  let done = 0;
  const comparison = new Comparison({
    asked,
    kept,
    keys: depth === "keys",
    done: () => progress(++done, pieces.length),
  });
  await comparison.all(pieces);
  // the oldest ones may have left the list meanwhile
  const gone = leaves && comparison.extra.length > 0 ? await asked.first() ?? Infinity : oldest;
  const extra = comparison.extra.filter(({ second }) => second >= gone);
  const left = comparison.extra.length - extra.length;
  const unseen = comparison.lost.reduce((sum, { window }) => sum + kept.count(window), 0);
  const stored = windows.reduce((sum, window) => sum + kept.count(window), 0) - unseen - left;
  const days = daysOf(windows, kept, comparison.days);
  return {
    ...result,
    ...(windows.length > 0 ? edges(windows) : {}),
    counted: comparison.counted,
    stored,
    days: time?.bounded ? [...days.values()] : [],
    differences: differing(comparison.missing, extra, days),
    notes: leaves ? unserved(claims, oldest, kept) : [],
    unchecked: [...open, ...comparison.lost.map(({ window, why }) => `${stretch(window)}: ${why}`)],
  };
}

/** What is stored and counted, day by day. */
function daysOf(windows: Window[], kept: Kept, counted: ReadonlyMap<string, number>): Map<string, Day> {
  const days = new Map<string, Day>();
  for (const window of windows.flatMap(byDay)) {
    const day = dayOf(window.to);
    const stored = (days.get(day)?.stored ?? 0) + kept.count(window);
    days.set(day, { day, stored, counted: counted.get(day) ?? null });
  }
  return days;
}

/** What differs, day by day. */
function differing(
  missing: readonly Placed[],
  extra: readonly Placed[],
  about: ReadonlyMap<string, Day>,
): Difference[] {
  const days = new Map<string, Difference>();
  const at = ({ second }: Placed) => {
    const day = dayOf(second);
    const { counted, stored = 0 } = about.get(day) ?? {};
    const found = days.get(day) ?? { day, counted: counted ?? 0, stored, missing: [], extra: [] };
    days.set(day, found);
    return found;
  };
  for (const row of missing) at(row).missing.push(row.key);
  for (const row of extra) at(row).extra.push(row.key);
  return [...days.values()].sort((a, b) => `${a.day}` < `${b.day}` ? -1 : 1);
}

/** What is older than Aircall serves: nobody can check it, and it is no difference. */
function unserved(claims: Window[], oldest: number, kept: Kept): string[] {
  const [first] = claims;
  const last = claims.at(-1);
  if (!first || !last || first.from + 1 >= oldest) return [];
  const window = { from: first.from, to: Math.min(oldest - 1, last.to) };
  const stored = kept.count(window);
  return [
    `${stretch(window)} is not checked: Aircall lists none from then, and serves six months at most` +
    (stored > 0 ? `; ${thousands(stored)} stored from that time stay` : ""),
  ];
}

function edges(windows: Window[]): { from: string; to: string } {
  const [first] = windows;
  const last = windows.at(-1);
  return { from: utcSecond((first?.from ?? 0) + 1), to: utcSecond(last?.to ?? 0) };
}

function stretch({ from, to }: Window): string {
  return `${utcSecond(from + 1)} to ${utcSecond(to)}`;
}
