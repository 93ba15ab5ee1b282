import { LegKeys } from "./leg_keys.ts";
import type { Key } from "./row.ts";

/** Where a key may be looked up. */
export interface Keys {
  /** Whether it is there. */
  has(key: Key): boolean;
}

/** The keys of rows that a walk has handed over lately: those of whole legs, which are not copied, and whose memory is used again. */
export class Handed {
  #legs: Keys[] = [];
  #spare: LegKeys | undefined;

  /** Whether a row was handed over. */
  has(key: Key): boolean {
    for (const keys of this.#legs) if (keys.has(key)) return true;
    return false;
  }

  /** Where a leg of so many rows may put its keys. */
  room(rows: number): LegKeys {
    const keys = this.#spare ?? new LegKeys(rows);
    this.#spare = undefined;
    return keys;
  }

  /** These alone are remembered from now on, and what is added to them; of the others nothing is left. */
  begin(keys: Keys): void {
    for (const before of this.#legs) {
      if (!(before instanceof LegKeys) || before === keys) continue;
      before.clear();
      this.#spare = before;
    }
    this.#legs = [keys];
  }

  /** These too. */
  also(keys: Keys): void {
    this.#legs.push(keys);
  }
}
