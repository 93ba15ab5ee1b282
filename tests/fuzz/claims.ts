import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";

/**
 * Whether a timeline's state says of a row that it is captured. A state is believed in what it says, so a row that it lays claim to without
 * having captured it (a cursor that was moved forward, a backfill that was struck out) is lost, and nobody can tell:
 *
 *            start            backfill.at      backfill.to         cursor        the backfill's own start counts as well
 *   ───────────┼───────────────────┼────────────────┼─────────────────┼──▶
 *              (═════ claimed ═════]    not yet      (════ claimed ════]    not yet
 */
export function claims(state: JsonObject, stream: "calls" | "contacts", row: JsonObject): boolean {
  const own = locate(state, `/bindings/${stream}`);
  if (!isObject(own) || typeof own["cursor"] !== "number") return false;
  const { cursor, start, backfill } = own;
  const at = Number(row[stream === "calls" ? "started_at" : "created_at"]);
  const changed = stream === "calls" ? at : Number(row["updated_at"]);
  if (at > cursor || changed > cursor) return false;
  const starts = [start, isObject(backfill) ? backfill["start"] : undefined].filter((one) =>
    typeof one === "number"
  );
  if (stream === "calls" && starts.every((start) => at < start) && starts.length > 0) return false;
  if (!isObject(backfill)) return true;
  return at <= Number(backfill["at"]) || at > Number(backfill["to"]);
}
