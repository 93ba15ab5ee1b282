import { parseArgs as tokenize } from "node:util";
import type { Declared } from "./_declared.ts";
import { shortGroup } from "./_short_group.ts";

/** An option as it was given. */
export interface Flag {
  kind: "flag";
  name: string;
  value: string | boolean;
  /** The argument that it was found in. */
  arg: string;
  /** `--no-name`, which replaces what was collected instead of joining it. */
  negated: boolean;
  /** Whether the value was the next argument. */
  tookNext: boolean;
}

/** An argument that belongs to no option. */
export interface Positional {
  kind: "positional";
  arg: string;
  /** All that follow it, for `stopEarly`. */
  rest: readonly string[];
}

/**
 * What the arguments say, in their order. Node tells options from the rest and splits `--name=value`; whether
 * an option takes the next argument for its value depends on what is declared, and is decided here.
 *
 * @param args without a `--` among them
 */
export function* read(args: readonly string[], declared: Declared): Generator<Flag | Positional> {
  let next = 0;
  for (const token of tokens(args)) {
    if (token.index < next) continue;
    next = token.index + 1;
    const arg = args[token.index] ?? "";
    if (token.kind !== "option") {
      yield { kind: "positional", arg, rest: args.slice(next) };
      continue;
    }
    const option = { name: token.name, value: token.value, arg, next: args[next] };
    for (const flag of arg.startsWith("--") ? long(option, declared) : short(option, declared)) {
      if (flag.tookNext) next++;
      yield flag;
    }
  }
}

/** One token for each argument. A group of short options is cut to its first: Node splits it differently. */
function tokens(args: readonly string[]) {
  const masked = args.map((arg) => /^-[^-]/.test(arg) ? arg.slice(0, 2) : arg);
  return tokenize({ args: masked, strict: false, allowPositionals: true, tokens: true }).tokens;
}

interface Option {
  name: string;
  value: string | undefined;
  arg: string;
  next: string | undefined;
}

function* long({ name, value, arg, next }: Option, declared: Declared): Generator<Flag> {
  const positive = /^no-(?<name>.+)/s.exec(name)?.groups?.name;
  if (value !== undefined) {
    const of = positive ?? name;
    yield flag(of, declared.booleans.has(of) ? value !== "false" : value, arg);
  } else if (positive !== undefined && declared.negatable.has(positive)) {
    yield { ...flag(positive, false, arg), negated: true };
  } else {
    const isValue = !declared.allBooleans && !next?.startsWith("-");
    yield withNext(name, arg, valueFrom(next, isValue && !declared.isBoolean(name)), declared);
  }
}

function* short({ arg, next }: Option, declared: Declared): Generator<Flag> {
  const letters = shortGroup(arg);
  const last = letters.pop();
  for (const { letter } of letters) yield flag(letter, bare(letter, declared), arg);
  if (!last) return;
  if (last.value !== undefined) {
    yield flag(last.letter, last.value, arg);
  } else {
    const isValue = !/^--?[^-]/.test(next ?? "");
    yield withNext(last.letter, arg, valueFrom(next, isValue && !declared.isBoolean(last.letter)), declared);
  }
}

/** The next argument as a value: any text where one may stand, otherwise only a plain `true` or `false`. */
function valueFrom(next: string | undefined, anyText: boolean): string | boolean | undefined {
  if (!next) return undefined;
  if (anyText) return next;
  return next === "true" ? true : next === "false" ? false : undefined;
}

function withNext(name: string, arg: string, value: string | boolean | undefined, declared: Declared): Flag {
  if (value === undefined) return flag(name, bare(name, declared), arg);
  return { ...flag(name, value, arg), tookNext: true };
}

/** The value of an option that was given none. */
function bare(name: string, declared: Declared): string | boolean {
  return declared.strings.has(name) ? "" : true;
}

function flag(name: string, value: string | boolean, arg: string): Flag {
  return { kind: "flag", name, value, arg, negated: false, tookNext: false };
}
