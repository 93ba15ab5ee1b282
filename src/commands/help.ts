import { type Command, type Commands, nearest, UsageError } from "./command.ts";

/** The help of the whole program: what a person sees who starts it at a terminal. */
export async function programHelp(commands: Commands): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return `source-aircall captures an Aircall account into Estuary Flow collections and keeps them true to it.

Examples:
${
    columns([
      ["source-aircall < requests.ndjson", "speak the Flow capture protocol on stdin and stdout"],
      ["source-aircall --once < requests.ndjson", "the same; bring every binding up to date once, then end"],
      ...all.flatMap(({ examples }) => examples.slice(0, 1)),
    ])
  }

${
    all.length > 0
      ? `Commands:\n${columns(all.map(({ name, summary }) => [name, summary]))}`
      : "This build speaks the protocol alone; the command-line build has commands for people as well."
  }

Options:
${
    columns([
      ["--once", "after open, bring each binding up to date once, then end with exit code 0"],
      ["--version", "print the version"],
      ["--help", "print this, or with a command its own help"],
    ])
  }

LOG_LEVEL (trace, debug, info, warn, error) sets what is logged on stderr; info by default.`;
}

/** The help of one command. */
export function commandHelp({ name, summary, examples, options, notes }: Command): string {
  const rows = options.map(({ name, value, help, default: preset }): [string, string] => [
    `--${name}${value ? ` ${value}` : ""}`,
    `${help}${preset === undefined ? "" : ` (default ${preset})`}`,
  ]);
  return [
    `source-aircall ${name}: ${summary}`,
    `Examples:\n${columns(examples)}`,
    `Options:\n${columns([...rows, ["--help", "print this"]])}`,
    ...(notes ? [notes.trim()] : []),
  ].join("\n\n");
}

/** @throws {UsageError} there is no such command; the nearest is named */
export async function commandOf(name: string, commands: Commands): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return await load();
  const names = Object.keys(commands);
  if (names.length === 0) {
    throw new UsageError(
      `there is no command "${name}": this build speaks the Flow capture protocol on stdin and stdout alone; ` +
        `the command-line build has commands`,
    );
  }
  const near = nearest(name, names);
  throw new UsageError(
    `there is no command "${name}"; ${near ? `did you mean ${near}?` : `known are ${names.join(", ")}`}`,
  );
}

/** Two columns, the second aligned; a first that is too wide gets a line of its own. */
function columns(rows: (readonly [string, string])[]): string {
  const wide = Math.min(42, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) =>
    left.length > wide ? `  ${left}\n  ${" ".repeat(wide)}  ${right}` : `  ${left.padEnd(wide)}  ${right}`
  ).join("\n");
}
