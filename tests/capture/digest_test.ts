import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Digester } from "../../src/capture/digest.ts";
import type { Row } from "../../src/capture/source.ts";

const name = fc.oneof(fc.constantFrom("id", "user", "tags", "recording"), fc.string({ maxLength: 3 }))
  .filter((name) => name !== "__proto__");
const json = fc.jsonValue({ maxDepth: 3 });
const row = fc.dictionary(name, json, { noNullPrototype: true });

/** The same JSON with the fields of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, item]) => [name, reordered(item)]));
}

const plain = new Digester();
const calls = new Digester({
  presence: ["recording", "comments/link"],
  references: ["user", "teams", "comments/posted_by"],
});

function call(change: Row = {}): Row {
  return {
    id: 1,
    duration: 60,
    recording: "https://s3/1?signature=a",
    user: { id: 7, name: "Ada", available: true },
    teams: [{ id: 1, name: "A" }, { id: 2, name: "B" }],
    comments: [{ id: 5, content: "hi", link: "https://s3/c?signature=a", posted_by: { id: 7, name: "Ada" } }],
    ...change,
  };
}

Deno.test("A digest is a whole number of 53 bits, and a lasting one of 48, never 0", () => {
  fc.assert(fc.property(row, (row) => {
    assert(Number.isSafeInteger(plain.full(row)));
    const lasting = plain.lasting(row);
    assert(Number.isSafeInteger(lasting) && lasting > 0 && lasting < 2 ** 48);
  }));
});

Deno.test("a row that lies too deep to be read has a digest all the same, and another one when it changes", () => {
  const deep = (value: number) => JSON.parse(`{"id":1,"a":${"[".repeat(500)}${value}${"]".repeat(500)}}`);
  assertEquals(plain.lasting(deep(1)), plain.lasting(deep(1)));
  assertNotEquals(plain.lasting(deep(1)), plain.lasting(deep(2)));
});

Deno.test("Rows whose fields stand in another order have the same digest, at every depth", () => {
  fc.assert(fc.property(row, (row) => {
    assertEquals(plain.full(Object.fromEntries(Object.entries(reordered(row) ?? {}))), plain.full(row));
  }));
});

Deno.test("Rows that differ as JSON have different digests", () => {
  fc.assert(
    fc.property(row, row, (a, b) => {
      fc.pre(JSON.stringify(reordered(reordered(a))) !== JSON.stringify(reordered(reordered(b))));
      const equal = sorted(a) === sorted(b);
      assertEquals(plain.full(a) === plain.full(b), equal);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("Any change of any one field changes the digest", () => {
  fc.assert(
    fc.property(row, name, json, (row, name, value) => {
      fc.pre(!Object.hasOwn(row, name) || sorted(row[name]) !== sorted(value));
      assertNotEquals(plain.full({ ...row, [name]: value }), plain.full(row));
    }),
    { numRuns: 1000 },
  );
});

/** JSON with every object's fields in alphabetical order. */
function sorted(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
  );
}

const different: [what: string, change: Row][] = [
  ["a number", { duration: 61 }],
  ["a number that has become a text", { duration: "60" }],
  ["a field more", { archived: false }],
  ["a recording that is gone", { recording: null }],
  ["a recording that is empty", { recording: "" }],
  ["another user", { user: { id: 8, name: "Ada", available: true } }],
  ["no user", { user: null }],
  ["a team more", { teams: [{ id: 1 }, { id: 2 }, { id: 3 }] }],
  ["no team", { teams: [] }],
  ["a comment that was edited", { comments: [{ ...comment(), content: "ho" }] }],
  ["a comment by somebody else", { comments: [{ ...comment(), posted_by: { id: 8 } }] }],
  ["a comment without its link", { comments: [{ ...comment(), link: null }] }],
  ["a user with an id of another type", { user: { id: "7" } }],
];

function comment(): Row {
  return { id: 5, content: "hi", link: "https://s3/c?signature=a", posted_by: { id: 7, name: "Ada" } };
}

for (const [what, change] of different) {
  Deno.test(`A change is: ${what}`, () => assertNotEquals(calls.full(call(change)), calls.full(call())));
}

const same: [what: string, change: Row][] = [
  ["a URL that was signed anew", { recording: "https://s3/1?signature=b" }],
  ["a URL inside a list that was signed anew", {
    comments: [{ ...comment(), link: "https://s3/c?signature=b" }],
  }],
  ["a user who went for coffee", { user: { id: 7, name: "Ada", available: false } }],
  ["a user with a field more", { user: { id: 7, name: "Ada L.", extension: "12" } }],
  ["a team that was renamed", { teams: [{ id: 1, name: "Z" }, { id: 2, name: "B", created_at: "x" }] }],
  ["a renamed author of a comment", { comments: [{ ...comment(), posted_by: { id: 7, name: "A." } }] }],
];

for (const [what, change] of same) {
  Deno.test(`No change is: ${what}`, () => assertEquals(calls.full(call(change)), calls.full(call())));
}

Deno.test("Whatever is inside a reference beside its id is no change, and whatever a present text is neither", () => {
  fc.assert(fc.property(row, row, fc.string({ minLength: 1 }), fc.integer(), (inside, more, text, id) => {
    const one = call({ user: { ...inside, id }, teams: [{ ...more, id }], recording: text });
    const other = call({ user: { ...more, id }, teams: [{ id }], recording: `${text}x` });
    assertEquals(calls.full(one), calls.full(other));
  }));
});

Deno.test("A reference without an id is known by all that it holds", () => {
  assertNotEquals(
    calls.full(call({ user: { name: "Ada" } })),
    calls.full(call({ user: { name: "Bob" } })),
  );
});

Deno.test("What is volatile at one place is not so at another of the same name", () => {
  assertNotEquals(
    calls.full(call({ comments: [{ ...comment(), recording: "a" }] })),
    calls.full(call({ comments: [{ ...comment(), recording: "b" }] })),
  );
  assertNotEquals(
    calls.full(call({ posted_by: { id: 1, a: 1 } })),
    calls.full(call({ posted_by: { id: 1, a: 2 } })),
  );
});

Deno.test("A presence that is null, empty or not there at all is the same absence", () => {
  const digester = new Digester({ presence: ["recording"] });
  const absent = digester.full({ id: 1 });
  for (const recording of [null, "", undefined]) assertEquals(digester.full({ id: 1, recording }), absent);
  assertNotEquals(digester.full({ id: 1, recording: "https://…" }), absent);
});

Deno.test("A row's digest is the same in every version: another one would bring every row out again", () => {
  const digester = new Digester({ presence: ["asset"], references: ["user"] });
  const tags = [{ id: 1 }, null, "t"];
  const row = {
    id: 1,
    name: "Agents",
    asset: "https://x",
    user: { id: 7, available: true },
    tags,
    none: null,
  };
  assertEquals(digester.full(row), 2_030_021_584_968_114);
  assertEquals(new Digester().full({}), 922_625_368_429_229);
});
