export { nearest } from "./nearest.ts";
export { parse } from "./parse.ts";
export { UsageError } from "./usage_error.ts";

/** What is said of a value once, for the help, for the check of the command line and for completions in a shell. */
interface Accepts {
  /** One sentence for the help. What can be told from the other fields is added there and need not be in it. */
  help: string;
  /** All values that there are: words of letters, digits, `_`, `.` and `-`. Another is refused, and the nearest named. */
  choices?: readonly string[];
  /** It is the path of a file, or of a folder; a shell completes it. */
  file?: true | "folder";
}

/** One option of a command, as data: what is parsed, what `--help` prints and what a shell completes come from the same place. */
export interface Option extends Accepts {
  /** Long name without the dashes, kebab-case. */
  name: string;
  /** What stands for the value in the help, `N` or `FILE`; without it the option is a switch. */
  value?: string;
  /** Shown in the help and used when the option is absent. */
  default?: string;
  /** May be given more than once. */
  repeats?: boolean;
  /** The value is several, separated by commas, each one of `choices` where there are some; see {@link Values.list}. */
  list?: boolean;
  /** Must be given: without it the command is not run, and the first example that has it is shown. */
  required?: boolean;
}

/** An argument that belongs to no option, by its place. */
export interface Operand extends Accepts {
  /** Lower case; no option of the command is called the same. {@link Values.text} reads it. */
  name: string;
  /** May be left out; only after those that may not. */
  optional?: boolean;
}

/** A command: its help is data, its work is `run`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Command lines and what each does; the help begins with them, and a test parses each. */
  examples: [line: string, what: string][];
  options: Option[];
  /** What is given without an option's name, in this order. */
  operands?: Operand[];
  /**
   * More to know: paragraphs after the options. They are wrapped anew to the width of a terminal; a line that begins with a space
   * stays a line of its own.
   */
  notes?: string;
  /**
   * @returns the exit code: 0 finished or asked to stop, 1 a fault at run time, 2 wrong usage or configuration. Where 0 says that something is
   * proven, one that was stopped ends with 1
   */
  run(options: Values): Promise<number>;
}

/** The commands of a build by their names, loaded when they are used. */
export type Commands = Record<string, () => Promise<Command>>;

/** What was given on the command line, by the name of an option or an operand. */
export interface Values {
  /** The value, the default, or undefined where there is neither. */
  text(name: string): string | undefined;
  /** The value or the default as one of the option's choices, which are handed in once more for their type. */
  one<T extends string>(name: string, choices: readonly T[]): T;
  /** Each value of an option that repeats. */
  all(name: string): string[];
  /** The values between the commas of a `list` option or of its default, each once; none where there is neither. */
  list(name: string): string[];
  /** Whether a switch was given. */
  on(name: string): boolean;
  /** @throws {UsageError} it is not a whole number from `least` to `most` */
  whole(name: string, least: number, most: number): number;
}
