import type { Aliases, Args, Name, Values } from "./_args.ts";
import { Declared } from "./_declared.ts";
import { getNested, hasNested, type Nested, setNested } from "./_nested.ts";
import type { ParseOptions } from "./_parse_options.ts";
import { type Flag, read } from "./_read.ts";

export type { Args } from "./_args.ts";
export type { ParseOptions } from "./_parse_options.ts";

/**
 * The options and other arguments of a command line.
 *
 *     --name value   --name=value   --name   --no-name (if negatable)   -abc   -n5   -n=5   -n 5   --a.b=1
 *
 * A value that reads as a number is one, unless its name is among the strings. An option without a value is
 * `true`, or `""` among the strings. What follows `--` is taken as it is.
 *
 * @throws {TypeError} an alias is undefined
 */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends boolean | Name = undefined,
  TStrings extends Name = undefined,
  TCollectable extends Name = undefined,
  TNegatable extends Name = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  const TAliases extends Aliases | undefined = undefined,
>(
  args: readonly string[],
  options: ParseOptions<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases, TDoubleDash> = {},
): Args<TArgs, TDoubleDash> {
  const declared = new Declared(options);
  const { "--": apart = false, default: defaults = {}, stopEarly = false, unknown = () => true } = options;
  const values: Nested = {};
  const positionals: Array<string | number> = [];
  const [given, verbatim] = split(args);

  for (const found of read(given, declared)) {
    if (found.kind === "flag") {
      if (isKnown(found, declared) || unknown(found.arg, found.name, found.value) !== false) {
        record(values, found, declared);
      }
      continue;
    }
    if (unknown(found.arg) !== false) {
      positionals.push(declared.strings.has("_") ? found.arg : asNumber(found.arg));
    }
    if (stopEarly) {
      positionals.push(...found.rest);
      break;
    }
  }
  fill(values, defaults, declared);

  const result = apart
    ? { ...values, _: positionals, "--": verbatim }
    : { ...values, _: [...positionals, ...verbatim] };
  // The types describe what the loop above does; the compiler cannot follow it there.
  return result as unknown as Args<TArgs, TDoubleDash>;
}

/** Before and after the first `--`. */
function split(args: readonly string[]): [given: readonly string[], verbatim: string[]] {
  const end = args.indexOf("--");
  return end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
}

function isKnown(flag: Flag, declared: Declared): boolean {
  return declared.knows(flag.name) || (declared.allBooleans && /^--[^=]+$/.test(flag.arg));
}

function record(values: Nested, flag: Flag, declared: Declared): void {
  const isText = typeof flag.value === "string" && !declared.strings.has(flag.name);
  const value = isText ? asNumber(String(flag.value)) : flag.value;
  const collects = declared.collected.has(flag.name) && !flag.negated;
  for (const name of [flag.name, ...declared.aliases(flag.name)]) {
    setNested(values, name, collects ? collected(getNested(values, name), value) : value);
  }
}

/** A value before the first, as a negation leaves one, is dropped. */
function collected(before: unknown, value: unknown): unknown[] {
  return Array.isArray(before) ? [...before, value] : before ? [before, value] : [value];
}

/** Gives what was not given its default: the stated one, an empty array where values are collected, `false`. */
function fill(values: Nested, defaults: Readonly<Record<string, unknown>>, declared: Declared): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (hasNested(values, name)) continue;
    for (const one of [name, ...declared.aliases(name)]) setNested(values, one, value);
  }
  for (const name of declared.booleans) {
    if (!hasNested(values, name)) setNested(values, name, declared.collected.has(name) ? [] : false);
  }
  for (const name of declared.strings) {
    if (!hasNested(values, name) && declared.collected.has(name)) setNested(values, name, []);
  }
}

function asNumber(text: string): string | number {
  return /\S/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
