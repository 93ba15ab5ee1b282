/** Wait when a 429 does not say how long, in milliseconds: Aircall blocks for 60 s. */
const UNSTATED = 60_000;
/** The longest wait that a 429 is believed, in milliseconds. */
const LONGEST = 120_000;

/**
 * When a server that answered 429 takes requests again, in Unix milliseconds.
 *
 * `Retry-After` (seconds, or a date) is believed first, then `X-AircallApi-Reset`, whose unit is not known for certain: above 1e11 it
 * is milliseconds, above 1e6 seconds of Unix time, below that seconds from now. A moment that is past, or
 * none, means 60 s; nothing means more than 120 s.
 */
export function resetTime(headers: Headers, now: number): number {
  for (const name of ["retry-after", "x-aircallapi-reset"]) {
    const stated = moment(headers.get(name), now);
    if (stated !== undefined && stated > now) return Math.min(stated, now + LONGEST);
  }
  return now + UNSTATED;
}

function moment(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const number = Number(value);
  if (Number.isNaN(number)) {
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : date;
  }
  if (number > 1e11) return number;
  return number > 1e6 ? number * 1000 : now + number * 1000;
}
