import { Random } from "../../src/simulator/random.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How an account's rows lie in time. */
export type Shape = "even" | "bursty" | "in one week" | "in one hour" | "imported";

/** Where and when rows lie: seconds that they end before, and days that they reach back. */
export interface Stretch {
  /** Unix second; all rows lie before. */
  end: number;
  /** How far back they reach where the shape does not say it. */
  days: number;
}

/**
 * The seconds of so many rows, ascending.
 *
 * - `even`: the same distance between each two;
 * - `bursty`: bursts of 30 to 300, half of them within one second and half within a minute, between eight and six o'clock on weekdays;
 *   every tenth row lies anywhere else;
 * - `in one week`, `in one hour`: everything in the last 7 days, in the last hour, evenly by chance;
 * - `imported`: half of them in imports of 1,000 to 7,000 in the same second, the others evenly by chance.
 */
export function secondsOf(shape: Shape, count: number, { end, days }: Stretch): Float64Array {
  const random = new Random(1, 77);
  const seconds = new Float64Array(count);
  const span = { "in one week": 7 * DAY, "in one hour": HOUR }[shape as string] ?? days * DAY;
  const begin = end - span;
  const anywhere = () => begin + Math.floor(random.next() * span);
  if (shape === "even") {
    for (let i = 0; i < count; i++) seconds[i] = begin + Math.floor(i * span / count);
    return seconds;
  }
  for (let i = 0; i < count;) {
    if (shape === "bursty" && random.chance(0.005)) {
      const burst = random.whole(30, 300);
      const length = random.chance(0.5) ? 1 : 60;
      const at = busy(anywhere());
      for (let k = 0; k < burst && i < count; k++) {
        seconds[i++] = Math.min(end - 1, at + Math.floor(k * length / burst));
      }
    } else if (shape === "bursty" && random.chance(0.9)) {
      continue;
    } else if (shape === "imported" && random.chance(2 / 4000)) {
      const imported = random.whole(1000, 7000);
      const at = anywhere();
      for (let k = 0; k < imported && i < count; k++) seconds[i++] = at;
    } else seconds[i++] = anywhere();
  }
  return seconds.sort();
}

/** A second of the same day between eight and six o'clock, or of the Friday before. */
function busy(second: number): number {
  const day = Math.floor(second / DAY);
  const weekday = (day + 4) % 7;
  const back = weekday === 6 ? 1 : weekday === 0 ? 2 : 0;
  const clock = second - day * DAY;
  return (day - back) * DAY + 8 * HOUR + Math.floor(clock * 10 / 24);
}
