// deno-lint-ignore-file no-console -- what a person at a terminal reads
import { runAudit } from "../local/audit/run.ts";
import type { Depth } from "../local/audit/result.ts";
import type { Weight } from "../aircall/redacted_log.ts";
import { version } from "../version.ts";
import { chosenStreams, streamsOption } from "./chosen_streams.ts";
import { type Command, UsageError, type Values } from "./command.ts";
import { configNotes, configOption, configurationOf, discreet, outsideOf } from "./person.ts";
import { onStop } from "./signals.ts";

const notes = `
Compared are the rows that the store claims to know, up to the last sync, with what Aircall lists now. A month of calls or
contacts whose count is right is done with one request; one that is not is halved down to the days that differ, and
those are read by key. The small lists are read whole. A row too many and one too few in the same month (with --days:
on the same day) make up for each other; --keys alone sees them. What is older than the six months that Aircall serves
is named, and is no difference. The store is read without its lock and left as it is. Where a
sync goes on meanwhile, what it may not have come to yet is looked up again, for seven minutes at most.

Exit code 0: everything is equal. 1: something differs, or could not be checked, or it was stopped (Ctrl-C) before all
was compared, since 0 says that nothing is missing. 2: wrong usage or configuration.
${configNotes}`;

/** Proves that what is stored is complete. */
export const audit: Command = {
  name: "audit",
  summary: "prove that a store is complete: compare it with what Aircall counts",
  examples: [
    [
      "source-aircall audit --config aircall.json --against aircall.sqlite",
      "by months, and by days where they differ",
    ],
    [
      "source-aircall audit --config aircall.json --against aircall.sqlite --report audit.html",
      "each day, and a page to look at",
    ],
    [
      "source-aircall audit --config aircall.json --against aircall.sqlite --keys --json",
      "each key, for machines",
    ],
  ],
  options: [
    configOption,
    {
      name: "against",
      value: "PATH",
      required: true,
      file: true,
      help: "the folder or the .sqlite file that sync has written",
    },
    { ...streamsOption, help: "which streams; without it all that are stored" },
    { name: "days", help: "ask for the count of each day of calls: one request a day" },
    { name: "keys", help: "read every key: one request for each 50 rows" },
    {
      name: "report",
      value: "FILE",
      file: true,
      help: "write an HTML page with the figures of each day; implies --days",
    },
    { name: "json", help: "print what was found as JSON" },
  ],
  notes,
  run,
};

async function run(values: Values): Promise<number> {
  const path = values.text("against") ?? "";
  const streams = chosenStreams(values);
  const depth = depthOf(values);
  const file = values.text("report");
  if (file !== undefined) await mayWrite(file);
  const line = progressLine();
  const say = (_: Weight, message: string) => {
    line.clear();
    console.error(message);
  };
  const stop = new AbortController();
  const deaf = onStop(() => stop.abort(new Error("asked to stop")));
  const outside = outsideOf(say, stop.signal);
  try {
    return await runAudit({
      ...{ path, streams, depth, version },
      input: await configurationOf(values),
      lookAt: async (look) => {
        const { lookAtStore } = await import("../local/store/mod.ts");
        return await lookAtStore(path, look);
      },
      outside,
      named: values.list("streams").length > 0,
      json: values.on("json"),
      print: (text) => {
        line.clear();
        console.log(text);
      },
      progress: line.show,
      ...file === undefined ? {} : {
        report: async (page: string) => {
          await write(file, page);
          say("info", `The report is in ${file}.`);
        },
      },
    });
  } catch (error) {
    line.clear();
    if (!stop.signal.aborted) throw discreet(error, outside.log);
    console.error("audit: stopped before it was done; nothing is proven.");
    return 1;
  } finally {
    line.clear();
    deaf();
  }
}

function depthOf(values: Values): Depth {
  if (values.on("days") && values.on("keys")) {
    throw new UsageError("audit: --days and --keys are two ways; --keys looks closer");
  }
  if (values.on("keys")) return "keys";
  return values.on("days") || values.text("report") !== undefined ? "days" : "months";
}

/** Before an audit of minutes and not after it. @throws {UsageError} no file can be written there */
async function mayWrite(file: string): Promise<void> {
  const folder = file.replace(/[^/\\]*$/, "") || ".";
  const found = await Deno.stat(folder).catch(() => undefined);
  if (!found?.isDirectory) throw new UsageError(`audit: --report: there is no folder ${folder}`);
  if ((await Deno.stat(file).catch(() => undefined))?.isDirectory) {
    throw new UsageError(`audit: --report: ${file} is a folder; name a file in it`);
  }
}

/** @throws {UsageError} it cannot be written there; what was found is printed by then */
async function write(file: string, page: string): Promise<void> {
  await Deno.writeTextFile(file, page).catch((error: Error) => {
    throw new UsageError(`audit: --report: ${file} cannot be written: ${error.message}`);
  });
}

/** One line on stderr that is drawn over, where somebody looks at it. */
function progressLine() {
  const live = Deno.stderr.isTerminal();
  let shown = false;
  const write = (text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(text));
  return {
    show(stream: string, done: number, of: number) {
      if (!live || of < 2) return;
      write(`\r${stream}: ${done} of ${of}\x1b[K`);
      shown = true;
    },
    clear() {
      if (shown) write("\r\x1b[K");
      shown = false;
    },
  };
}
