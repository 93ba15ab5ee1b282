/** A whole number as English writes it: `1,234,567`. `toLocaleString` takes 6 MiB for its first, for what it knows of languages. */
export function thousands(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
