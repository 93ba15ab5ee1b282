// deno-lint-ignore-file no-console -- what nobody foresaw, on stderr
import { AirbyteLog } from "../airbyte/log.ts";
import { Messages } from "../airbyte/messages.ts";
import { type Environment, perform } from "../airbyte/session.ts";
import { explained } from "../aircall/explained.ts";
import { jsonOf } from "../aircall/json_file.ts";
import { realClock } from "../capture/clock.ts";
import { levelOf } from "../capture/level.ts";
import { Output } from "../capture/output.ts";
import type { Option, Values } from "./command.ts";
import { machine } from "./person.ts";
import { onStop } from "./signals.ts";

/** How long a reader that does not read may hold up the end, in milliseconds. */
const GRACE = 5000;

/** The file with the configuration. */
export const configFile: Option = {
  name: "config",
  value: "FILE",
  file: true,
  required: true,
  help: "the configuration, as JSON",
};

/** What the help of each of these commands says. */
export const protocolNotes = `
Speaks the Airbyte protocol: one JSON message a line on stdout, logs and errors among them, and nothing else. LOG_LEVEL
(debug, info, warn, error) sets what is logged. Exit code 0: done or asked to stop; 1: a stream could not be read
completely; 2: the configuration, the catalog, the state or the command line is wrong. A check that fails exits 0.`;

/** The JSON of the file that an option names. @throws {ConfigError} it cannot be read */
export async function fileOf(values: Values, name: string, what: string): Promise<unknown> {
  return await jsonOf(what, values.text(name) ?? "", (path) => Deno.readTextFile(path));
}

/**
 * Does a command's work on this process's stdout. SIGTERM and SIGINT end it after the batch in hand.
 *
 * @returns the exit code
 */
export async function onStdout(work: (environment: Environment) => Promise<number>): Promise<number> {
  const stop = new AbortController();
  const deaf = onStop(() => {
    stop.abort(new DOMException("asked to stop", "AbortError"));
    Deno.unrefTimer(setTimeout(() => Deno.exit(0), GRACE));
  });
  const messages = new Messages(new Output(Deno.stdout), realClock);
  const environment: Environment = {
    ...machine(),
    log: new AirbyteLog(messages, levelOf(Deno.env.get("LOG_LEVEL"))),
    messages,
    signal: stop.signal,
  };
  const fatal = (event: Event, reason: unknown) => {
    event.preventDefault();
    // stdout may be amid a line
    console.error(`source-aircall: ${environment.log.redacted(explained(reason).message)}`);
    Deno.exit(1);
  };
  globalThis.addEventListener("unhandledrejection", (event) => fatal(event, event.reason));
  globalThis.addEventListener("error", (event) => fatal(event, event.error));
  try {
    return await perform(() => work(environment), environment);
  } finally {
    deaf();
  }
}
