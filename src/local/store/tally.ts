import { utc } from "../../capture/utc.ts";
import type { Kept } from "../store.ts";

/** What was kept where nothing was. */
export function nothing(): Kept {
  return { created: 0, updated: 0, deleted: 0 };
}

/** What was kept in all. */
export function plus(a: Kept, b: Kept): Kept {
  return { created: a.created + b.created, updated: a.updated + b.updated, deleted: a.deleted + b.deleted };
}

/** Whether anything was kept. */
export function isAny({ created, updated, deleted }: Kept): boolean {
  return created + updated + deleted > 0;
}

/** The hour of a moment, as it is called: `2026-01-02T03:00:00Z`. */
export function hourOf(time: number): string {
  return `${utc(time).slice(0, 13)}:00:00Z`;
}
