import { hash } from "./hash.ts";
import type { Row } from "./source.ts";

/** What is left out of a row's digest, since it changes without the row having changed. Paths run through arrays. */
export interface Volatile {
  /** Fields whose text is new at each read (signed URLs): whether there is one counts, not which. */
  presence?: string[];
  /** Objects, or lists of them, that are filled with the present at each read: which ones they are counts (`id`), not what they hold. */
  references?: string[];
  /** Fields that are kept for a shorter time than their row: that they are not there any more is no change. */
  lapsing?: string[];
}

/** Digests are made another way when this is another number. */
export const DIGESTS = 1;

/** Digests rows of one stream: equal rows have equal digests, whatever the order of their fields. */
export class Digester {
  readonly #presence: ReadonlySet<string>;
  readonly #references: ReadonlySet<string>;
  readonly #lapsing: ReadonlySet<string>;

  /** Without `volatile` every field counts. */
  constructor(volatile: Volatile = {}) {
    this.#presence = new Set(volatile.presence);
    this.#references = new Set(volatile.references);
    this.#lapsing = new Set(volatile.lapsing);
  }

  /** 64 bits as up to 14 characters of base 36. */
  digest(row: Row): string {
    const [high, low] = hash(this.#canonical(row, ""));
    return high.toString(36) + low.toString(36).padStart(7, "0");
  }

  /** A whole number of 48 bits, other than 0, that holds for as long as the row: without what lapses before it. */
  lasting(row: Row): number {
    const [high, low] = hash(this.#canonical(row, "", this.#lapsing));
    return (high % 2 ** 16) * 2 ** 32 + low || 1;
  }

  #canonical(value: unknown, path: string, without?: ReadonlySet<string>): string {
    if (this.#presence.has(path)) return "1";
    if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
    if (Array.isArray(value)) return `[${value.map((item) => this.#canonical(item, path)).join()}]`;
    const fields = Object.entries(value);
    const id = this.#references.has(path) ? fields.find(([name]) => name === "id") : undefined;
    if (id) return `#${JSON.stringify(id[1])}`;
    const under = path === "" ? "" : `${path}/`;
    const counted = fields.filter(([name, item]) =>
      (item || !this.#presence.has(under + name)) && !without?.has(name)
    );
    counted.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${
      counted.map(([name, item]) => `${JSON.stringify(name)}:${this.#canonical(item, under + name)}`).join()
    }}`;
  }
}
