import { Asked } from "./asked.ts";
import { nothing, type StreamAudit } from "./result.ts";
import type { Audited } from "./timeline.ts";

/** Compares a list that takes no windows of time: all of its keys are read. */
export async function auditList(audited: Audited): Promise<StreamAudit> {
  const { stream, progress } = audited;
  const result = nothing(stream);
  const stored = audited.kept.keys;
  const listed = new Set((await new Asked(stream, audited).read())?.map(({ key }) => key));
  progress(1, 1);
  const missing = [...listed.difference(stored)];
  const extra = [...stored].filter((key) => !listed.has(key));
  const counts = { counted: listed.size, stored: stored.size };
  return {
    ...result,
    ...counts,
    rows: stored.size,
    differences: missing.length + extra.length > 0 ? [{ day: null, ...counts, missing, extra }] : [],
  };
}
