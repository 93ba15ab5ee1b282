import type { Aliases, Name } from "./_args.ts";

/** Options for `parseArgs`. */
export interface ParseOptions<
  TBooleans extends boolean | Name = boolean | Name,
  TStrings extends Name = Name,
  TCollectable extends Name = Name,
  TNegatable extends Name = Name,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /**
   * Whether what follows a `--` is kept apart, in `"--"` of the result, rather than added to `_`.
   *
   * @default {false}
   */
  "--"?: TDoubleDash;
  /**
   * Other names of names. A value is found under all of them.
   *
   * @default {{}}
   */
  alias?: TAliases;
  /**
   * Names that take no value, `false` unless given; with `true`, all long options that are given without `=`.
   *
   * @default {false}
   */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /**
   * Values of what was not given.
   *
   * @default {{}}
   */
  default?: TDefault;
  /**
   * Whether everything after the first argument that belongs to no option is left as it is, in `_`.
   *
   * @default {false}
   */
  stopEarly?: boolean;
  /**
   * Names whose values stay text. `_` does the same to arguments that belong to no option.
   *
   * @default {[]}
   */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /**
   * Names whose values are gathered in an array; of the others the last one counts.
   *
   * @default {[]}
   */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /**
   * Names that `--no-name` sets to `false`.
   *
   * @default {[]}
   */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /**
   * Asked about each argument that belongs to no option, and each option that is declared nowhere; what it
   * answers `false` to is left out.
   *
   * @default {() => true}
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
