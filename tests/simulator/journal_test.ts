import { assert, assertEquals } from "@std/assert";
import { api } from "./api.ts";

Deno.test("The journal holds time, path, query, route, status, page and rows of each request", async () => {
  const { get, simulator, clock, pass } = api();
  const at = clock.now();
  const { ids: [id = 0] } = await get("/v1/calls?page=2&per_page=5");
  pass(3);
  await get(`/v1/calls/${id}?fetch_contact=true`);
  await get("/v1/nowhere");
  assertEquals(simulator.journal, [
    {
      ...{
        at,
        method: "GET",
        path: "/v1/calls",
        query: { page: "2", per_page: "5" },
        route: "/v1/calls",
        status: 200,
      },
      ...{ page: 2, rows: 5 },
    },
    {
      ...{ at: at + 3000, method: "GET", path: `/v1/calls/${id}`, query: { fetch_contact: "true" } },
      ...{ route: "/v1/calls/:id", status: 200 },
    },
    { at: at + 3000, method: "GET", path: "/v1/nowhere", query: {}, route: "*", status: 404 },
  ]);
});

Deno.test("Counts stay exact where entries are dropped, by route and status; both can be cleared", async () => {
  const { get, simulator, account } = api({ limit: 40, journalSize: 10 });
  const [id = 0] = account.contacts.ids();
  for (let i = 0; i < 50; i++) await get(i % 2 ? "/v1/tags" : `/v1/contacts/${id}`);
  assert(simulator.journal.length >= 10 && simulator.journal.length <= 20);
  assertEquals(simulator.count(), 50);
  assertEquals(simulator.count({ route: "/v1/tags" }), 25);
  assertEquals(simulator.count({ route: "/v1/contacts/:id", status: 200 }), 20);
  assertEquals(simulator.count({ status: 429 }), 10);
  simulator.clearJournal();
  assertEquals([simulator.count(), simulator.journal.length], [0, 0]);
});

Deno.test("Hooks see each request before its answer and after it", async () => {
  const { get, simulator } = api();
  const seen: string[] = [];
  const before = simulator.onRequest(async ({ path, status }) => {
    await Promise.resolve();
    seen.push(`before ${path} ${status}`);
  });
  const after = simulator.onAnswer(({ path, status, rows }) =>
    void seen.push(`after ${path} ${status} ${rows}`)
  );
  await get("/v1/tags?per_page=3");
  before();
  after();
  await get("/v1/tags?per_page=3");
  assertEquals(seen, ["before /v1/tags 0", "after /v1/tags 200 3"]);
});
