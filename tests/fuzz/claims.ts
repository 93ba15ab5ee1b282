import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";

/**
 * The rows of a timeline that its state says are captured. A state is believed in what it says, so a row that it lays claim to without
 * having captured it (a cursor that was moved forward, a backfill that was struck out) is lost, and nobody can tell:
 *
 *            start            backfill.at      backfill.to         cursor
 *   ───────────┼───────────────────┼────────────────┼─────────────────┼──▶
 *              (═════ claimed ═════]    not yet      (════ claimed ════]    not yet
 *
 * But where the backfill is, is proved by counts: of a leg (since, at] that says of itself that it is followed by other rows than there are, and that
 * holds more than it says to have read, nothing is believed.
 */
export function claimed(
  state: JsonObject,
  stream: "calls" | "contacts",
  rows: ReadonlyMap<string, JsonObject>,
): Set<string> {
  const own = locate(state, `/bindings/${stream}`);
  if (!isObject(own) || typeof own["cursor"] !== "number") return new Set();
  const { cursor, start, backfill } = own;
  const time = (row: JsonObject) => Number(row[stream === "calls" ? "started_at" : "created_at"]);
  const from = stream === "calls" ? [start, isObject(backfill) ? backfill["start"] : undefined] : [];
  const starts = from.filter((one) => typeof one === "number");
  const at = isObject(backfill) ? proved(backfill, [...rows.values()].map(time)) : Infinity;
  const to = isObject(backfill) ? Number(backfill["to"]) : Infinity;
  return new Set(
    [...rows].filter(([, row]) => {
      const began = time(row);
      const changed = stream === "calls" ? began : Number(row["updated_at"]);
      if (began > cursor || changed > cursor) return false;
      if (starts.length > 0 && starts.every((start) => began < start)) return false;
      return began <= at || began > to;
    }).map(([key]) => key),
  );
}

/** Up to where a backfill is believed. */
function proved(backfill: JsonObject, times: number[]): number {
  const [at, since, read, to] = ["at", "since", "read", "to"].map((name) => Number(backfill[name])) as [
    number,
    number,
    number,
    number,
  ];
  const { left } = backfill;
  const within = (from: number, to: number) => times.filter((time) => time > from && time <= to).length;
  if (at >= to || typeof left !== "number" || at === since || left === within(at, to)) return at;
  return within(since, at) > read ? since : at;
}
