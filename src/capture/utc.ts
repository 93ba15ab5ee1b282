const DAY = 86_400_000;
/** Days from the first of March of the year 0 to 1970, and of 400 years. */
const [EPOCH, ERA] = [719_468, 146_097];
/** What can be said with four digits of a year. */
const [FIRST, LAST] = [Date.UTC(0, 0, 1) - 1900 * 365.2425 * DAY, Date.UTC(9999, 11, 31)];

/**
 * A moment as `Date.toISOString` writes it: `2026-01-02T03:04:05.678Z`. The first call of that takes 2 MiB, for calendars and time zones.
 *
 * @param time milliseconds since 1970
 * @throws {RangeError} no moment that a date can hold
 */
export function utc(time: number): string {
  if (!(time >= FIRST && time < LAST)) return new Date(time).toISOString();
  const whole = Math.trunc(time);
  const days = Math.floor(whole / DAY);
  const [year, month, day] = civil(days);
  const rest = whole - days * DAY;
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  const clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map((part) =>
    padded(Math.floor(part), 2)
  );
  return `${date}T${clock.join(":")}.${padded(rest % 1000, 3)}Z`;
}

/** A second as {@link utc} writes it, without the fraction: `2026-01-02T03:04:05Z`. */
export function utcSecond(second: number): string {
  return utc(second * 1000).replace(".000Z", "Z");
}

/** The day so many days after 1970 began, counted in years that begin in March: a leap day is then the last of its year. */
function civil(days: number): [year: number, month: number, day: number] {
  const since = days + EPOCH;
  const era = Math.floor(since / ERA);
  const dayOfEra = since - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthOfYear = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthOfYear + 2) / 5) + 1;
  const month = monthOfYear < 10 ? monthOfYear + 3 : monthOfYear - 9;
  return [era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day];
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
