import { z } from "zod";
import type { FlowRuntime, JsonObject } from "../../flow/runtime/mod.ts";
import { differences, type Simulator, type StreamName, streams } from "../../simulator/mod.ts";
import { requestsOf } from "./account.ts";
import { count, instant } from "../../local/format.ts";
import type { Screen } from "../../local/screen.ts";
import { type Column, table, tableWidth } from "../../local/table.ts";

/** How each stream that is not equal differs from the account: a few lines. */
export type Differences = Map<StreamName, string[]>;

/** Compares what was captured of each stream with what the account serves now. */
export function compare({ account }: Simulator, runtime: FlowRuntime): Differences {
  const found = streams.map((stream): [StreamName, string[]] => {
    const { key: [pointer = ""] } = runtime.collection(stream);
    const rows = [...runtime.collection(stream).rows()];
    const captured = new Map(rows.map((row): [string, JsonObject] => [String(row[pointer.slice(1)]), row]));
    return [stream, differences(account, stream, captured, { most: 3 })];
  });
  return new Map(found.filter(([, lines]) => lines.length > 0));
}

/** The part of the connector's state that is shown: how far a binding has come. */
const State = z.looseObject({
  bindings: z.record(z.string(), z.looseObject({ cursor: z.number().optional().catch(undefined) })),
});

/** What came of it: a line for each stream, as wide as there is room. */
export function resultTable(
  simulator: Simulator,
  runtime: FlowRuntime,
  differing: Differences,
  { columns: room, paint }: Pick<Screen, "columns" | "paint">,
): string[] {
  const state = State.safeParse(runtime.state);
  const rows = (form: "long" | "short") =>
    runtime.bindings.flatMap(({ resourcePath: [path], stateKey }) => {
      const stream = streams.find((name) => name === path);
      if (!stream) return [];
      const { documents, changes, deletions } = runtime.collection(stream).counts;
      const { all, refused } = requestsOf(simulator, stream);
      const cursor = state.data?.bindings[stateKey]?.cursor;
      return [[
        stream,
        ...[documents, changes, deletions, all, refused].map(count),
        cursor === undefined ? "–" : instant(cursor * 1000, form),
        differing.has(stream) ? "no" : "yes",
      ]];
    });
  const numbers = ["documents", "changes", "deletions", "requests", "429s"];
  const columns: Column[] = [
    { heading: "stream" },
    ...numbers.map((heading): Column => ({ heading, align: "right" })),
    { heading: "cursor" },
    { heading: "equal", paint: (cell) => cell.startsWith("yes") ? paint.good(cell) : paint.bad(cell) },
  ];
  const long = rows("long");
  const shown = tableWidth(columns, long) <= room ? long : rows("short");
  const indent = tableWidth(columns, shown) + 2 <= room ? "  " : "";
  return table(columns, shown, paint.bold).map((line) => indent + line);
}
