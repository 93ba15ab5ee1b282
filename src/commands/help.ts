import type { Command, Commands, Operand, Option } from "./command.ts";
import { meant } from "./nearest.ts";
import { shown } from "./parse.ts";
import { UsageError } from "./usage_error.ts";
import { columns, paragraphs, wrap } from "./wrap.ts";

/** An option of the program itself. */
interface ProgramOption extends Option {
  /** One letter that means the same. */
  short?: string;
}

/** What the program takes without a command. */
export const programOptions: readonly ProgramOption[] = [
  { name: "once", help: "after open, bring each binding up to date once, then end with exit code 0" },
  { name: "version", short: "V", help: "print the version" },
  { name: "help", short: "h", help: "print this, or with a command its own help" },
];

/** The help of the whole program: what a person sees who starts it at a terminal. */
export async function programHelp(commands: Commands): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const what = "source-aircall gets a company's data out of Aircall, and keeps it true.";
  const examples: [string, string][] = [
    ["source-aircall < requests.ndjson", "speak the Flow capture protocol on stdin and stdout"],
    ["source-aircall --once < requests.ndjson", "the same; bring every binding up to date once, then end"],
    ...all.flatMap(({ examples }) => examples.slice(0, 1)),
  ];
  return [
    wrap(what).join("\n"),
    `Examples:\n${columns(examples, 42)}`,
    all.length > 0
      ? `Commands:\n${columns(all.map(({ name, summary }) => [name, summary]), 42)}`
      : paragraphs(
        "This build speaks the protocol alone; the command-line build has commands for people as well.",
      ),
    `Options:\n${optionRows(programOptions)}`,
    paragraphs(
      "LOG_LEVEL (trace, debug, info, warn, error) sets what is logged on stderr; info by default.",
    ),
  ].join("\n\n");
}

/** The help of one command. */
export function commandHelp({ name, summary, examples, options, operands = [], notes }: Command): string {
  const places = operands.map((operand): [string, string] => [operand.name.toUpperCase(), meaning(operand)]);
  return [
    wrap(`source-aircall ${name}: ${summary}`).join("\n"),
    `Examples:\n${columns(examples, 42)}`,
    ...(places.length > 0 ? [`Arguments:\n${columns(places, 26)}`] : []),
    `Options:\n${optionRows([...options, { name: "help", short: "h", help: "print this" }])}`,
    ...(notes ? [paragraphs(notes)] : []),
  ].join("\n\n");
}

function optionRows(options: readonly ProgramOption[]): string {
  return columns(
    options.map((option) => [
      `${shown(option)}${option.short === undefined ? "" : `, -${option.short}`}`,
      meaning(option),
    ]),
    26,
  );
}

/** The help of a value, and what its data say of it. */
function meaning(accepts: Option | Operand): string {
  const { help, choices, list, repeats, required, optional, default: preset }: Partial<Option & Operand> =
    accepts;
  const more = [
    ...(choices
      ? [`${list ? "any of" : "one of"} ${choices.join(", ")}${list ? ", separated by commas" : ""}`]
      : list
      ? ["several are separated by commas"]
      : []),
    ...(repeats ? ["may be given more than once"] : []),
    ...(required ? ["required"] : []),
    ...(optional ? ["may be left out"] : []),
    ...(preset === undefined ? [] : [`default ${preset}`]),
  ];
  return more.length > 0 ? `${help} (${more.join("; ")})` : `${help}`;
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
  throw new UsageError(
    `there is no command "${name}"${meant(name, names) || `; known are ${names.join(", ")}`}`,
  );
}

/** What there is instead of an option that stands where a command should. */
export async function strange(given: string, commands: Commands): Promise<string> {
  const [option = ""] = given.replace(/^-+/, "").split("=");
  const own = programOptions.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]);
  const owners = await ownersOf(option, commands);
  const said = `there is no option ${given}`;
  if (owners.length > 0) return `${said} before the command; ${belongs(option, owners)}`;
  if (/^no-?colou?r$/i.test(option)) return `${said}; set NO_COLOR=1 in the environment`;
  return `${said}${
    option.length > 1 && meant(option, programOptions.map(({ name }) => name), "--") ||
    `; known are ${own.join(", ")}`
  }`;
}

/**
 * Runs `parse`; where it finds an option that the command does not have, but another does, that is said as well.
 *
 * @throws {UsageError}
 */
export async function withOwners<T>(commands: Commands, parse: () => T): Promise<T> {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof UsageError) || error.option === undefined) throw error;
    const owners = await ownersOf(error.option, commands);
    throw owners.length === 0 ? error : new UsageError(`${error.message}; ${belongs(error.option, owners)}`);
  }
}

function belongs(option: string, owners: readonly string[]): string {
  return `--${option} is an option of ${
    owners.length < 2 ? owners.join("") : `${owners.slice(0, -1).join(", ")} and ${owners.at(-1)}`
  }`;
}

/** The commands that have an option of this name. */
async function ownersOf(option: string, commands: Commands): Promise<string[]> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return all.filter(({ options }) => options.some(({ name }) => name === option)).map(({ name }) => name);
}
