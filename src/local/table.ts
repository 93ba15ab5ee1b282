/** One column: its heading, and where its texts stand. */
export interface Column {
  heading: string;
  /** @default "left" */
  align?: "left" | "right";
  /** Colours a cell that is laid out already. */
  paint?: (cell: string) => string;
}

/** How wide a table is. */
export function tableWidth(columns: Column[], rows: string[][]): number {
  return widths(columns, rows).reduce((sum, width) => sum + width + gap, -gap);
}

/** Spaces between columns. */
const gap = 2;

/** How wide each column must be for its heading and all of its cells. */
function widths(columns: Column[], rows: string[][]): number[] {
  return columns.map(({ heading }, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
}

/** A row of cells, each as wide as its column. */
function layout(columns: Column[], wide: number[], row: string[], paint = true): string {
  const cells = columns.map((column, i) => {
    const text = row[i] ?? "";
    const last = i === columns.length - 1 && column.align !== "right";
    const padded = column.align === "right"
      ? text.padStart(wide[i] ?? 0)
      : last
      ? text
      : text.padEnd(wide[i] ?? 0);
    return paint && column.paint ? column.paint(padded) : padded;
  });
  return cells.join(" ".repeat(gap));
}

/** A table as lines: its headings first. */
export function table(
  columns: Column[],
  rows: string[][],
  heading: (line: string) => string = (line) => line,
): string[] {
  const wide = widths(columns, rows);
  const head = layout(columns, wide, columns.map((column) => column.heading), false);
  return [heading(head), ...rows.map((row) => layout(columns, wide, row))];
}
