/** Milliseconds of each designator, in the order in which ISO 8601 wants them. */
const PARTS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000] as const;
const FORM = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * An ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds, or undefined where the text is none: `PT5M` is
 * 300,000. Years and months have no fixed length and are not understood; nor is a `P` or `T` with nothing after it.
 */
export function parseDuration(text: string): number | undefined {
  const found = FORM.exec(text);
  if (!found || !/\d[WDHMS]$/.test(text)) return undefined;
  const ms = PARTS.reduce((sum, part, i) => sum + part * Number(found[i + 1] ?? 0), 0);
  return Number.isSafeInteger(ms) ? ms : undefined;
}
