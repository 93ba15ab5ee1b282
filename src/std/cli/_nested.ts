/** An object whose values may be such objects: `--a.b.c=1` is `{ a: { b: { c: 1 } } }`. */
export type Nested = Record<string, unknown>;

/** What is at the end of a dotted path; `undefined` where it leads nowhere. */
export function getNested(root: Nested, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (at, name) => isNested(at) && own(at, name) ? at[name] : undefined,
    root,
  );
}

/** Whether a dotted path leads anywhere, be it to `undefined`. */
export function hasNested(root: Nested, path: string): boolean {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const parent = names.length > 0 ? getNested(root, names.join(".")) : root;
  return isNested(parent) && own(parent, last);
}

/** Puts a value at a dotted path, and objects on the way to it. A path that could reach a prototype is ignored. */
export function setNested(root: Nested, path: string, value: unknown): void {
  const names = path.split(".");
  if (names.includes("__proto__") || names.includes("constructor")) return;
  const last = names.pop() ?? "";
  let at = root;
  for (const name of names) {
    const next = own(at, name) ? at[name] : undefined;
    at = isNested(next) ? next : at[name] = {};
  }
  at[last] = value;
}

function isNested(value: unknown): value is Nested {
  return typeof value === "object" && value !== null;
}

function own(object: Nested, name: string): boolean {
  return Object.hasOwn(object, name);
}
