import { parseArgs } from "@std/cli";

/** One option of a command, as data: what is parsed and what `--help` prints come from the same place. */
export interface Option {
  /** Long name without the dashes, kebab-case. */
  name: string;
  /** What stands for the value in the help, `N` or `FILE`; without it the option is a switch. */
  value?: string;
  /** One sentence for the help. */
  help: string;
  /** Shown in the help and used when the option is absent. */
  default?: string;
  /** May be given more than once. */
  repeats?: boolean;
}

/** A command: its help is data, its work is `run`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Command lines and what each does; the help begins with them. */
  examples: [line: string, what: string][];
  options: Option[];
  /** More to know: paragraphs after the options. */
  notes?: string;
  /** @returns the exit code: 0 finished or asked to stop, 1 a fault at run time, 2 wrong usage or configuration. */
  run(options: Values): Promise<number>;
}

/** The commands of a build by their names, loaded when they are used. */
export type Commands = Record<string, () => Promise<Command>>;

/** What was given on the command line, by option name. */
export interface Values {
  /** The value, the default, or undefined where there is neither. */
  text(name: string): string | undefined;
  /** Each value of an option that repeats. */
  all(name: string): string[];
  /** Whether a switch was given. */
  on(name: string): boolean;
  /** @throws {UsageError} not a whole number from `least` to `most` */
  whole(name: string, least: number, most: number): number;
}

/** The command line cannot be understood; the message says what was given and what is wanted. Exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Reads a command's arguments.
 *
 * @throws {UsageError} an unknown option (the nearest known one is named), a value missing, an argument too many
 */
export function parse(command: Pick<Command, "name" | "options">, args: string[]): Values {
  const known = command.options;
  const unknown: string[] = [];
  const parsed: Record<string, unknown> = parseArgs(args, {
    string: known.filter((o) => o.value).map((o) => o.name),
    boolean: known.filter((o) => !o.value).map((o) => o.name),
    collect: known.filter((o) => o.value).map((o) => o.name),
    unknown: (arg: string) => {
      unknown.push(arg);
      return false;
    },
  });
  const [first] = unknown;
  if (first !== undefined) {
    if (!first.startsWith("-")) throw new UsageError(`${command.name}: "${first}" is one argument too many`);
    const near = nearest(first.replace(/^-+|=.*$/g, ""), known.map((o) => o.name));
    throw new UsageError(
      `${command.name}: there is no option ${first}${near ? `; did you mean --${near}?` : ""}`,
    );
  }
  const given = (name: string) => (parsed[name] as string[] | undefined) ?? [];
  for (const option of known) {
    const values = option.value ? given(option.name) : [];
    if (values.includes("")) {
      throw new UsageError(`${command.name}: --${option.name} wants a value: ${option.value}`);
    }
    if (values.length > 1 && !option.repeats) {
      throw new UsageError(`${command.name}: --${option.name} was given twice`);
    }
  }
  const text = (name: string) => given(name)[0] ?? known.find((o) => o.name === name)?.default;
  return {
    text,
    all: given,
    on: (name) => parsed[name] === true,
    whole(name, least, most) {
      const value = text(name) ?? "";
      const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      if (number >= least && number <= most) return number;
      throw new UsageError(
        `${command.name}: --${name} wants a whole number from ${least} to ${most}, not "${value}"`,
      );
    },
  };
}

/** The name within two edits of `given`, if there is one. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, Math.floor(given.length / 3)) ? best.name : undefined;
}

/** Edits (insert, delete, replace) from one word to another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
