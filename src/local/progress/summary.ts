import { count, counted, lasting } from "../format.ts";
import type { Paint } from "../paint.ts";
import { type Column, table, tableWidth } from "../table.ts";
import { wrapped } from "../wrapped.ts";
import type { Outcome, StreamOutcome } from "./view.ts";

/** What came of a run: a line for each stream, where it is, and how to go on. */
export function summary(outcome: Outcome, columns: number, paint: Paint): string[] {
  const { streams } = outcome;
  return [
    ...(streams.length > 0 ? ["", ...outcomeTable(streams, columns, paint), ""] : []),
    ...closing(outcome, columns, paint),
  ];
}

/** As a table where there is room for one, else a few lines for each stream. */
function outcomeTable(streams: readonly StreamOutcome[], room: number, paint: Paint): string[] {
  const numbers = ["rows kept", "new", "changed", "gone", "requests"];
  const columns: Column[] = [
    { heading: "stream" },
    ...numbers.map((heading): Column => ({ heading, align: "right" })),
  ];
  const rows = streams.map(({ stream, kept, created, updated, deleted, requests }) => [
    stream,
    ...[kept, created, updated, deleted, requests].map(count),
  ]);
  const width = tableWidth(columns, rows);
  if (width <= room) {
    const indent = width + 2 <= room ? "  " : "";
    return table(columns, rows, paint.bold).map((line) => indent + line);
  }
  return rows.flatMap(([stream = "", kept, ...figures]) => {
    const changes = figures.flatMap((figure, i) => figure === "0" ? [] : [`${figure} ${numbers[i + 1]}`]);
    return [
      paint.bold(`${stream}: ${kept} kept`),
      ...(changes.length > 0 ? [`  ${changes.join(", ")}`] : []),
    ];
  });
}

/** Broken between words, but for the command, so that it can be copied. */
function closing(outcome: Outcome, columns: number, paint: Paint): string[] {
  const { how, streams, to, again, took } = outcome;
  const rows = counted(streams.reduce((sum, { kept }) => sum + kept, 0), "row");
  const spent = spentOf(outcome);
  const told = (text: string, next: string, paint = (line: string) => line) => [
    ...wrapped(text, columns, { cut: false }).map(paint),
    next,
    `  ${again}`,
  ];
  if (streams.length === 0) {
    return how === "stopped" ? told("Stopped before anything was read.", "To begin again:") : [];
  }
  switch (how) {
    case "up to date":
      return told(
        `Up to date: ${rows} of ${counted(streams.length, "stream")} in ${to}, ${spent}.`,
        "To bring it up to date again:",
        paint.good,
      );
    case "stopped":
      return told(
        `Stopped as asked after ${lasting(took)}. ${rows} are kept in ${to}; nothing of it is lost.`,
        "To go on:",
      );
    case "incomplete":
    case "failed":
      return told(
        `Not up to date. ${rows} are kept in ${to}, ${spent}; what was kept stays.`,
        "To go on:",
        paint.bad,
      );
  }
}

function spentOf({ requests, refused429, took }: Outcome): string {
  const refused = refused429 > 0 ? ` (${count(refused429)} of them refused with 429)` : "";
  return `after ${counted(requests, "request")}${refused} in ${lasting(took)}`;
}
