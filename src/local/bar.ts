/** A bar of so many columns, filled as far as told: 0 to 1. */
export function bar(part: number, columns: number): string {
  const filled = Math.round(Math.min(Math.max(part, 0), 1) * columns);
  return "━".repeat(filled) + "╌".repeat(columns - filled);
}
