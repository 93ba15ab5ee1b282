/** 12,345 */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** How many of something: "1 page", "12 pages". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A length of time for a person: "0.4 s", "12 s", "3 min". */
export function lasting(ms: number): string {
  const seconds = Math.max(ms, 0) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${count(seconds / 60)} min`;
}

/** A point in time for a person, UTC: "2026-11-02 09:00:00", or "09:00:00" alone. */
export function instant(ms: number, form: "long" | "short" = "long"): string {
  const text = new Date(ms).toISOString();
  return form === "long" ? `${text.slice(0, 10)} ${text.slice(11, 19)}` : text.slice(11, 19);
}
