import { utc } from "../../capture/utc.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Stretches of time of one length, side by side. */
export interface Buckets {
  /** When each begins, in Unix milliseconds. */
  readonly starts: readonly number[];
  /** One of them: `hour`, `day`, `week`. */
  readonly unit: "hour" | "day" | "week";
  /** In which of them a moment lies. */
  at(ms: number): number;
}

/** Buckets over some moments: so wide that there are not too many of them to be drawn. */
export function buckets(moments: readonly number[]): Buckets {
  const first = moments.reduce((least, ms) => Math.min(least, ms), Infinity);
  const last = moments.reduce((most, ms) => Math.max(most, ms), -Infinity);
  const span = last - first;
  const [unit, size] = span <= 2 * DAY
    ? ["hour", HOUR] as const
    : span <= 62 * DAY
    ? ["day", DAY] as const
    : ["week", 7 * DAY] as const;
  // 1970 began on a Thursday: weeks begin on Mondays
  const shift = unit === "week" ? 4 * DAY : 0;
  const begin = Math.floor((first - shift) / size) * size + shift;
  const count = moments.length === 0 ? 0 : Math.floor((last - begin) / size) + 1;
  return {
    starts: Array.from({ length: count }, (_, i) => begin + i * size),
    unit,
    at: (ms) => Math.floor((ms - begin) / size),
  };
}

/** A bucket's beginning for a person: `2026-05-04`, or with the hour. */
export function named(ms: number, unit: Buckets["unit"]): string {
  const text = utc(ms);
  return unit === "hour" ? `${text.slice(0, 10)} ${text.slice(11, 16)}` : text.slice(0, 10);
}

/** The least round number that is no less: 1, 2 or 5 and zeros behind it. */
export function rounded(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
