import type { Entry } from "./journal.ts";
import type { Row } from "./json.ts";
import { Random } from "./random.ts";

/** The faults that need no further word, and what each does. */
export const plainFaults = {
  "reset": "the connection breaks before any header",
  "cut": "the connection breaks in the middle of the body",
  "stall-headers": "nothing is answered until the client gives up",
  "stall-body": "half of the body, then nothing until the client gives up",
  "truncated-json": "half of the JSON, as if that were all",
  "html": "200 with a page for people",
  "wrong-type": "the right JSON under content-type application/octet-stream",
  "wrong-shape": "an object where the list of rows should be",
  "invalid-utf8": "a byte in the middle that is no UTF-8",
  "no-envelope": "meta without the key that holds the rows",
  "empty-page": "no rows, though meta.total tells of them",
  "duplicate-rows": "the first row again in place of the last",
  "drop-row": "the middle row is missing; count and total do not say so",
  "loop-link": "next_page_link leads to this very page",
  "foreign-link": "next_page_link leads to another host",
  "huge-number": "each row has an unknown field with the integer 9007199254740993",
  "missing-key": "the first row comes without its key",
} as const;

/** What goes wrong. */
export type FaultKind =
  | keyof typeof plainFaults
  /** Another answer altogether; the request does nothing. By default with the body that this status has. */
  | { status: number; body?: string | Row; headers?: Readonly<Record<string, string>> }
  /** The body in sixteen drops, one every so many milliseconds. */
  | { drip: number }
  /** `meta.total` wrong by so much. */
  | { total: number };

/** Which requests go wrong, and how. */
export interface FaultRule {
  /** The whole path, or a pattern of it; by default any. */
  path?: string | RegExp;
  /** Further conditions. */
  when?: (entry: Entry) => boolean;
  /** Begins at the nth request that matches, counted from 1 since the rule was added. */
  nth?: number;
  /** Of the requests that match takes every so many: the first is number `nth`, or number `every` without it. */
  every?: number;
  /** Takes a request with this probability, by the seed. */
  probability?: number;
  /** @default 1, or Infinity with `every` or `probability` */
  times?: number;
  /** What goes wrong. */
  kind: FaultKind;
}

/** A rule that was added. */
export interface FaultHandle {
  /** How often it took effect. */
  readonly fired: number;
  /** How many requests matched its path and conditions. */
  readonly seen: number;
  /** Ends it. */
  remove(): void;
}

/** Rules by which requests go wrong. All of them count; of those that would take effect the first one added does. */
export class Faults {
  #rules = new Set<ActiveRule>();
  #random: Random;

  /** @param seed decides about probabilities. */
  constructor(seed: number) {
    this.#random = new Random(seed, 14);
  }

  /** Adds a rule. @throws {RangeError} a number of the rule is out of its range */
  add(rule: FaultRule): FaultHandle {
    check(rule);
    const active: ActiveRule = {
      ...{ rule, seen: 0, fired: 0 },
      remove: () => void this.#rules.delete(active),
    };
    this.#rules.add(active);
    return active;
  }

  /** Ends all rules. */
  clear(): void {
    this.#rules.clear();
  }

  /** What goes wrong with this request, if anything. */
  next(entry: Entry): FaultKind | undefined {
    let chosen: ActiveRule | undefined;
    for (const active of this.#rules) {
      if (!matches(active.rule, entry)) continue;
      active.seen++;
      if (!chosen && this.#takes(active)) chosen = active;
    }
    if (chosen) chosen.fired++;
    return chosen?.rule.kind;
  }

  #takes({ rule, seen, fired }: ActiveRule): boolean {
    const { nth, every, probability } = rule;
    const endless = every !== undefined || probability !== undefined;
    if (fired >= (rule.times ?? (endless ? Infinity : 1))) return false;
    const first = nth ?? every ?? 1;
    if (seen < first || (every !== undefined && (seen - first) % every !== 0)) return false;
    return probability === undefined || this.#random.chance(probability);
  }
}

interface ActiveRule extends FaultHandle {
  rule: FaultRule;
  seen: number;
  fired: number;
}

/** The name of a fault for the journal: `reset`, `status:503`, `drip:200`, `total:-3`. */
export function faultName(kind: FaultKind): string {
  if (typeof kind === "string") return kind;
  if ("status" in kind) return `status:${kind.status}`;
  return "drip" in kind ? `drip:${kind.drip}` : `total:${kind.total}`;
}

function matches({ path, when }: FaultRule, entry: Entry): boolean {
  if (typeof path === "string" && path !== entry.path) return false;
  if (path instanceof RegExp && entry.path.search(path) < 0) return false;
  return when?.(entry) ?? true;
}

function check({ nth = 1, every = 1, times = 1, probability = 1, kind }: FaultRule): void {
  for (const [name, value] of Object.entries({ nth, every, times })) {
    if (!(value >= 1)) throw new RangeError(`A fault's ${name} is at least 1, not ${value}`);
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A fault's probability is from 0 to 1, not ${probability}`);
  }
  if (typeof kind === "object" && "status" in kind && !(kind.status >= 200 && kind.status <= 599)) {
    throw new RangeError(`A fault's status is from 200 to 599, not ${kind.status}`);
  }
}
