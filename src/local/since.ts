import { isDateTime, momentOf } from "../aircall/endpoint_config.ts";

/** Milliseconds of the units that have a fixed length. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);
/** How such a moment is written, for whoever wrote it otherwise. */
export const SINCE_FORMS =
  "a date (2026-01-01), a moment (2026-01-01T08:00:00Z) or a span back (1d, 36h, 2w, 6mo)";

/**
 * The moment that somebody means: a date (its midnight, UTC), an RFC 3339 moment, or a span back from now in minutes, hours, days, weeks
 * or calendar months: `30min`, `36h`, `1d`, `2w`, `6mo`.
 *
 * @param now Unix milliseconds
 * @returns Unix second; undefined where the text is none of these, or means a time before 1970
 */
export function parseSince(text: string, now: number): number | undefined {
  const given = momentOf(text.trim());
  const ms = isDateTime(given) ? Date.parse(given.toUpperCase()) : back(given.toLowerCase(), now);
  const second = Math.floor((ms ?? NaN) / 1000);
  return second >= 0 ? second : undefined;
}

function back(text: string, now: number): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,6})(min|h|d|w|mo)$/.exec(text) ?? [];
  const length = UNITS.get(unit);
  if (length !== undefined) return now - Number(digits) * length;
  return unit === "mo" ? monthsBack(Number(digits), now) : undefined;
}

/** The same day and time so many months ago; where that month is too short for it, its last day. */
function monthsBack(months: number, now: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}
