/**
 * Names of all that two objects of one prototype can differ in: properties of either itself, and, for class
 * instances, what their classes define, getters above all, since these may show private state.
 */
export function propertyNames(a: object, b: object): PropertyKey[] {
  const names = new Set([...ownNames(a), ...ownNames(b)]);
  for (const prototype of classPrototypes(a)) {
    for (const name of Reflect.ownKeys(prototype)) names.add(name);
  }
  return [...names];
}

/** Of plain objects and arrays only what is enumerable, which leaves out the length of an array. */
function ownNames(value: object): PropertyKey[] {
  const names = Reflect.ownKeys(value);
  return isPlain(value)
    ? names.filter((name) => Object.prototype.propertyIsEnumerable.call(value, name))
    : names;
}

function* classPrototypes(value: object): Generator<object> {
  let prototype: object | null = Object.getPrototypeOf(value);
  while (prototype && prototype !== Object.prototype && prototype !== Array.prototype) {
    yield prototype;
    prototype = Object.getPrototypeOf(prototype);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype === Array.prototype;
}
