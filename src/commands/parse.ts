import { parseArgs } from "@std/cli";
import type { Command, Option, Values } from "./command.ts";
import { meant } from "./nearest.ts";
import { UsageError } from "./usage_error.ts";

/** What of a command decides how its arguments are read. */
export type Arguments = Pick<Command, "name" | "options"> & Partial<Pick<Command, "operands" | "examples">>;

/**
 * Reads a command's arguments.
 *
 * @throws {UsageError} an unknown option or value (the nearest known one is named), a value missing, an argument too many or too few
 */
export function parse(command: Arguments, args: string[]): Values {
  const { name, options, operands = [] } = command;
  const fail = (message: string, of?: { option: string }) => new UsageError(`${name}: ${message}`, of);
  const end = args.indexOf("--");
  checkOptions(options, end < 0 ? args : args.slice(0, end), fail);

  const valued = options.filter(({ value }) => value).map((option) => option.name);
  const parsed: Record<string, unknown> = parseArgs(args, {
    string: [...valued, "_"],
    boolean: options.filter(({ value }) => !value).map((option) => option.name),
    collect: valued,
  });
  const given = new Map<string, string[]>(valued.map((option) => [option, texts(parsed[option])]));
  for (const option of options) {
    const values = given.get(option.name) ?? [];
    if (values.includes("")) throw fail(`--${option.name} wants a value: ${option.value}`);
    if (values.length > 1 && !option.repeats) throw fail(`--${option.name} was given twice`);
    for (const value of values) checkValue(option, `--${option.name}`, value, fail);
  }
  const places = texts(parsed._);
  const beyond = places[operands.length];
  if (beyond !== undefined) {
    const [before = ""] = beyond.split("=");
    const option = options.some((one) => one.name === before) ? `; did you mean --${beyond}?` : "";
    throw fail(`"${beyond}" is one argument too many${option}`);
  }
  for (const [place, operand] of operands.entries()) {
    const value = places[place];
    if (value === undefined) {
      if (!operand.optional) throw fail(missing(command, operand.name.toUpperCase(), operand));
      continue;
    }
    checkValue(operand, operand.name.toUpperCase(), value, fail);
    given.set(operand.name, [value]);
  }
  for (const option of options) {
    const there = option.value ? (given.get(option.name) ?? []).length > 0 : parsed[option.name] === true;
    if (option.required && !there) throw fail(missing(command, shown(option), option));
  }
  const defaults = new Map(options.map((option) => [option.name, option.default]));
  return valuesOf(given, defaults, (option) => parsed[option] === true, fail);
}

type Fail = (message: string, of?: { option: string }) => UsageError;

/** An option as the help shows it: `--to PATH`. */
export function shown({ name, value }: Pick<Option, "name" | "value">): string {
  return `--${name}${value ? ` ${value}` : ""}`;
}

/** @throws {UsageError} an option that the command does not have, or a value given to a switch */
function checkOptions(options: readonly Option[], args: readonly string[], fail: Fail): void {
  const names = options.map(({ name }) => name);
  for (const [place, arg] of args.entries()) {
    const [, dashes, name = "", equals] = /^(--?)([^=]*)(=)?/s.exec(arg) ?? [];
    // a dash alone is an argument like any other
    if (dashes === undefined || arg === "-") continue;
    const option = dashes === "--" ? options.find((one) => one.name === name) : undefined;
    if (!option) throw fail(strange(`${dashes}${name}`, names), { option: name });
    const next = args[place + 1] ?? "";
    if (!option.value && (equals || /^(true|false)$/.test(next))) {
      throw fail(`--${name} takes no value; leave out "${equals ? arg.slice(name.length + 2) : next}"`);
    }
  }
}

/** What there is instead of an option that there is not. */
function strange(given: string, names: readonly string[]): string {
  const [, name = given] = /^-+(.*)$/s.exec(given) ?? [];
  const [, negated] = /^no-(.+)$/s.exec(name) ?? [];
  const said = `there is no option ${given}`;
  if (/^no-?colou?r$/i.test(name)) return `${said}; set NO_COLOR=1 in the environment`;
  if (negated !== undefined && names.includes(negated)) return `${said}; leave out --${negated}`;
  if (/^\d/.test(name)) return `${said}; a value that begins with a dash is given as --NAME=${given}`;
  if (name.length !== 1) return `${said}${meant(name, names, "--")}`;
  const begun = names.filter((one) => one.startsWith(name)).map((one) => `--${one}`);
  return begun.length > 0 ? `${said}; did you mean ${begun.join(" or ")}?` : said;
}

/** @throws {UsageError} it is none of the choices, or one of a list is not */
function checkValue(
  { choices, list }: Pick<Option, "choices" | "list">,
  of: string,
  value: string,
  fail: Fail,
) {
  for (const one of list ? split(value) : [value]) {
    if (one === "") throw fail(`${of} wants values separated by commas, and none is empty; it is "${value}"`);
    if (!choices || choices.includes(one)) continue;
    throw fail(`${of} is ${list ? "any of " : ""}${either(choices)}, not "${one}"${meant(one, choices)}`);
  }
}

/** `a, b or c`. */
function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function missing({ examples = [] }: Arguments, what: string, { help }: { help: string }): string {
  const [name = ""] = what.split(" ");
  const [line] = examples.find(([line]) => line.split(/[\s=]/).includes(name)) ?? examples[0] ?? [];
  return `${what} is missing: ${help}${line === undefined ? "" : `\nFor example: ${line}`}`;
}

function valuesOf(
  given: ReadonlyMap<string, string[]>,
  defaults: ReadonlyMap<string, string | undefined>,
  on: (name: string) => boolean,
  fail: Fail,
): Values {
  const text = (name: string) => given.get(name)?.[0] ?? defaults.get(name);
  return {
    text,
    on,
    all: (name) => given.get(name) ?? [],
    list(name) {
      const values = given.get(name) ?? [];
      const preset = defaults.get(name);
      const all = values.length === 0 && preset !== undefined ? [preset] : values;
      return [...new Set(all.flatMap(split))];
    },
    one(name, choices) {
      const found = choices.find((choice) => choice === text(name));
      if (found === undefined) throw fail(`--${name} is ${either(choices)}, not "${text(name) ?? ""}"`);
      return found;
    },
    whole(name, least, most) {
      const value = text(name) ?? "";
      const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      if (number >= least && number <= most) return number;
      throw fail(`--${name} wants a whole number from ${least} to ${most}, not "${value}"`);
    },
  };
}

function split(value: string): string[] {
  return value.split(",").map((one) => one.trim());
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
