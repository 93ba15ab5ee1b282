// deno-lint-ignore-file no-console -- what a person at a terminal reads
import { StateError } from "../aircall/errors.ts";
import { type Examination, examine } from "../local/doctor/examine.ts";
import type { Finding } from "../local/doctor/finding.ts";
import { tracesIn } from "../local/identity/traces.ts";
import { asJson, findingLines, verdictLines } from "../local/doctor/lines.ts";
import { chosenStreams, streamsOption } from "./chosen_streams.ts";
import type { Command } from "./command.ts";
import { configNotes, configOption, configurationOf, discreet, outsideOf } from "./person.ts";
import { onStop } from "./signals.ts";

/** Columns where there is no terminal: a file or a log is read in one all the same. */
const UNSEEN = 100;

/** Checks whether everything that is asked for can be captured, and says what to do where it cannot. */
export const doctor: Command = {
  name: "doctor",
  summary: "check whether everything can be captured, and what that will cost",
  examples: [
    ["source-aircall doctor --config aircall.json", "all nine streams, on one screen"],
    ["source-aircall doctor --config aircall.json --streams calls,contacts", "these two alone"],
    ["source-aircall doctor --config aircall.json --json", "the same for a machine: one object"],
  ],
  options: [
    configOption,
    streamsOption,
    {
      name: "against",
      value: "PATH",
      file: true,
      help: "what sync keeps an account in: says when a run last met a 429",
    },
    { name: "json", help: "print one JSON object instead of lines" },
  ],
  notes: `
It asks Aircall about a dozen times: for the credentials, for one page of each stream, and for how many calls there are
lately. It keeps to requests_per_minute like a capture, and changes nothing.

Exit code: 0 if everything that is asked for can be captured; 2 if the configuration is wrong or the credentials are
refused; 1 if something else is in the way, or if it was stopped (Ctrl-C) before all was checked, since 0 says that
everything can be. A warning is no failure.
${configNotes}`,
  async run(values) {
    const streams = chosenStreams(values).map(({ name }) => name);
    const json = values.on("json");
    const stop = new AbortController();
    const deaf = onStop(() => stop.abort(new DOMException("asked to stop", "AbortError")));
    const terminal = Deno.stdout.isTerminal();
    // a window can be resized meanwhile
    const look = () => ({
      columns: terminal ? Deno.consoleSize().columns : UNSEEN,
      colors: terminal && !Deno.noColor,
    });
    const outside = outsideOf((_, message) => console.error(message), stop.signal, "warn");
    try {
      const findings: Finding[] = [];
      const kept = values.text("against");
      const stored = kept === undefined ? undefined : await storedIn(kept);
      const found = examine({ input: () => configurationOf(values), streams, outside, ...stored });
      let next = await found.next();
      for (; !next.done; next = await found.next()) {
        findings.push(next.value);
        if (!json) console.log(findingLines(next.value, look()).join("\n"));
      }
      console.log(json ? asJson(findings, next.value) : verdictLines(next.value, look()).join("\n"));
      return next.value.code;
    } catch (error) {
      if (stop.signal.aborted) {
        console.error("Stopped before everything was checked.");
        return 1;
      }
      throw discreet(error, outside.log);
    } finally {
      deaf();
    }
  },
};

/** What a store says of its runs and its account; undefined where it cannot be read now, which is said. @throws {ConfigError} it is none */
async function storedIn(path: string): Promise<Pick<Examination, "runs" | "kept"> | undefined> {
  const { lookAtStore } = await import("../local/store/mod.ts");
  try {
    return await lookAtStore(path, async (moment) => ({
      runs: await moment.runs(),
      kept: { path, traces: await tracesIn(moment) },
    }));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    console.error(`Earlier runs are left out: ${error.message}`);
  }
}
