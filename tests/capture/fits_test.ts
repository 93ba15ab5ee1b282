import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import fc from "fast-check";
import { faultIn, faultsIn, fits, mustFit } from "../../src/capture/fits.ts";
import {
  anything,
  flag,
  list,
  nullish,
  number,
  object,
  oneOf,
  optional,
  otherwise,
  record,
  ruled,
  type Shape,
  text,
  whole,
} from "../../src/capture/shape.ts";
import { zodFaults, zodOf } from "../support/zod_of.ts";

const short = { holds: (text: string) => text.length < 3, words: "it is long", schema: {} };
const plain = [
  ...[anything, text, flag, whole(), whole(0), whole(-2, 5), number(0, 1), number(-1e300, 1e300)],
  ...[oneOf(["a", "b"]), ruled(short)],
];
/** What a shape is called among the fields of an object. */
const names = ["a", "b", "id", "from", "1"];

/** Any shape. */
const { shape } = fc.letrec<{ shape: Shape; inner: Shape }>((tie) => ({
  inner: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Shape>(...plain),
    tie("shape").map((items): Shape => list(items)),
    tie("shape").map((values): Shape => record(values)),
    tie("shape").map((values): Shape => record(values, /^[a-z0-9]$/)),
    fc.dictionary(fc.constantFrom(...names), tie("shape"), { maxKeys: 4 }).map((fields): Shape =>
      object(fields)
    ),
  ),
  shape: tie("inner").chain((inner) =>
    fc.constantFrom<Shape>(inner, inner, optional(inner), nullish(inner), { ...inner, null: true })
  ),
}));

/** JSON, and the numbers that `JSON.parse` makes of what no double holds. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    6,
    1e300,
    -1e300,
    Infinity,
    -Infinity,
    2 ** 53,
    -(2 ** 53),
    2 ** 53 - 1,
    1 - 2 ** 53,
  ),
  fc.constantFrom<unknown>("", "a", "b", "long", [], {}, [null], { a: 1 }, { b: "b", other: [] }),
);

/** Mostly what has a shape, with something else in its place here and there. */
function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: rightFor(shape) }, { weight: 1, arbitrary: odd });
}

function rightFor(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case "any":
      return odd;
    case "string":
      return fc.constantFrom(...shape.oneOf ?? ["", "a", "long"]);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.constantFrom(0, 1, 0.5, -1, 5);
    case "array":
      return fc.array(valueOf(shape.items), { maxLength: 3 });
    case "object": {
      const fields = Object.entries(shape.fields).map(([name, inner]) => [name, valueOf(inner)]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
    }
    case "record":
      return fc.dictionary(fc.constantFrom(...names, "A", "aa"), valueOf(shape.values), { maxKeys: 3 });
  }
}

Deno.test("whatever has a shape or has not, what is wrong with it is what zod says, at the same places, in the same words and order", () => {
  const pair = shape.chain((shape) => fc.tuple(fc.constant(shape), valueOf(shape)));
  let right = 0;
  fc.assert(
    fc.property(pair, ([shape, value]) => {
      const faults = faultsIn(shape, value);
      const wanted = zodFaults(zodOf(shape), value);
      assertEquals(faults.map(({ path, words }) => ({ path, words })), wanted);
      assertEquals(faultIn(shape, value), faults[0]);
      assertEquals(fits(shape, value), wanted.length === 0);
      if (wanted.length === 0) right++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  assert(right > 400, `only ${right} of 2000 were right`);
});

Deno.test("what may be left out may be undefined too, and what has a default may be left out", () => {
  const shape = object({ a: optional(whole()), b: otherwise(text, "b") });
  assert(fits(shape, {}));
  assert(fits(shape, { a: undefined, b: undefined }));
  assertFalse(fits(shape, { b: null }));
  assertEquals(shape.fields.b.default, "b");
});

Deno.test("a fault says which type was expected, or what the value may be", () => {
  assertEquals(faultIn(list(text), [1]), {
    path: [0],
    words: "expected string, received number",
    expected: "string",
  });
  assertEquals(faultIn(oneOf(["a", "b"]), 5), {
    path: [],
    words: 'Invalid option: expected one of "a"|"b"',
    oneOf: ["a", "b"],
  });
  assertEquals(faultIn(whole(1), 0), { path: [], words: "Too small: expected number to be >=1" });
});

Deno.test("integers are those that a double holds exactly, and no others", () => {
  const odd = [2 ** 53 - 1, 1 - 2 ** 53, 2 ** 53, -(2 ** 53), Infinity].map((value) =>
    faultIn(whole(), value)?.words
  );
  assertEquals(odd, [
    undefined,
    undefined,
    "Too big: expected int to be <=9007199254740991",
    "Too small: expected int to be >=-9007199254740991",
    "expected number, received Infinity",
  ]);
});

Deno.test("a name is a name, whatever it is called", () => {
  const value: unknown = JSON.parse('{"__proto__":1,"constructor":"x"}');
  assertEquals(faultsIn(record(text), value).map(({ path }) => path), [["__proto__"]]);
  assertEquals(faultsIn(object({ constructor: text }), value), []);
});

Deno.test("what has to have its shape and has not is an error that names the place, or one of the caller's", () => {
  const shape = object({ a: list(text) });
  const value: unknown = { a: ["x", 5] };
  assertThrows(() => mustFit(shape, value), TypeError, '"a/1": expected string, received number');
  const error = assertThrows(
    () => mustFit(shape, value, ({ path }) => new RangeError(path.join())),
    RangeError,
  );
  assertEquals(error.message, "a,1");
  mustFit(shape, { a: [] });
});
