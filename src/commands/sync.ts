// deno-lint-ignore-file no-console -- what a person at a terminal reads
import { realClock } from "../capture/clock.ts";
import { utcSecond } from "../capture/utc.ts";
import { commandLine } from "../local/command_line.ts";
import { guarded } from "../local/guarded.ts";
import { LiveView } from "../local/progress/live_view.ts";
import { MachineView } from "../local/progress/machine_view.ts";
import { PlainView } from "../local/progress/plain_view.ts";
import { QuietView } from "../local/progress/quiet_view.ts";
import type { View } from "../local/progress/view.ts";
import { Screen, standardOutput, type Terminal } from "../local/screen.ts";
import { parseSince, SINCE_FORMS } from "../local/since.ts";
import { openStore } from "../local/store/mod.ts";
import { sync as run } from "../local/sync.ts";
import { chosenStreams, streamsOption } from "./chosen_streams.ts";
import { type Command, UsageError, type Values } from "./command.ts";
import { configNotes, configOption, configurationOf, outsideOf } from "./person.ts";
import { onStop } from "./signals.ts";
import { stopping } from "./stopping.ts";

/** Brings a folder or a database on this machine up to date with an account. */
export const sync: Command = {
  name: "sync",
  summary: "keep an account in a folder or an SQLite database",
  examples: [
    [
      "source-aircall sync --config aircall.json --to aircall.sqlite",
      "everything, into a database; again: what is new",
    ],
    ["source-aircall sync --config aircall.json --to aircall/", "the same as files, one a stream"],
    [
      "source-aircall sync --config aircall.json --to aircall.sqlite --streams calls,contacts --since 2w",
      "the calls of the last two weeks, and all contacts",
    ],
    [
      "source-aircall sync --config aircall.json --to aircall.sqlite --follow",
      "stay, and keep up with the account",
    ],
  ],
  options: [
    configOption,
    {
      name: "to",
      value: "PATH",
      required: true,
      file: true,
      help: "where to: a file that ends in .sqlite or .db is a database, any other path a folder",
    },
    streamsOption,
    {
      name: "since",
      value: "WHEN",
      help: "calls since then, instead of start_date: 2026-01-01, 2026-01-01T08:00:00Z, 36h, 1d, 2w, 6mo",
    },
    { name: "once", help: "end when everything is up to date; so it does by default" },
    { name: "follow", help: "go on after that, until Ctrl-C" },
    { name: "json", help: "print one JSON object a line: begin, log, progress, end" },
    { name: "quiet", help: "print nothing but warnings and errors" },
  ],
  notes: `${configNotes.trim()}

Stopping: Ctrl-C finishes the batch in hand and prints the command that goes on; a second one ends at once. However it
ends, by kill -9 too, nothing that was kept is lost, and the next run goes on there.

Exit codes: 0 everything is up to date, or it was asked to stop; 1 something could not be read or kept (it says what, and
what could be is kept); 2 wrong usage or configuration, or credentials that Aircall refuses.`,
  async run(values) {
    const wish = wishOf(values);
    const stop = new AbortController();
    const left = { broken: false };
    const terminal = guarded(standardOutput(), () => {
      left.broken = true;
      stop.abort(new DOMException("nobody reads the output", "AbortError"));
    });
    const view = viewOf(values, terminal);
    // until the process ends: an echo that nobody listens to would kill it before its exit code is out
    onStop(stopping({
      now: () => performance.now(),
      first: () => {
        stop.abort(new DOMException("asked to stop", "AbortError"));
        view.say("info", "Stopping: the batch in hand is finished first. Ctrl-C again ends it at once.");
      },
      again: () => {
        if (terminal.interactive) terminal.write("\x1b[?25h\n");
        Deno.exit(1);
      },
    }));
    const { code, error } = await run({ ...wish, input: () => configurationOf(values) }, {
      outside: outsideOf((weight, message) => view.say(weight, message), stop.signal),
      view,
      open: () => openStore(wish.to, realClock),
    });
    if (left.broken) return 1;
    if (error !== undefined) console.error(`source-aircall: ${error}`);
    return code;
  },
};

/** @throws {UsageError} something is missing, unknown, or excludes something else */
function wishOf(values: Values) {
  const to = values.text("to") ?? "";
  for (const [one, other] of [["once", "follow"], ["json", "quiet"]] as const) {
    if (values.on(one) && values.on(other)) {
      throw new UsageError(`sync: --${one} and --${other} exclude each other; leave one of them out`);
    }
  }
  const streams = chosenStreams(values).map(({ name }) => name);
  const since = sinceOf(values.text("since"));
  const follow = values.on("follow");
  return { to, streams, since, follow, again: againOf(values, to, since) };
}

function sinceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const now = realClock.now();
  const since = parseSince(text, now);
  if (since === undefined) throw new UsageError(`sync: --since wants ${SINCE_FORMS}, not "${text}"`);
  if (since * 1000 > now) throw new UsageError(`sync: --since ${text} is still to come`);
  return since;
}

/** The command line that goes on; a span back from now is a moment in it, since later it would mean another. */
function againOf(values: Values, to: string, since: number | undefined): string {
  const given = (name: string, value = values.text(name)) => value === undefined ? [] : [`--${name}`, value];
  return commandLine([
    ...(Deno.build.standalone ? ["source-aircall"] : ["deno", "task", "cli"]),
    "sync",
    ...given("config"),
    ...given("to", to),
    ...given("streams"),
    ...given("since", since === undefined ? undefined : utcSecond(since)),
    ...["follow", "json", "quiet"].flatMap((name) => values.on(name) ? [`--${name}`] : []),
  ]);
}

function viewOf(values: Values, terminal: Terminal): View {
  const print = (...lines: string[]) => terminal.write(lines.map((line) => `${line}\n`).join(""));
  const now = () => realClock.now();
  if (values.on("json")) return new MachineView(print, now);
  if (values.on("quiet")) return new QuietView(print);
  return terminal.interactive
    ? new LiveView(new Screen(terminal, realClock), now)
    : new PlainView(print, now);
}
