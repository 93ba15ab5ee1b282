import { isObject } from "../../src/flow/runtime/json.ts";

/** What each keyword of JSON Schema that a connector uses may hold; annotations of the platform's are free. */
const keywords: Record<string, (value: unknown, at: string) => string[]> = {
  type: (value, at) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) =>
      check(types.has(String(one)), at, `no type ${one}`)
    ),
  properties: (value, at) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, schema]) => schemaFaults(schema, `${at}/${name}`))
      : [`${at}: is no object`],
  required: (value, at) => check(texts(value), at, "is no list of names"),
  items: (value, at) => schemaFaults(value, at),
  additionalProperties: (value, at) => schemaFaults(value, at),
  if: (value, at) => schemaFaults(value, at),
  then: (value, at) => schemaFaults(value, at),
  else: (value, at) => schemaFaults(value, at),
  not: (value, at) => schemaFaults(value, at),
  anyOf: list,
  allOf: list,
  oneOf: list,
  enum: (value, at) => check(Array.isArray(value) && new Set(value).size === value.length, at, "has doubles"),
  const: () => [],
  default: () => [],
  format: (value, at) => check(formats.has(String(value)), at, `no format ${value}`),
  pattern: (value, at) => check(typeof value === "string" && pattern(value), at, "is no regular expression"),
  title: text,
  description: text,
  order: whole,
  minLength: whole,
  maxLength: whole,
  minimum: whole,
  maximum: whole,
  secret: truth,
  advanced: truth,
  "x-infer-schema": truth,
  reduce: (value, at) => check(isObject(value) && strategies.has(String(value.strategy)), at, "no strategy"),
};

const types = new Set(["object", "array", "string", "integer", "number", "boolean", "null"]);
const formats = new Set(["date-time", "date", "time", "duration", "uri", "uuid", "email", "password"]);
const strategies = new Set(["merge", "lastWriteWins", "firstWriteWins", "append", "set", "sum"]);

/** Everything in which a value is no JSON Schema, or uses a keyword that neither JSON Schema nor the platform knows. */
export function schemaFaults(schema: unknown, at = ""): string[] {
  if (typeof schema === "boolean") return [];
  if (!isObject(schema)) return [`${at}: is no schema`];
  return Object.entries(schema).flatMap(([keyword, value]) =>
    keywords[keyword]?.(value, `${at}/${keyword}`) ?? [`${at}: there is no keyword ${keyword}`]
  );
}

function list(value: unknown, at: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return [`${at}: is no list`];
  return value.flatMap((schema, i) => schemaFaults(schema, `${at}/${i}`));
}

function text(value: unknown, at: string): string[] {
  return check(typeof value === "string" && value.trim() !== "", at, "is no text");
}

function whole(value: unknown, at: string): string[] {
  return check(Number.isSafeInteger(value), at, "is no whole number");
}

function truth(value: unknown, at: string): string[] {
  return check(typeof value === "boolean", at, "is neither true nor false");
}

function texts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string") &&
    new Set(value).size === value.length;
}

function pattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function check(holds: boolean, at: string, what: string): string[] {
  return holds ? [] : [`${at}: ${what}`];
}
