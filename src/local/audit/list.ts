import { type Key, keyOf } from "../../capture/row.ts";
import type { JsonObject } from "../../capture/stream.ts";
import { Asked } from "./asked.ts";
import { nothing, type StreamAudit } from "./result.ts";
import type { Audited } from "./timeline.ts";

/** Compares a list that takes no windows of time: all of its keys are read. */
export async function auditList(audited: Audited): Promise<StreamAudit> {
  const { stream, progress } = audited;
  const result = nothing(stream);
  const stored = await keysOf(audited.rows, result.key);
  const listed = new Set((await new Asked(stream, audited).read())?.map(({ key }) => key));
  progress(1, 1);
  const missing = [...listed.difference(stored)];
  const extra = [...stored.difference(listed)];
  const counts = { counted: listed.size, stored: stored.size };
  return {
    ...result,
    ...counts,
    rows: stored.size,
    differences: missing.length + extra.length > 0 ? [{ day: null, ...counts, missing, extra }] : [],
  };
}

async function keysOf(rows: AsyncIterable<JsonObject>, field: string): Promise<Set<Key>> {
  const keys = new Set<Key>();
  for await (const row of rows) {
    const key = keyOf(row, field);
    if (key !== undefined) keys.add(key);
  }
  return keys;
}
