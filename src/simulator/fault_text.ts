import { type FaultKind, type FaultRule, plainFaults } from "./faults.ts";

/** How a fault rule is written on a command line. */
export const faultSyntax = "path=PATH nth=N every=N probability=P times=N kind=KIND";

/**
 * Reads a fault rule: words of the form name=value, of which only `kind` must be there. A path that begins with `~` is
 * a pattern. Kinds: one of the plain ones, a status (`503`), `drip:MS`, `total:N`.
 *
 * @throws {RangeError} saying which word is wrong and what is wanted
 */
export function parseFault(text: string): FaultRule {
  let kind: FaultKind | undefined;
  const rule: Omit<FaultRule, "kind"> = {};
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const [, name = "", value = ""] = /^(\w+)=(.+)$/.exec(word) ?? [];
    if (name === "path") rule.path = value.startsWith("~") ? new RegExp(value.slice(1)) : value;
    else if (name === "nth" || name === "every" || name === "times") rule[name] = number(word, value, 1);
    else if (name === "probability") rule.probability = probability(word, value);
    else if (name === "kind") kind = kindOf(value);
    else throw new RangeError(`In the fault "${text}", "${word}" is none of: ${faultSyntax}`);
  }
  if (kind === undefined) {
    throw new RangeError(`The fault "${text}" has no kind; it is written as: ${faultSyntax}`);
  }
  return { ...rule, kind };
}

function kindOf(text: string): FaultKind {
  if (isPlain(text)) return text;
  const [, name, value = ""] = /^(?:(drip|total|status):)?([+-]?\d+)$/.exec(text) ?? [];
  if (value === "") {
    const plain = Object.keys(plainFaults).join(", ");
    throw new RangeError(`"${text}" is no kind of fault; there are: ${plain}, a status, drip:MS, total:N`);
  }
  if (name === "drip") return { drip: number(text, value, 0) };
  if (name === "total") return { total: Number(value) };
  return { status: number(text, value, 200) };
}

function isPlain(text: string): text is keyof typeof plainFaults {
  return Object.hasOwn(plainFaults, text);
}

function number(word: string, text: string, least: number): number {
  const value = text === "Infinity" ? Infinity : /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least) return value;
  throw new RangeError(`"${word}" wants a whole number from ${least} up`);
}

function probability(word: string, text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (value <= 1) return value;
  throw new RangeError(`"${word}" wants a number from 0 to 1`);
}
