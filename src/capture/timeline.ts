import { Backfill } from "./backfill.ts";
import { Bell } from "./bell.ts";
import { Digester } from "./digest.ts";
import { Followed } from "./followed.ts";
import { Seen } from "./seen.ts";
import { keyField, type Run, type Stream, type Task } from "./stream.ts";
import { Tail } from "./tail.ts";
import { type Shared, type TimelineOptions, TimelineState } from "./timeline_state.ts";
import { Updates } from "./updates.ts";

/**
 * Declares a stream over time:
 *
 *  start or horizon         cutoff                            now
 *  ──────┼────────────────────┼────────────────────────────────┼──▶
 *  backfill (═════════════════]                                      oldest first, by anchors
 *  changes                    (═══════════════ again and again ═]    every interval
 *
 * `incremental` ends there; `full_refresh` also emits everything once more, at most once in 24 hours.
 */
export function timeline(options: TimelineOptions): Stream {
  const { name, key, document } = options;
  return { name, key, document, state: TimelineState, tasks: (run) => tasks(options, run) };
}

function tasks(options: TimelineOptions, run: Run): Task[] {
  const shared: Shared = {
    options,
    run,
    key: keyField(options),
    seen: new Seen(new Digester(options.volatile)),
    followed: "ended" in options.changes
      ? new Followed(
        options.changes.ended,
        TimelineState.parse(run.state()).open ?? {},
        (count) =>
          run.log.warn(
            `${options.name}: more have not ended than can be followed; the ${count} oldest stay as they were read last. ` +
              `A full_refresh binding reads them again within a day`,
          ),
      )
      : undefined,
    prepared: Promise.withResolvers(),
    again: new Bell(),
    state: () => TimelineState.parse(run.state()),
  };
  for (const [place, reason] of Object.entries(shared.state().gaps ?? {})) {
    run.progress.gaps.set(place, reason);
  }
  const backfill = new Backfill(shared);
  const changes = "overlap" in options.changes ? new Tail(shared) : new Updates(shared, options.changes);
  if (!run.once) return [backfill, changes];
  const once = async function* () {
    yield* backfill.batches();
    yield* changes.batches();
    yield* backfill.batches();
  };
  return [{ name: "once", batches: once }];
}
