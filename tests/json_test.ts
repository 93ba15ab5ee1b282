import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson } from "../src/json.ts";

const key = fc.oneof(
  fc.constantFrom('7"', "7\\", '"', "\\", "\n", "", "__proto__", "constructor", "1", "a"),
  fc.string({ unit: fc.constantFrom('"', "\\", "\n", "7", "\u{1f600}"), maxLength: 3 }),
);
const { value } = fc.letrec<{ value: unknown; entries: [string, unknown][] }>((tie) => ({
  entries: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(null, true, false, 0, -1.5e-7, "", "{", '],:"'),
      fc.double({ noNaN: true }),
      key,
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("entries").map((entries) => Object.fromEntries(entries as [string, unknown][])),
  ),
}));

Deno.test("whatever keys and values there are, they come back as they were written, with blanks or without", () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, "\t", "\r\n"), (value, space) => {
      const text = JSON.stringify(value, null, space);
      assertEquals(JSON.stringify(parseJson(text)), JSON.stringify(value));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("a key is not taken for one that was there before, where JSON.parse takes it for that", () => {
  const before = [{ x: 1, "7\n": 1 }, { x: 1, "7\\": 1, y: 2 }, { "7\\": 1 }, { "7\\": 1 }, { x: 1, a: 1 }];
  for (const row of [...before, { x: 1, '7"': 1, y: 2 }]) {
    const text = JSON.stringify(row);
    assertEquals(JSON.stringify(parseJson(text)), text);
  }
});

Deno.test("of keys that come twice the last counts and the first gives the place, also where one is escaped", () => {
  const text = '{"a":1,"b":2,"\\u0061":{"\\"":3,"\\u0022":[4]}}';
  assertEquals(JSON.stringify(parseJson(text)), '{"a":{"\\"":[4]},"b":2}');
});

Deno.test("an escape in a value alone, and any depth, are no trouble", () => {
  assertEquals(parseJson('{"a":"\\"b\\":","c":"\\\\"}'), { a: '"b":', c: "\\" });
  const depth = 20_000;
  let inner = parseJson(`{"\\n":${"[".repeat(depth)}1${"]".repeat(depth)}}`);
  if (typeof inner === "object" && inner !== null) inner = Object.values(inner)[0];
  for (let i = 0; i < depth; i++) inner = Array.isArray(inner) ? inner[0] : undefined;
  assertEquals(inner, 1);
});

Deno.test("millions of escapes in a text are no trouble beside a key with one", () => {
  const text = `{"a\\"b":1,"x":"${"\\n".repeat(4_000_000)}"}`;
  assertEquals(Object.values(parseJson(text) ?? {}), [1, "\n".repeat(4_000_000)]);
});

Deno.test("what is no JSON is refused, also with an escape in a key", () => {
  for (const text of ["", '{"a\\"":}', '{"a\\"', '"\\', "{'a':1}", '{"\\x":1}']) {
    assertThrows(() => parseJson(text), SyntaxError);
  }
});
