import type { Command, Commands, Operand, Option } from "../command.ts";
import { programOptions } from "../help.ts";

/** What can be said to the program, as far as a shell completes it. */
export interface Grammar {
  /** The options that stand in a command's place, as they are written. */
  options: { words: string[]; help: string }[];
  /** The commands with their options, `--help` too; `help` is one whose operand is another. */
  commands: Spoken[];
}

/** What of a command is spoken. */
export interface Spoken {
  name: string;
  summary: string;
  options: Option[];
  operands: Operand[];
}

/** Loads each command and takes its grammar. */
export async function grammar(commands: Commands): Promise<Grammar> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return grammarOf(all);
}

/** The grammar of these commands. */
export function grammarOf(all: readonly Omit<Command, "run" | "examples">[]): Grammar {
  const help: Spoken = {
    name: "help",
    summary: "print the help, or that of a command",
    options: [],
    operands: [{ name: "command", help: "whose help", choices: all.map(({ name }) => name), optional: true }],
  };
  return {
    options: programOptions.map(({ name, short, help }) => ({
      words: [`--${name}`, ...(short ? [`-${short}`] : [])],
      help,
    })),
    commands: [
      ...all.map(({ name, summary, options, operands = [] }) => ({
        name,
        summary,
        options: [...options, { name: "help", help: "print this command's help" }],
        operands,
      })),
      help,
    ],
  };
}
