import { assertEquals, AssertionError, assertNotEquals, assertThrows, equal } from "@std/assert";
import fc from "fast-check";

/** A JSON value as text that does not depend on the order of keys. `-0` is written as `0`. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
  return `{${fields.sort().join()}}`;
}

/** The same JSON value, rebuilt with its keys in the opposite order. */
function rebuilt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebuilt);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, rebuilt(part)]));
}

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  get cents(): number {
    return this.#cents;
  }
}

const alike: Record<string, () => [unknown, unknown]> = {
  "two NaN": () => [NaN, NaN],
  "0 and -0": () => [0, -0],
  "0 and -0 inside": () => [{ at: [0] }, { at: [-0] }],
  "two objects with their keys in another order": () => [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  "an object without a prototype and a plain one": () => [
    Object.assign(Object.create(null), { a: 1 }),
    { a: 1 },
  ],
  "two instances of a class": () => [new Money(5), new Money(5)],
  "two dates of one time": () => [new Date(7), new Date(7)],
  "two invalid dates": () => [new Date(NaN), new Date(NaN)],
  "two URLs": () => [new URL("https://example.org/a"), new URL("https://example.org/a")],
  "two expressions": () => [/a+/gi, /a+/gi],
  "two byte arrays": () => [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  "two buffers": () => [new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  "two sets in another order": () => [new Set([1, "a"]), new Set(["a", 1])],
  "two sets of objects": () => [new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
  "two maps in another order": () => [new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  "two maps with objects as keys": () => [
    new Map([[{ a: 1 }, 1], [{ a: 2 }, 2]]),
    new Map([[{ a: 2 }, 2], [{ a: 1 }, 1]]),
  ],
  "two values that contain themselves": () => [knot(), knot()],
  "two symbol keys": () => [{ [Symbol.for("k")]: 1 }, { [Symbol.for("k")]: 1 }],
};

function knot(): unknown {
  const value: Record<string, unknown> = { name: "knot" };
  value.self = value;
  return value;
}

const different: Record<string, () => [unknown, unknown]> = {
  "1 and '1'": () => [1, "1"],
  "1 and 1n": () => [1, 1n],
  "null and undefined": () => [null, undefined],
  "null and an object": () => [null, {}],
  "a missing property and an undefined one": () => [{}, { a: undefined }],
  "a hole and undefined": () => [[, 1], [undefined, 1]],
  "an array and an object": () => [[], {}],
  "an array and a shorter one": () => [[1, 2], [1]],
  "an instance and a plain object": () => [new (class A {})(), {}],
  "instances that differ in what a getter shows": () => [new Money(5), new Money(6)],
  "two dates": () => [new Date(7), new Date(8)],
  "two URLs": () => [new URL("https://example.org/a"), new URL("https://example.org/b")],
  "two flags of an expression": () => [/a/, /a/g],
  "two sets": () => [new Set([1]), new Set([2])],
  "two sets of objects": () => [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  "two maps": () => [new Map([["a", 1]]), new Map([["a", 2]])],
  "bytes of different width": () => [new Uint8Array([1]), new Uint16Array([1])],
  "two functions": () => [() => 1, () => 1],
};

for (const [name, pair] of Object.entries(alike)) {
  Deno.test(`assertEquals holds for ${name}`, () => {
    const [a, b] = pair();
    assertEquals(a, b);
    assertEquals(b, a);
    assertThrows(() => assertNotEquals(a, b), AssertionError, "not to be");
  });
}

for (const [name, pair] of Object.entries(different)) {
  Deno.test(`assertNotEquals holds for different values: ${name}`, () => {
    const [a, b] = pair();
    assertNotEquals(a, b);
    assertNotEquals(b, a);
    assertThrows(() => assertEquals(a, b), AssertionError, "Values are not equal.");
  });
}

Deno.test("assertEquals holds for every JSON value and a copy with its keys in another order", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assertEquals<unknown>(rebuilt(value), value)));
});

Deno.test("equal finds any two JSON values equal just when their canonical texts are", () => {
  const tiny = fc.jsonValue({ maxDepth: 2, stringUnit: fc.constantFrom("a", "b") });
  fc.assert(fc.property(tiny, tiny, (a, b) => equal(a, b) === (canonical(a) === canonical(b))));
});

Deno.test("assertEquals puts its message and the differing value into the error", () => {
  const compare = () => assertEquals({ id: 1, name: "left" }, { id: 1, name: "right" }, "second page");
  const error = assertThrows(compare, AssertionError, "Values are not equal: second page");
  assertEquals([/left/.test(error.message), /right/.test(error.message)], [true, true]);
});

Deno.test("equal refuses weak maps and weak sets, whose members cannot be listed", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError, "WeakMap");
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError, "WeakSet");
});

Deno.test("equal compares weak references by what they refer to", () => {
  const [one, same, other] = [{ a: 1 }, { a: 1 }, { a: 2 }];
  assertEquals(equal(new WeakRef(one), new WeakRef(same)), true);
  assertEquals(equal(new WeakRef(one), new WeakRef(other)), false);
});
