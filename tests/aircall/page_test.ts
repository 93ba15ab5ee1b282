import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readPage } from "../support/pages.ts";
import { PageReader } from "../../src/aircall/page.ts";
import { wholeRow } from "../../src/capture/raw_rows.ts";
import { object, text, whole } from "../../src/capture/shape.ts";
import { type Endpoint, RAW, type Row } from "../../src/capture/source.ts";
import { Malformed } from "../../src/http/fault.ts";

const TEAMS: Endpoint = { path: "/v1/teams", envelope: "teams" };
const WEBHOOKS: Endpoint = { path: "/v1/webhooks", envelope: "webhooks", withhold: ["token"] };

Deno.test("a key of another type than the stream's is none, since the platform would refuse the document", () => {
  const read = (name: string, rows: Row[]) => {
    const stream = {
      ...TEAMS,
      key: [`/${name}`] as const,
      document: object({ id: whole(), name: text }),
    };
    return readPage({ meta: { total: rows.length }, teams: rows }, stream, 1).rows;
  };
  assertEquals(read("id", [{ id: "1" }, { id: 2, name: 3 }, { id: null }, {}, { id: 4.5 }]), [
    {},
    { id: 2, name: 3 },
    {},
    {},
    { id: 4.5 }, // a number, but no key either
  ]);
  assertEquals(read("name", [{ id: 1, name: "a" }, { id: 2, name: 3 }]), [{ id: 1, name: "a" }, { id: 2 }]);
});

Deno.test("A page is the rows of its envelope, as they came, and the count beside them", () => {
  const rows = [{ id: 1, strange: { deep: [null] } }, { id: "2" }, {}];
  const body = {
    meta: { count: 3, total: 120, current_page: 2, per_page: 50, next_page_link: "x" },
    teams: rows,
  };
  assertEquals(readPage(body, TEAMS, 2), { rows, total: 120 });
});

Deno.test("An empty list is a page without rows", () => {
  assertEquals(readPage({ meta: { total: 0, count: 0, current_page: 1 }, teams: [] }, TEAMS, 1), {
    rows: [],
    total: 0,
  });
});

Deno.test("A list that does not say its page or its length is taken at its word", () => {
  assertEquals(readPage({ meta: { total: 1 }, teams: [{ id: 1 }] }, TEAMS, 7), {
    rows: [{ id: 1 }],
    total: 1,
  });
});

Deno.test("A single object is a list of one: there on page 1, and nothing after it", () => {
  const company = { path: "/v1/company", envelope: "company", single: true };
  const body = { company: { name: "Acme", users_count: 3 } };
  assertEquals(readPage(body, company, 1), { rows: [{ name: "Acme", users_count: 3 }], total: 1 });
  assertEquals(readPage(body, company, 2), { rows: [], total: 1 });
});

Deno.test("What must never be captured is gone from every row, in a list and alone", () => {
  const row = () => ({ webhook_id: "a", token: "hunter2", inside: { token: "kept" } });
  const kept = { webhook_id: "a", inside: { token: "kept" } };
  assertEquals(readPage({ meta: { total: 2 }, webhooks: [row(), row()] }, WEBHOOKS, 1).rows, [kept, kept]);
  assertEquals(readPage({ webhooks: row() }, { ...WEBHOOKS, single: true }, 1).rows, [kept]);
  assertEquals(readPage({ meta: { total: 1 }, teams: [{ token: 1 }] }, TEAMS, 1).rows, [{ token: 1 }]);
});

const meta = { total: 1, count: 1, current_page: 1 };
const teams = [{ id: 1 }];
const malformed: [what: string, body: unknown, says: string][] = [
  ["null", null, "no JSON object"],
  ["a text", "teams", "no JSON object"],
  ["a list", teams, 'no "teams"'],
  ["no envelope", { meta }, 'no "teams"'],
  ["another envelope", { meta, users: teams }, 'no "teams"'],
  ["an error with 200", { error: "Internal", message: "x" }, 'no "teams"'],
  ["one object in the envelope", { meta, teams: { id: 1 } }, "no list of objects"],
  ["null in the envelope", { meta, teams: null }, "no list of objects"],
  ["a text in the envelope", { meta, teams: "none" }, "no list of objects"],
  ["a number among the rows", { meta, teams: [{ id: 1 }, 2] }, "no list of objects"],
  ["null among the rows", { meta, teams: [null] }, "no list of objects"],
  ["a list among the rows", { meta, teams: [[]] }, "no list of objects"],
  ["no meta", { teams }, '"meta"'],
  ["null for meta", { meta: null, teams }, '"meta"'],
  ["no total", { meta: { count: 1 }, teams }, '"total"'],
  ["a total that is a text", { meta: { ...meta, total: "1" }, teams }, '"total"'],
  ["a negative total", { meta: { ...meta, total: -1 }, teams }, '"total"'],
  ["half a row in total", { meta: { ...meta, total: 0.5 }, teams }, '"total"'],
  ["another page", { meta: { ...meta, current_page: 2 }, teams }, "page 2 instead of 1"],
  ["more rows than it says", { meta, teams: [{ id: 1 }, { id: 2 }] }, "says 1 rows and holds 2"],
  ["fewer rows than it says", { meta, teams: [] }, "says 1 rows and holds 0"],
];

for (const [what, body, says] of malformed) {
  Deno.test(`An answer with ${what} is malformed, never an empty list`, () => {
    assertThrows(() => readPage(body, TEAMS, 1), Malformed, says);
  });
}

/** How an answer is read: the rows whole, and the count; or what is wrong with it. */
function outcome(reader: PageReader, bytes: Uint8Array): unknown {
  try {
    const { rows, total } = reader.read(bytes, 1);
    return { rows: rows.map((row) => [wholeRow(row), row["id"]]), total };
  } catch (error) {
    assert(error instanceof Malformed);
    return error.message;
  }
}

/** A text of a kind as it is written, and damaged at random. */
const written = fc.tuple(
  fc.record({
    meta: fc.oneof(
      fc.constant({ total: 2, count: 2, current_page: 1 }),
      fc.constant({ id: 5, total: 2, a: "b" }),
      fc.constant({ total: 7 }),
      fc.jsonValue(),
    ),
    teams: fc.array(
      fc.dictionary(fc.constantFrom("id", "a", "_meta"), fc.jsonValue(), { noNullPrototype: true }),
    ),
  }, { requiredKeys: ["teams"] }),
  fc.constantFrom(0, 0, 0, 1),
  fc.boolean(),
  fc.option(fc.nat(), { freq: 3 }),
).map(([body, indent, metaFirst, cut]) => {
  const ordered = metaFirst ? body : Object.fromEntries(Object.entries(body).reverse());
  const text = JSON.stringify(ordered, null, indent);
  return new TextEncoder().encode(cut === null ? text : text.slice(0, cut % (text.length + 1)));
});

Deno.test("an answer is the same whether its rows are read as bytes or parsed, and so is what is wrong with it", () => {
  // what one answer taught is no harm to the next
  const [scanning, parsing] = [new PageReader({ ...TEAMS, reads: ["id"] }), new PageReader(TEAMS)];
  fc.assert(
    fc.property(written, (bytes) => assertEquals(outcome(scanning, bytes), outcome(parsing, bytes))),
    { numRuns: 1000 },
  );
});

Deno.test("an answer ends its list where it says that no page follows, and says nothing where it does not", () => {
  const ends = (meta: object) =>
    new PageReader(TEAMS).read(
      new TextEncoder().encode(JSON.stringify({ meta: { total: 0, ...meta }, teams: [] })),
      1,
    )
      .ends;
  assertEquals(ends({ next_page_link: null }), true);
  for (const meta of [{}, { next_page_link: "https://x" }, { next_page_link: "" }, { next_page_link: 0 }]) {
    assertEquals(ends(meta), false);
  }
});

Deno.test("rows of an endpoint that says what is read of them come as bytes; where something is to be taken out they are parsed", () => {
  const bytes = new TextEncoder().encode('{"teams":[{"id":1,"token":"t"}],"meta":{"total":1}}');
  const read = (endpoint: Partial<Endpoint>) =>
    new PageReader({ ...TEAMS, reads: ["id"], ...endpoint }).read(bytes, 1).rows[0];
  assertEquals(Object.keys(read({}) ?? {}), ["id"]);
  assert(read({})?.[RAW]);
  assertEquals(read({ withhold: ["token"] }), { id: 1 });
  assertEquals(read({ withhold: ["token"] })?.[RAW], undefined);
});

Deno.test("Whatever JSON arrives, it is a page or malformed, and nothing else is ever thrown", () => {
  const shaped = fc.record(
    {
      meta: fc.oneof(
        fc.jsonValue(),
        fc.record(
          { total: fc.oneof(fc.nat(9), fc.jsonValue()), count: fc.jsonValue(), current_page: fc.jsonValue() },
          { requiredKeys: [] },
        ),
      ),
      teams: fc.oneof(
        fc.jsonValue(),
        fc.array(fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()))),
      ),
      ["__proto__"]: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), shaped), fc.integer({ min: 1, max: 3 }), (body, number) => {
      try {
        const { rows, total } = readPage(body, TEAMS, number);
        assert(total >= 0 && Number.isInteger(total));
        assert(rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row)));
      } catch (error) {
        assert(error instanceof Malformed);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what stands beside the rows, before them or after, is not taken for one of them, whatever its fields are called", () => {
  const rules = { reads: ["id", "started_at"], volatile: { presence: ["recording"], references: ["user"] } };
  const call = (signature: string) => ({
    id: 1,
    started_at: 5,
    recording: `https://s3?signature=${signature}`,
    user: { id: 7, available: signature === "a" },
  });
  const aside = { id: 9, started_at: "x", recording: "z", user: { id: 1, available: null } };
  const meta = { ...aside, total: 1 };
  const reader = new PageReader({ path: "/v1/calls", envelope: "calls", ...rules });
  const read = (body: object) => reader.read(new TextEncoder().encode(JSON.stringify(body)), 1).rows[0];
  const digests = [
    read({ meta, company: aside, calls: [call("a")] }),
    read({ calls: [call("b")], meta, company: aside }),
    read({ filters: { user: [aside], recording: {} }, calls: [call("c")], meta }),
  ].map((row) => {
    assertEquals([row?.["id"], row?.["started_at"]], [1, 5]);
    return row?.[RAW]?.lasting;
  });
  assertEquals(new Set(digests).size, 1);
  const alone = new PageReader({ path: "/v1/calls", envelope: "calls", ...rules });
  const bytes = new TextEncoder().encode(JSON.stringify({ meta: { total: 1 }, calls: [call("d")] }));
  assertEquals(alone.read(bytes, 1).rows[0]?.[RAW]?.lasting, digests[0]);
});
