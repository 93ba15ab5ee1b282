/** What the options of a call say about names, aliases followed. */
export class Declared {
  readonly strings: ReadonlySet<string>;
  readonly booleans: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Whether `boolean: true` makes every `--name` without a value a boolean. */
  readonly allBooleans: boolean;
  readonly #aliases: ReadonlyMap<string, readonly string[]>;

  constructor(options: Declarations) {
    this.#aliases = aliasMap(options.alias ?? {});
    this.allBooleans = options.boolean === true;
    this.strings = this.#withAliases(options.string);
    this.booleans = this.#withAliases(options.boolean);
    this.collected = this.#withAliases(options.collect);
    this.negatable = this.#withAliases(options.negatable);
  }

  /** The other names of a name. */
  aliases(name: string): readonly string[] {
    return this.#aliases.get(name) ?? [];
  }

  isBoolean(name: string): boolean {
    return this.booleans.has(name) || this.aliases(name).some((alias) => this.booleans.has(alias));
  }

  /** Whether any option mentions the name, `default` and `negatable` aside. */
  knows(name: string): boolean {
    return this.strings.has(name) || this.booleans.has(name) || this.collected.has(name) ||
      this.#aliases.has(name);
  }

  #withAliases(names: Names): Set<string> {
    return new Set(list(names).flatMap((name) => [name, ...this.aliases(name)]));
  }
}

/** One name, several, or none; a boolean names none. */
type Names = string | boolean | readonly string[] | undefined;

interface Declarations {
  alias?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  string?: Names;
  boolean?: Names;
  collect?: Names;
  negatable?: Names;
}

function list(names: Names): string[] {
  const all = typeof names === "object" ? names : [names];
  return all.filter((name) => typeof name === "string").filter((name) => name !== "");
}

/** Each of the names that belong together, with the others. */
function aliasMap(alias: NonNullable<Declarations["alias"]>): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [name, names] of Object.entries(alias)) {
    if (names === undefined) throw new TypeError("Alias value must be defined");
    const aliases = unique(list(names));
    map.set(name, aliases);
    for (const one of aliases) map.set(one, unique([name, ...aliases.filter((other) => other !== one)]));
  }
  return map;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
