import type { Running } from "../../src/capture/engine.ts";
import { noProgress, type Progress } from "../../src/capture/progress.ts";
import { type Report, Reporter, type Waits } from "../../src/capture/report.ts";
import { object, whole } from "../../src/capture/shape.ts";
import { snapshot } from "../../src/capture/snapshot.ts";

/** When the tests' reporters begin; their first report is a minute later. */
export const NOW = Date.UTC(2026, 10, 2, 9);
export const MINUTE = 60_000;
export const CALM: Waits = { troubles: new Map(), everything: undefined };

/** A stream that is this far. */
export function running(name: string, progress: Partial<Progress> = {}): Running {
  const stream = snapshot({
    name,
    path: `/v1/${name}`,
    envelope: name,
    key: ["/id"],
    document: object({ id: whole() }),
  });
  const settings = { mode: "incremental" as const, interval: 5 * MINUTE, start: 0, rereads: true };
  return {
    ended: false,
    binding: { stream, settings, state: {} },
    progress: { ...noProgress(), ...progress },
  };
}

/** What is reported of these. */
export function reported(all: Running[], waits = CALM): Report {
  return new Reporter(all, NOW).report(NOW + MINUTE, waits);
}
