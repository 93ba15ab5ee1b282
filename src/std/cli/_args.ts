/** Name or names that an option of `parseArgs` mentions, or `undefined` where it is not set. */
export type Name = string | undefined;

/** Aliases of names: `{ help: "h" }` or `{ help: ["h", "?"] }`. */
export type Aliases = Partial<Record<string, string | readonly string[]>>;

/** What `parseArgs` returns. */
export type Args<
  TArgs extends Record<string, unknown> = Record<string, unknown>,
  TDoubleDash extends boolean | undefined = undefined,
> = Flat<TArgs & Positionals & DoubleDash<TDoubleDash>>;

/**
 * Values of options by name. With neither `string`, `boolean` nor `collect` names nothing is known of them.
 *
 * | declared as | type |
 * | --- | --- |
 * | string | `string`, perhaps missing |
 * | boolean | `boolean` |
 * | string or boolean, collect | an array of these |
 * | collect | `unknown[]` |
 * | negatable as well | `false` as well |
 * | with a default | the type of that as well, and never missing |
 */
export type Values<
  TBooleans extends boolean | Name,
  TStrings extends Name,
  TCollectable extends Name,
  TNegatable extends Name,
  TDefaults extends Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined,
> = [Known<TBooleans | TStrings | TCollectable>] extends [never] ? Record<string, unknown>
  :
    & Record<string, unknown>
    & WithAliases<
      WithDefaults<
        Named<Known<TBooleans>, Known<TStrings>, Known<TCollectable>, Known<TNegatable>>,
        TDefaults
      >,
      TAliases
    >;

interface Positionals {
  /** Arguments that belong to no option. */
  _: Array<string | number>;
}

interface Verbatim {
  /** Arguments after `--`, as they are. */
  "--": string[];
}

type DoubleDash<TDoubleDash> = boolean extends TDoubleDash ? Partial<Verbatim>
  : true extends TDoubleDash ? Verbatim
  : unknown;

/** Names that are literals. `_` is no option: named among the strings, it only keeps numbers out of `_`. */
type Known<T> = string extends T ? never : Exclude<Extract<T, string>, "_">;

type Named<B extends string, S extends string, C extends string, N extends string> =
  & Always<B | C, Declared<B, S, C, N>>
  & Perhaps<Exclude<S, B | C>, Declared<B, S, C, N>>;

/** Types of values by name. */
type Declared<B extends string, S extends string, C extends string, N extends string> = {
  [K in B | S | C]: (K extends C ? Single<K, B, S>[] : Single<K, B, S>) | (K extends N ? false : never);
};

type Single<K, TBooleans, TStrings> = K extends TBooleans ? boolean : K extends TStrings ? string : unknown;

/** `{ a: { b: T } }` of a name `a.b`. */
type Always<K extends keyof T, T> = Intersection<K extends string ? AtPath<K, T[K]> : never>;
type AtPath<K extends string, V> = K extends `${infer Head}.${infer Rest}` ? { [P in Head]: AtPath<Rest, V> }
  : { [P in K]: V };

/** `{ a?: { b?: T } }` of a name `a.b`. */
type Perhaps<K extends keyof T, T> = Intersection<K extends string ? PerhapsAtPath<K, T[K]> : never>;
type PerhapsAtPath<K extends string, V> = K extends `${infer Head}.${infer Rest}`
  ? { [P in Head]?: PerhapsAtPath<Rest, V> }
  : { [P in K]?: V };

/** A value that may come from the arguments or from the defaults. Names that only have a default may be anything. */
type WithDefaults<TArgs, TDefaults> = TDefaults extends Record<string, unknown>
  ? WithNestedDefaults<TArgs, Always<keyof TDefaults, TDefaults>>
  : TArgs;
type WithNestedDefaults<TArgs, TDefaults> =
  & Omit<TArgs, keyof TDefaults>
  & {
    [K in keyof TDefaults]: K extends keyof TArgs ? EitherOf<NonNullable<TArgs[K]>, TDefaults[K]> : unknown;
  };
type EitherOf<TArg, TDefault> = [TArg, TDefault] extends [Nested, Nested] ? WithNestedDefaults<TArg, TDefault>
  : TArg | TDefault;
type Nested = { [name: string]: unknown };

type WithAliases<TArgs, TAliases> = {
  [K in keyof TArgs as K | (K extends keyof TAliases ? OneOrMore<TAliases[K]> : never)]: TArgs[K];
};
type OneOrMore<T> = T extends readonly (infer U extends string)[] ? U : Extract<T, string>;

type Intersection<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer U) => void ? U
  : never;
type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;
