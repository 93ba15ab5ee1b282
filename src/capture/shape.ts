/**
 * What a value from outside has to look like: plain data, so that it can be looked up and written as a JSON Schema, and costs next to
 * nothing to load. Objects are open to fields that they do not name.
 */
export type Shape<T = unknown> = Kind & Described<T>;

/** The kinds of shapes, by the names that JSON Schema has for them where it has one. */
export type Kind =
  | { readonly type: "any" | "boolean" }
  | { readonly type: "string"; readonly oneOf?: readonly string[]; readonly rule?: Rule }
  | { readonly type: "integer" | "number"; readonly least?: number; readonly most?: number }
  | { readonly type: "array"; readonly items: Shape }
  | { readonly type: "object"; readonly fields: Fields }
  | { readonly type: "record"; readonly values: Shape; readonly names?: RegExp };

/** What a text has to be like. */
export interface Rule {
  /** Whether it is. */
  holds(text: string): boolean;
  /** What is wrong where it is not. */
  readonly words: string;
  /** The same, as far as JSON Schema can say it. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What every shape may say beside its kind. */
export interface Described<T> {
  /** Never there: it carries the type of what has this shape. */
  readonly of?: T;
  /** Whether it may be null. @default false */
  readonly null?: boolean;
  /** Whether it may be left out of an object. @default false */
  readonly absent?: boolean;
  /** What it stands for where it is left out; whoever reads it puts it there. */
  readonly default?: T;
}

/** The fields that an object has to have, or may have. */
export type Fields = { readonly [name: string]: Shape };
/** An object of known fields, and any others. */
export type ObjectShape<F extends Fields = Fields> = Shape<Value<F>> & {
  readonly type: "object";
  readonly fields: F;
};
/** The type of what has a shape. */
export type Of<S> = S extends { readonly of?: infer T } ? T : never;
/** The type of an object with these fields. */
export type Value<F extends Fields> =
  & { [Name in keyof F as F[Name] extends Absent ? never : Name]: Of<F[Name]> }
  & { [Name in keyof F as F[Name] extends Absent ? Name : never]?: Of<F[Name]> | undefined };
/** What may be left out. */
export type Absent = { readonly absent: true };

/** Anything that JSON can say, or nothing at all. */
export const anything: Shape<unknown> & Absent = { type: "any", absent: true };
/** A text. */
export const text: Shape<string> = { type: "string" };
/** A text that is one of some. */
export function oneOf<const T extends string>(texts: readonly T[]): Shape<T> {
  return { type: "string", oneOf: texts };
}

/** A text that keeps to a rule. */
export function ruled(rule: Rule): Shape<string> {
  return { type: "string", rule };
}

/** A truth value. */
export const flag: Shape<boolean> = { type: "boolean" };

/** An integer that a double holds exactly, from `least` to `most`. */
export function whole(least?: number, most?: number): Shape<number> {
  return {
    type: "integer",
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  };
}

/** A number from `least` to `most`. */
export function number(least: number, most: number): Shape<number> {
  return { type: "number", least, most };
}

/** A list. */
export function list<T>(items: Shape<T>): Shape<T[]> {
  return { type: "array", items };
}

/** An object with these fields. */
export function object<F extends Fields>(fields: F): ObjectShape<F> {
  return { type: "object", fields };
}

/** An object whose names are anybody's, as long as they match. */
export function record<T>(values: Shape<T>, names?: RegExp): Shape<Record<string, T>> {
  return { type: "record", values, ...(names === undefined ? {} : { names }) };
}

/** What may be left out. */
export function optional<T>(shape: Shape<T>): Shape<T> & Absent {
  return { ...shape, absent: true };
}

/** What may be left out, or be null. */
export function nullish<T>(shape: Shape<T>): Shape<T | null> & Absent {
  return { ...shape, absent: true, null: true };
}

/** What may be left out, and then stands for this. */
export function otherwise<const T>(
  shape: Shape<T>,
  value: NoInfer<T>,
): Shape<T> & Absent & { readonly default: T } {
  return { ...shape, absent: true, default: value };
}
