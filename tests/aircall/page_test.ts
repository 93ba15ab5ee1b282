import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { readPage } from "../../src/aircall/page.ts";
import type { Endpoint, Row } from "../../src/capture/source.ts";
import { Malformed } from "../../src/http/fault.ts";

const TEAMS: Endpoint = { path: "/v1/teams", envelope: "teams" };
const WEBHOOKS: Endpoint = { path: "/v1/webhooks", envelope: "webhooks", withhold: ["token"] };

Deno.test("a key of another type than the stream's is none, since the platform would refuse the document", () => {
  const read = (name: string, rows: Row[]) => {
    const stream = {
      ...TEAMS,
      key: [`/${name}`] as const,
      document: z.looseObject({ id: z.int(), name: z.string() }),
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
    { numRuns: 2000 },
  );
});
