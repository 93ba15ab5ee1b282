import type { Run } from "./stream.ts";

/** A row without a key cannot be captured; this says so, once in the log and from then on in the status. */
export function sayKeyless({ progress, log }: Run, stream: string, key: string): void {
  const reason = `a row came without a usable "${key}" and cannot be captured`;
  if (!progress.gaps.has("key")) log.error(`${stream}: ${reason}`);
  progress.gaps.set("key", reason);
}
