import { isText } from "./_text.ts";

/** Copies of values reduced to what others have. Cycles end where a pair comes up again. */
export class Overlap {
  readonly #copies = new Map<object, Map<object, unknown>>();

  /** `value` with only those properties, indexes and members that `shape` has too. */
  of(value: unknown, shape: unknown): unknown {
    if (!isComposite(value) || !isComposite(shape)) return value;
    const known = this.#copies.get(value)?.get(shape);
    if (known) return known;
    if (value instanceof Set && shape instanceof Set) return value.intersection(shape);
    if (value instanceof Map && shape instanceof Map) return this.#ofMap(value, shape);
    if (Array.isArray(value) && Array.isArray(shape)) return this.#ofArray(value, shape);
    return this.#ofObject(value, shape);
  }

  #ofMap(value: Map<unknown, unknown>, shape: Map<unknown, unknown>): unknown {
    const copy = this.#remember(value, shape, new Map<unknown, unknown>());
    for (const [key, member] of value) {
      if (shape.has(key)) copy.set(key, this.of(member, shape.get(key)));
    }
    return copy;
  }

  #ofArray(value: unknown[], shape: unknown[]): unknown {
    const copy = this.#remember<unknown[]>(value, shape, []);
    for (const [index, item] of value.slice(0, shape.length).entries()) {
      copy.push(this.of(item, shape[index]));
    }
    return copy;
  }

  #ofObject(value: object, shape: object): unknown {
    const copy = this.#remember(value, shape, {});
    for (const name of sharedNames(value, shape)) {
      const part = this.of(Reflect.get(value, name), Reflect.get(shape, name));
      // Defined, not assigned: a property may be called __proto__.
      Object.defineProperty(copy, name, { value: part, enumerable: true });
    }
    return copy;
  }

  /** Before the copy is filled, so that a cycle finds it. */
  #remember<Copy>(value: object, shape: object, copy: Copy): Copy {
    const copies = this.#copies.get(value) ?? new Map<object, unknown>();
    this.#copies.set(value, copies.set(shape, copy));
    return copy;
  }
}

/** Where nothing is shared, all that `value` has: an empty object would not show what is there instead. */
function sharedNames(value: object, shape: object): PropertyKey[] {
  const names = Reflect.ownKeys(value);
  const shared = names.filter((name) => Object.hasOwn(shape, name));
  return shared.length === 0 && Reflect.ownKeys(shape).length > 0 ? names : shared;
}

/** Dates, regular expressions and the like are one value, not a set of parts. */
function isComposite(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !isText(value);
}
