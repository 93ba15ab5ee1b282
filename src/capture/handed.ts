import type { Key } from "./row.ts";

/** Where a key may be looked up. */
interface Keys {
  has(key: Key): boolean;
}

/** The keys of rows that a walk has handed over lately: those of whole legs, which are not copied. */
export class Handed {
  #legs: Keys[] = [];

  /** Whether a row was handed over. */
  has(key: Key): boolean {
    for (const keys of this.#legs) if (keys.has(key)) return true;
    return false;
  }

  /** These alone are remembered from now on, and what is added to them. */
  begin(keys: Keys): void {
    this.#legs = [keys];
  }

  /** These too. */
  also(keys: Keys): void {
    this.#legs.push(keys);
  }
}
