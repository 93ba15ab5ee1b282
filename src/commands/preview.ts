// deno-lint-ignore-file no-console -- what a person at a terminal reads
import { connect } from "../aircall/connect.ts";
import { readWanted } from "../aircall/wanted.ts";
import { StreamFault } from "../capture/source.ts";
import { thousands } from "../capture/thousands.ts";
import { utcSecond } from "../capture/utc.ts";
import { COLUMNS } from "../local/preview/columns.ts";
import { type Preview, readPreview, type Wish } from "../local/preview/read.ts";
import { table } from "../local/preview/table.ts";
import { parseSince, SINCE_FORMS } from "../local/since.ts";
import { whyNot } from "../local/why_not.ts";
import { wrapped } from "../local/wrapped.ts";
import { chosenStream, streamOption } from "./chosen_streams.ts";
import { type Command, UsageError, type Values } from "./command.ts";
import { configNotes, configOption, configurationOf, discreet, outsideOf } from "./person.ts";
import { onStop } from "./signals.ts";

/** The last position that a list gives out. */
const MOST = 10_000;
/** How long a request that fails is tried again, in milliseconds: once. A 429 is waited for once, too. */
const PATIENCE = 500;

/** Shows rows of a stream as a table, or as the documents that they are. */
export const preview: Command = {
  name: "preview",
  summary: "show rows of a stream, newest first",
  examples: [
    [
      "source-aircall preview --config aircall.json --stream calls --since 1d --limit 20",
      "the last twenty calls of a day, as a table",
    ],
    ["source-aircall preview --config aircall.json --stream users", "the first twenty users"],
    [
      "source-aircall preview --config aircall.json --stream contacts --limit 500 --json",
      "documents as they come, one a line",
    ],
  ],
  options: [
    configOption,
    streamOption,
    {
      name: "since",
      value: "WHEN",
      help:
        "calls or contacts since then: 2026-01-01, 2026-01-01T08:00:00Z, or a span back: 1d, 36h, 2w, 6mo",
    },
    { name: "limit", value: "N", help: "how many rows at most", default: "20" },
    { name: "json", help: "print each document as it came, one a line" },
  ],
  notes: `
Calls and contacts come newest first, other lists as Aircall lists them. A page of fifty rows is one request. A table
takes the width of the terminal: what is too wide ends with …, and columns for which there is no room are left out.
Times are UTC. A webhook's token is withheld, as in a capture.
${configNotes}`,
  async run(values) {
    const wish = wishOf(values, Date.now());
    const stop = new AbortController();
    const deaf = onStop(() => stop.abort(new DOMException("asked to stop", "AbortError")));
    const outside = outsideOf((_, message) => console.error(message), stop.signal, "warn");
    try {
      const { config } = readWanted(await configurationOf(values), [], outside);
      const { api } = connect(config, outside, { patience: PATIENCE });
      const source = api.source(wish.stream.name);
      const read = await readPreview(wish, { source, clock: outside.clock, signal: stop.signal });
      if (values.on("json")) { for (const { json } of read.rows) console.log(json); }
      else show(wish, read);
      return 0;
    } catch (error) {
      if (stop.signal.aborted) return 0;
      if (!(error instanceof StreamFault)) throw discreet(error, outside.log);
      const { found, advice } = whyNot(error);
      console.error(outside.log.redacted(`source-aircall: ${wish.stream.name}: ${found}. ${advice}.`));
      return 1;
    } finally {
      deaf();
    }
  },
};

/** What the options ask for. @throws {UsageError} */
function wishOf(values: Values, now: number): Wish {
  const stream = chosenStream(values);
  const { name } = stream;
  const limit = values.whole("limit", 1, MOST);
  const text = values.text("since");
  if (text === undefined) return { stream, limit };
  if (!stream.endpoint.time) {
    throw new UsageError(
      `preview: --since is for calls and contacts; ${name} is listed whole, without times`,
    );
  }
  const since = parseSince(text, now);
  if (since === undefined) {
    throw new UsageError(`preview: --since wants ${SINCE_FORMS}, not "${text}"`);
  }
  return { stream, limit, since };
}

function show({ stream, since }: Wish, { rows, total }: Preview): void {
  const terminal = Deno.stdout.isTerminal();
  const columns = COLUMNS[stream.name] ?? [];
  const width = terminal ? Deno.consoleSize().columns : Infinity;
  const { lines: [headings = "", ...lines], left } = table(columns, rows.map(({ row }) => row), width);
  const painted = terminal && !Deno.noColor ? `\x1b[1m${headings}\x1b[0m` : headings;
  if (rows.length > 0) console.log([painted, ...lines].join("\n"));
  // beside the table, so that what is piped on holds rows alone
  const room = left.length > 0 && rows.length > 0 ? ` No room for ${left.join(", ")}: see --json.` : "";
  const order = stream.endpoint.time ? ", newest first" : "";
  const said = rows.length === 0
    ? `No ${stream.name}${since === undefined ? " there" : ` since ${utcSecond(since)}`}.`
    : `${thousands(rows.length)} of ${thousands(total)}${order}.${room}`;
  console.error([...(terminal && rows.length > 0 ? [""] : []), ...wrapped(said, width)].join("\n"));
}
