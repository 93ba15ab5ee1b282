import type { Fields, Shape } from "./shape.ts";

/** What is wrong with a value. */
export interface Fault {
  /** Where it is wrong, from its root. */
  path: Path;
  /** `expected number, received string` */
  words: string;
  /** The type that was expected, where it is of another one. */
  expected?: string;
  /** What it can be, where it is none of that. */
  oneOf?: readonly string[];
}

/** The names of members, from the outermost. */
export type Path = (string | number)[];

/** Whether a value has a shape. */
export function fits<T>(shape: Shape<T>, value: unknown): value is T {
  return faultIn(shape, value) === undefined;
}

/**
 * The same for what has to.
 *
 * @param error what is thrown where it has not; @default what was checked before is not as it was
 */
export function mustFit<T>(
  shape: Shape<T>,
  value: unknown,
  error = ({ path, words }: Fault): Error => new TypeError(`"${path.join("/")}": ${words}`),
): asserts value is T {
  const fault = faultIn(shape, value);
  if (fault) throw error(fault);
}

/** The first thing that is wrong with a value; undefined where nothing is. */
export function faultIn(shape: Shape, value: unknown): Fault | undefined {
  return faultsIn(shape, value)[0];
}

/** Everything that is wrong with a value, fields in the order in which they are declared. */
export function faultsIn(shape: Shape, value: unknown): Fault[] {
  const faults: Fault[] = [];
  look(shape, value, [], faults);
  return faults;
}

/** Whether a value is an object: not a list, and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Looks at a value that stands at `path`, which is as it was again when this returns. */
function look(shape: Shape, value: unknown, path: Path, faults: Fault[]): void {
  if (value === null && shape.null) return;
  switch (shape.type) {
    case "array":
      if (Array.isArray(value)) return lookAtItems(shape.items, value, path, faults);
      break;
    case "object":
      if (isObject(value)) return lookAtFields(shape.fields, value, path, faults);
      break;
    case "record":
      if (isObject(value)) return lookAtMembers(shape, value, path, faults);
  }
  const fault = faultOf(shape, value);
  if (fault) faults.push({ path: [...path], ...fault });
}

/** What is wrong with a value that is no list, object or record, or ought to be one. */
function faultOf(shape: Shape, value: unknown): Omit<Fault, "path"> | undefined {
  switch (shape.type) {
    case "any":
      return undefined;
    case "boolean":
      return typeof value === "boolean" ? undefined : mistaken("boolean", value);
    case "string": {
      const { oneOf, rule } = shape;
      if (oneOf) return oneOf.some((one) => one === value) ? undefined : noneOf(oneOf);
      if (typeof value !== "string") return mistaken("string", value);
      return !rule || rule.holds(value) ? undefined : { words: rule.words };
    }
    case "integer":
    case "number":
      return numberFault(value, shape);
    default:
      return mistaken(shape.type, value);
  }
}

function lookAtItems(items: Shape, values: readonly unknown[], path: Path, faults: Fault[]): void {
  for (let i = 0; i < values.length; i++) {
    path.push(i);
    look(items, values[i], path, faults);
    path.pop();
  }
}

function lookAtFields(fields: Fields, value: Record<string, unknown>, path: Path, faults: Fault[]): void {
  for (const name in fields) {
    const shape = fields[name];
    const inner = value[name];
    if (!shape || (inner === undefined && shape.absent)) continue;
    path.push(name);
    look(shape, inner, path, faults);
    path.pop();
  }
}

function lookAtMembers(
  { values, names }: { values: Shape; names?: RegExp },
  value: Record<string, unknown>,
  path: Path,
  faults: Fault[],
): void {
  for (const name of Object.keys(value)) {
    path.push(name);
    if (names && !names.test(name)) faults.push({ path: [...path], words: "Invalid key in record" });
    else look(values, value[name], path, faults);
    path.pop();
  }
}

function numberFault(
  value: unknown,
  { type, least = -Infinity, most = Infinity }: { type: string; least?: number; most?: number },
): Omit<Fault, "path"> | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return mistaken("number", value);
  if (type === "integer") {
    if (!Number.isInteger(value)) return mistaken("int", value);
    if (value > Number.MAX_SAFE_INTEGER) return beyond("big", "int", `<=${Number.MAX_SAFE_INTEGER}`);
    if (value < Number.MIN_SAFE_INTEGER) return beyond("small", "int", `>=${Number.MIN_SAFE_INTEGER}`);
  }
  if (value < least) return beyond("small", "number", `>=${least}`);
  return value > most ? beyond("big", "number", `<=${most}`) : undefined;
}

function beyond(which: string, expected: string, bound: string): Omit<Fault, "path"> {
  return { words: `Too ${which}: expected ${expected} to be ${bound}` };
}

function noneOf(oneOf: readonly string[]): Omit<Fault, "path"> {
  return { words: `Invalid option: expected one of ${oneOf.map((one) => `"${one}"`).join("|")}`, oneOf };
}

function mistaken(expected: string, value: unknown): Omit<Fault, "path"> {
  return { words: `expected ${expected}, received ${kindOf(value)}`, expected };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value !== "number" || Number.isFinite(value)) return typeof value;
  return String(value);
}
