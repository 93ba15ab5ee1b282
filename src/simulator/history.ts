import { Random } from "./random.ts";

const hour = 3600;

/**
 * Starts of an account's calls in the past: Unix seconds, ascending. Most fall on weekdays from eight to six (UTC), some
 * on Saturdays, few at night.
 *
 * @param end Unix seconds; all calls start before
 * @param count how many calls, exactly
 * @param days how far back they reach
 */
export function history(seed: number, end: number, count: number, days: number): Float64Array {
  const hours = Math.max(1, Math.round(days * 24));
  const begin = end - hours * hour;
  const random = new Random(seed, 11);
  const upTo = new Float64Array(hours + 1);
  for (let i = 0; i < hours; i++) {
    upTo[i + 1] = (upTo[i] ?? 0) + busy(begin + i * hour) * (0.7 + 0.6 * random.next());
  }
  const all = upTo[hours] ?? 1;
  const starts = new Float64Array(count);
  let placed = 0;
  for (let i = 0; i < hours; i++) {
    const until = i === hours - 1 ? count : Math.round(count * (upTo[i + 1] ?? 0) / all);
    for (let place = placed; place < until; place++) {
      starts[place] = begin + i * hour + random.whole(0, hour - 1);
    }
    starts.subarray(placed, until).sort();
    placed = until;
  }
  return starts;
}

/** How busy the hour around this second is. */
function busy(second: number): number {
  const date = new Date(second * 1000);
  const weekday = date.getUTCDay();
  const working = date.getUTCHours() >= 8 && date.getUTCHours() < 18;
  if (weekday === 0) return 0.02;
  if (weekday === 6) return working ? 0.2 : 0.02;
  return working ? 1 : 0.03;
}

/**
 * The first second of what Aircall still serves: six calendar months ago, at the same time of day; a day that the month
 * does not have becomes its last.
 *
 * @param now Unix seconds
 */
export function sixMonthsBefore(now: number): number {
  const date = new Date(now * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - 6);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return Math.floor(date.getTime() / 1000);
}
