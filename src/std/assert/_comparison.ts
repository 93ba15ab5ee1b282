import { types } from "node:util";
import { isText } from "./_text.ts";
import { propertyNames } from "./_property_names.ts";

/** One walk through two values side by side. Cycles end where a pair comes up again. */
export class Comparison {
  /** Pairs under comparison, which are taken to be equal until a difference turns up. */
  readonly #assumed = new Map<object, Set<object>>();
  readonly #outer: Comparison | undefined;

  constructor(outer?: Comparison) {
    this.#outer = outer;
  }

  same(a: unknown, b: unknown): boolean {
    if (a === b || Object.is(a, b)) return true;
    if (!isObject(a) || !isObject(b)) return false;
    if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
    if (prototypeOf(a) !== prototypeOf(b)) return false;
    if (types.isTypedArray(a) && types.isTypedArray(b)) return this.#sameItems(a, b);
    if (types.isAnyArrayBuffer(a) && types.isAnyArrayBuffer(b)) {
      return this.#sameItems(new Uint8Array(a), new Uint8Array(b));
    }
    if (a instanceof WeakMap || a instanceof WeakSet) {
      throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
    }
    if (a instanceof WeakRef && b instanceof WeakRef) return this.same(a.deref(), b.deref());
    if (this.#assumes(a, b)) return true;
    this.#assumed.set(a, (this.#assumed.get(a) ?? new Set()).add(b));
    return this.#sameContents(a, b);
  }

  #assumes(a: object, b: object): boolean {
    if (this.#assumed.get(a)?.has(b)) return true;
    return this.#outer !== undefined && this.#outer.#assumes(a, b);
  }

  #sameContents(a: object, b: object): boolean {
    if (Object.keys(a).length !== Object.keys(b).length) return false;
    if (a instanceof Set && b instanceof Set) {
      return this.#sameMembers(new Map(a.entries()), new Map(b.entries()));
    }
    if (a instanceof Map && b instanceof Map) return this.#sameMembers(a, b);
    if (isText(a)) return String(a) === String(b);
    return propertyNames(a, b).every((name) =>
      name in a === name in b && this.same(Reflect.get(a, name), Reflect.get(b, name))
    );
  }

  #sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
    return a.length === b.length && Array.from(a).every((item, index) => this.same(item, b[index]));
  }

  /** Pairs off the entries: by the key itself where both have it, else with the first that is alike. */
  #sameMembers(a: Map<unknown, unknown>, b: Map<unknown, unknown>): boolean {
    if (a.size !== b.size) return false;
    const left = [...a].filter(([key]) => !b.has(key));
    const right = new Map([...b].filter(([key]) => !a.has(key)));
    return [...a].every(([key, value]) => !b.has(key) || this.same(value, b.get(key))) &&
      left.every((entry) => this.#takeAlike(entry, right));
  }

  #takeAlike([key, value]: [unknown, unknown], among: Map<unknown, unknown>): boolean {
    for (const [otherKey, otherValue] of among) {
      // An attempt may fail half way: what it took to be equal must not outlive it.
      const attempt = new Comparison(this);
      if (attempt.same(key, otherKey) && attempt.same(value, otherValue)) return among.delete(otherKey);
    }
    return false;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** An object without a prototype passes for a plain one. */
function prototypeOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}
