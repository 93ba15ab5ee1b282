import { thousands } from "../../capture/thousands.ts";
import { type Audit, type Difference, keysOf, type StreamAudit } from "./result.ts";

/** Days and keys that are shown of one stream. */
const MOST = 20;
/** Keys that are shown of one day. */
const KEYS = 5;

/** The table's headings, on the screen and in the report. */
export const HEADINGS = [
  "stream",
  "counted",
  "stored",
  "days that differ",
  "keys missing",
  "keys extra",
] as const;

/** A stream's row in that table, after its name. */
export function figures(stream: StreamAudit): string[] {
  const { counted, stored, differences } = stream;
  const days = differences.filter(({ day }) => day !== null).length;
  return [
    ...[
      thousands(counted),
      thousands(stored),
      differences.some(({ day }) => day === null) ? "" : thousands(days),
    ],
    ...[thousands(keysOf(stream, "missing")), thousands(keysOf(stream, "extra"))],
  ];
}

/** Everything that an audit found, as lines for a person. What comes from the account is made harmless for a terminal. */
export function told(audit: Audit): string[] {
  const { streams, requests, refused429, seconds, depth } = audit;
  const differing = streams.filter(({ differences }) => differences.length > 0);
  const unchecked = streams.flatMap(({ stream, unchecked }) => unchecked.map((why) => `${stream}: ${why}`));
  const notes = streams.flatMap(({ stream, notes }) => notes.map((note) => `${stream}: ${note}`));
  const lines = [
    ...table([[...HEADINGS], ...streams.map((stream) => [stream.stream, ...figures(stream)])]),
    ...differing.flatMap((stream) => ["", ...differences(stream)]),
    ...(unchecked.length > 0 ? ["", "Not checked, though it should be:", ...indented(unchecked)] : []),
    ...(notes.length > 0 ? ["", "Not compared:", ...indented(notes)] : []),
    "",
    `${verdict(audit)} ${many(requests, "request")} in ${thousands(seconds)} s${
      refused429 > 0 ? `, ${thousands(refused429)} of them answered with 429` : ""
    }.`,
    ...advice(audit),
    ...(depth === "months" && audit.equal
      ? ["Counts of months are compared; --days asks for each day of calls, --keys for each key."]
      : []),
  ];
  return lines.map(harmless);
}

/** One sentence or two: whether the store is complete. */
export function verdict({ streams, equal }: Audit): string {
  const compared = streams.filter(({ rows, counted, unchecked, notes }) =>
    rows + counted > 0 || unchecked.length + notes.length === 0
  );
  if (equal) return `Everything that was compared is equal: ${many(compared.length, "stream")}.`;
  const differing = streams.filter(({ differences }) => differences.length > 0).map(({ stream }) => stream);
  const result = differing.length > 0
    ? `${thousands(differing.length)} of ${many(streams.length, "stream")} ${
      differing.length === 1 ? "differs" : "differ"
    }: ${differing.join(", ")}.`
    : compared.length > 0
    ? "What could be compared is equal."
    : "Nothing could be compared.";
  return streams.every(({ unchecked }) => unchecked.length === 0)
    ? result
    : `${result} Not everything could be checked.`;
}

function many(count: number, one: string): string {
  return `${thousands(count)} ${count === 1 ? one : `${one}s`}`;
}

/** What a difference likely means, and what to do. */
export function advice({ streams, equal }: Audit): string[] {
  if (equal) return [];
  const differs = (which: "missing" | "extra", calls: boolean) =>
    streams.some((stream) => (stream.stream === "calls") === calls && keysOf(stream, which) > 0);
  return [
    ...(differs("missing", true) || differs("missing", false)
      ? [
        "Missing: Aircall lists it and the store has not got it. Run sync, then audit again. What is missing still was taken " +
        "out of the store by somebody, since sync has noted it as read: sync to a new path reads everything anew.",
      ]
      : []),
    ...(differs("extra", false)
      ? [
        "Extra: it was deleted at Aircall since the last sync, most likely. Run sync, which looks for deletions, then audit again.",
      ]
      : []),
    ...(differs("extra", true)
      ? [
        "Extra calls: Aircall deletes no calls, so they are most likely another account's, or were put into the store by " +
        "somebody: check that the configuration and the path belong together.",
      ]
      : []),
    ...(streams.some(({ unchecked }) => unchecked.length > 0)
      ? ["What could not be checked is not known to be wrong: do what its line says, then audit again."]
      : []),
  ];
}

function differences({ stream, differences }: StreamAudit): string[] {
  const rest = differences.length - MOST;
  return [
    `${stream}:`,
    ...indented(differences.slice(0, MOST).map(difference)),
    ...(rest > 0 ? indented([`and ${many(rest, "day")} more, all of them in --json and in --report`]) : []),
  ];
}

function difference({ day, counted, stored, missing, extra }: Difference): string {
  return [
    `${day ?? "now"}: ${thousands(counted)} counted, ${thousands(stored)} stored`,
    ...(missing.length > 0 ? [`missing ${few(missing)}`] : []),
    ...(extra.length > 0 ? [`extra ${few(extra)}`] : []),
  ].join("; ");
}

function few(keys: string[]): string {
  const rest = keys.length - KEYS;
  return `${keys.slice(0, KEYS).join(", ")}${rest > 0 ? ` and ${thousands(rest)} more` : ""}`;
}

function indented(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Columns under their headings: the first on the left, figures on the right. */
function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row.map((text, i) => i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)).join("  ")
      .trimEnd()
  );
}

/** A name may hold anything; a terminal would obey it. */
function harmless(line: string): string {
  // deno-lint-ignore no-control-regex -- they are what is taken out
  return line.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
