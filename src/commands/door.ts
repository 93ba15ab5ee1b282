// deno-lint-ignore-file no-console -- a command prints
import type { Commands } from "./command.ts";

/** Options of the program itself, without a command. */
const OPTIONS = ["--once", "--version", "--help"];

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
  if (first === "--version") {
    const { version } = await import("../version.ts");
    console.log(version);
    return 0;
  }
  const { nearest, UsageError, parse } = await import("./command.ts");
  const { commandHelp, commandOf, programHelp } = await import("./help.ts");
  const commands = await load();
  let place = "";
  try {
    if (first === undefined || first === "--help" || first === "help") {
      console.log(
        rest[0] === undefined ? await programHelp(commands) : commandHelp(await commandOf(rest[0], commands)),
      );
      return 0;
    }
    if (first === "--once") {
      throw new UsageError(
        rest[0] === undefined
          ? "--once reads requests from stdin; pipe them in"
          : `--once takes no arguments; "${rest[0]}" is one too many`,
      );
    }
    if (first.startsWith("-")) {
      const near = nearest(first, OPTIONS);
      const hint = near ? `did you mean ${near}?` : `known are ${OPTIONS.join(", ")}`;
      throw new UsageError(`there is no option ${first}; ${hint}`);
    }
    const command = await commandOf(first, commands);
    place = `${command.name} `;
    if (rest.includes("--help")) {
      console.log(commandHelp(command));
      return 0;
    }
    return await command.run(parse(command, rest));
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`source-aircall: ${error.message}\nSee: source-aircall ${place}--help`);
      return 2;
    }
    const { explained } = await import("../aircall/explained.ts");
    const { message, code } = explained(error);
    console.error(`source-aircall: ${message}`);
    return code;
  }
}
