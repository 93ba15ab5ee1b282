import type { JsonObject } from "./stream.ts";
import type { Shared } from "./timeline_state.ts";
import type { Step } from "./walk.ts";

/** Says a gap aloud, and @returns the patch that keeps it in the state. */
export function sayGap({ options, run }: Shared, { gap }: Step): JsonObject {
  if (!gap) return {};
  const place = `${gap.window.from}-${gap.window.to}`;
  run.progress.gaps.set(place, gap.reason);
  run.log.error(
    `${options.name}: ${gap.reason}. What could be read was captured; the stream goes on after it.`,
  );
  return { [place]: gap.reason };
}

/** A row without a key cannot be captured; this says so, once in the log and from then on in the status. */
export function sayKeyless({ options, run, key }: Shared): void {
  const reason = `a row came without a usable "${key}" and cannot be captured`;
  if (!run.progress.gaps.has("key")) run.log.error(`${options.name}: ${reason}`);
  run.progress.gaps.set("key", reason);
}
