// deno-lint-ignore-file no-console -- a command prints
import type { Commands } from "./command.ts";

/**
 * Reads the arguments and opens one command. Nothing is loaded before it is needed.
 *
 * @param load the commands of this build
 * @returns the exit code
 */
export async function door(args: string[], load: () => Promise<Commands>): Promise<number> {
  const [first, ...rest] = args;
  const piped = !Deno.stdin.isTerminal();
  if (piped && (first === undefined || (first === "--once" && rest.length === 0))) {
    const { capture } = await import("./capture.ts");
    return await capture(first === "--once");
  }
  const fatal = (event: Event, reason: unknown) => {
    event.preventDefault();
    fail(reason).then(Deno.exit, () => Deno.exit(1));
  };
  globalThis.addEventListener("unhandledrejection", (event) => fatal(event, event.reason));
  globalThis.addEventListener("error", (event) => fatal(event, event.error));
  try {
    if (first === "--version" || first === "-V") return await printVersion();
    return await opened(first, rest, load);
  } catch (error) {
    // whoever reads has gone, as head does when it has its lines: there is nobody to tell
    if (error instanceof Deno.errors.BrokenPipe) return 1;
    const { UsageError } = await import("./usage_error.ts");
    if (error instanceof UsageError) {
      const command = first !== undefined && Object.hasOwn(await load(), first) ? `${first} ` : "";
      say(`source-aircall: ${error.message}\nSee: source-aircall ${command}--help`);
      return 2;
    }
    return await fail(error);
  }
}

/** Says what went wrong. @returns the exit code */
async function fail(error: unknown): Promise<number> {
  const { explained } = await import("../aircall/explained.ts");
  const { message, code, unforeseen } = explained(error);
  say(`source-aircall: ${message}`);
  if (unforeseen && error instanceof Error && debugging()) say(error.stack);
  return code;
}

/** Says on stderr; where that cannot be written to there is nowhere else. */
function say(text: string | undefined): void {
  try {
    console.error(text);
  } catch {
    // the exit code says it
  }
}

/** What was given is no capture: one of the program's own options, or a command. */
async function opened(
  first: string | undefined,
  rest: string[],
  load: () => Promise<Commands>,
): Promise<number> {
  const commands = await load();
  const end = rest.indexOf("--");
  const options = end < 0 ? rest : rest.slice(0, end);
  if (
    first !== undefined && Object.hasOwn(commands, first) &&
    options.some((arg) => /^(--version|-V)$/.test(arg))
  ) {
    return await printVersion();
  }
  const { UsageError } = await import("./usage_error.ts");
  const help = await import("./help.ts");
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const [name, beyond] = rest.filter((arg) => arg !== "--help" && arg !== "-h");
    if (beyond !== undefined) {
      throw new UsageError(`help is of one command at a time; "${beyond}" is one argument too many`);
    }
    return await print(
      name === undefined
        ? await help.programHelp(commands)
        : help.commandHelp(await help.commandOf(name, commands)),
    );
  }
  if (first === "--once") {
    throw new UsageError(
      rest[0] === undefined
        ? "--once reads requests from stdin; pipe them in"
        : `--once takes no arguments; "${rest[0]}" is one too many`,
    );
  }
  if (first.startsWith("-")) throw new UsageError(await help.strange(first, commands));
  const command = await help.commandOf(first, commands);
  if (options.some((arg) => arg === "--help" || arg === "-h")) return await print(help.commandHelp(command));
  const { parse } = await import("./parse.ts");
  return await command.run(await help.withOwners(commands, () => parse(command, rest)));
}

async function printVersion(): Promise<number> {
  const { version } = await import("../version.ts");
  return await print(version);
}

/** Whether LOG_LEVEL asks for more than a line; a build that may not read it is not asked. */
function debugging(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "LOG_LEVEL" });
  return state === "granted" && /^(debug|trace)$/i.test(Deno.env.get("LOG_LEVEL") ?? "");
}

/** Prints on stdout. @returns the exit code */
async function print(text: string): Promise<number> {
  return (await import("./print.ts")).print(text);
}
