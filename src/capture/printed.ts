/*
 * How figures are printed. For `toISOString` and `toLocaleString` the process reads 2 and 6 MiB more of the runtime into memory, about formats
 * and languages that are not printed here.
 */

/** A count for people: `1,897`. */
export function counted(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A moment of the years 1000 to 9999, given in Unix milliseconds: `2026-11-26T13:06:22.535Z`. */
export function iso(ms: number): string {
  const date = new Date(ms);
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const two = (one: number) => String(one).padStart(2, "0");
  return `${day.map(two).join("-")}T${time.map(two).join(":")}.${
    String(date.getUTCMilliseconds()).padStart(3, "0")
  }Z`;
}
