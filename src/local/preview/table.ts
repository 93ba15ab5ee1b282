import type { Column } from "./columns.ts";
import { cut, harmless, padded, widthOf } from "./width.ts";

/** Rows as lines, the headings first. */
export interface Table {
  lines: string[];
  /** Headings of columns that there was no room for. */
  left: string[];
}

/** Spaces between two columns. */
const GAP = 2;
/** What a column that may be cut keeps at least. */
const LEAST = 10;

/** Lays rows out in so many columns of a terminal: what is too wide is cut, and what there is no room for at all is left out. */
export function table(columns: readonly Column[], rows: readonly object[], width: number): Table {
  const cells = rows.map((row) => columns.map(({ cell }) => said(cell(row))));
  const natural = columns.map(({ heading }, i) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[i] ?? "")))
  );
  const least = natural.map((wide, i) => columns[i]?.whole ? wide : Math.min(wide, LEAST));
  let shown = columns.length;
  while (shown > 1 && sum(least.slice(0, shown)) + GAP * (shown - 1) > width) shown--;
  const wide = shared(natural.slice(0, shown), least, width - GAP * (shown - 1));
  const line = (texts: readonly string[]) =>
    wide.map((columns_, i) => padded(cut(texts[i] ?? "", columns_), columns_, columns[i]?.align ?? "left"))
      .join(" ".repeat(GAP)).trimEnd();
  return {
    lines: [columns.map(({ heading }) => heading), ...cells].map(line),
    left: columns.slice(shown).map(({ heading }) => heading),
  };
}

/** The widths that the columns get: the widest give way first. */
function shared(natural: readonly number[], least: readonly number[], width: number): number[] {
  const wide = [...natural];
  for (let over = sum(wide) - width; over > 0;) {
    const [widest] = wide.map((_, i) => i)
      .filter((i) => (wide[i] ?? 0) > (least[i] ?? 0))
      .sort((a, b) => (wide[b] ?? 0) - (wide[a] ?? 0));
    // nothing can give way any more: a single column, which is cut at the edge
    if (widest === undefined) return wide.map((one) => Math.min(one, Math.max(1, width)));
    wide[widest] = (wide[widest] ?? 0) - 1;
    over--;
  }
  return wide;
}

/** A value as a cell. */
function said(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return harmless(typeof value === "object" ? JSON.stringify(value) : String(value));
}

function sum(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
