import { LegKeys } from "./leg_keys.ts";
import type { Key } from "./row.ts";

/** Where keys may be looked up. */
export interface Keys {
  /** How many there are. */
  readonly size: number;
  /** Whether one is there. */
  has(key: Key): boolean;
}

/** Keys that are remembered at most, beside those of the last leg: ten legs. Of what is forgotten a row may come out twice. */
const MOST = 50_000;

/**
 * The keys of rows that a walk has handed over lately: those of whole legs, which are not copied, and whose memory is used again. Where a list
 * contradicts itself again and again, the oldest are forgotten.
 */
export class Handed {
  #legs: Keys[] = [];
  #spare: LegKeys | undefined;

  /** Whether a row was handed over. */
  has(key: Key): boolean {
    for (const keys of this.#legs) if (keys.has(key)) return true;
    return false;
  }

  /** Where a leg may put its keys. */
  room(): LegKeys {
    const keys = this.#spare ?? new LegKeys();
    this.#spare = undefined;
    return keys;
  }

  /** These alone are remembered from now on, and what is added to them; of the others nothing is left. */
  begin(keys: Keys): void {
    for (const before of this.#legs) if (before !== keys) this.#forget(before);
    this.#legs = [keys];
  }

  /** These too. */
  also(keys: Keys): void {
    this.#legs.push(keys);
    let size = this.#legs.reduce((size, keys) => size + keys.size, 0);
    while (size > MOST + keys.size) {
      const [oldest] = this.#legs.splice(0, 1);
      if (!oldest) return;
      size -= oldest.size;
      this.#forget(oldest);
    }
  }

  #forget(keys: Keys): void {
    if (!(keys instanceof LegKeys)) return;
    keys.clear();
    this.#spare = keys;
  }
}
