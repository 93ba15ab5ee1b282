import { assert, assertEquals, assertMatch } from "@std/assert";
import { api } from "./api.ts";

const lists: [path: string, envelope: string][] = [
  ["/v1/calls", "calls"],
  ["/v1/contacts", "contacts"],
  ["/v1/numbers", "numbers"],
  ["/v1/tags", "tags"],
  ["/v1/users/availabilities", "users"],
  ["/v2/users", "users"],
  ["/v1/teams", "teams"],
  ["/v1/webhooks", "webhooks"],
];

const refusedPage =
  '{"error":"Bad Request","data":null,"message":"BAD_REQUEST","errors":"Your query is limited to 10k results and pagination is out of bound, please use timestamps or other filters.","troubleshoot":"BAD_REQUEST","success":false}';

Deno.test("Each list has its envelope and meta; meta comes first in contacts and webhooks alone", async () => {
  const { get } = api();
  for (const [path, envelope] of lists) {
    const first = path === "/v1/contacts" || path === "/v1/webhooks";
    assertEquals(Object.keys((await get(path)).json), first ? ["meta", envelope] : [envelope, "meta"]);
  }
});

Deno.test("Meta tells the page and the total, with links everywhere but on webhooks", async () => {
  const { get, account } = api();
  for (const [path] of lists) {
    const { meta, rows } = await get(`${path}?per_page=2&page=2`);
    const keys = ["count", "total", "current_page", "per_page"];
    assertEquals(
      Object.keys(meta),
      path === "/v1/webhooks" ? keys : [...keys, "next_page_link", "previous_page_link"],
    );
    assertEquals([meta.count, meta.current_page, meta.per_page], [rows.length, 2, 2]);
  }
  assertEquals((await get("/v1/tags")).meta.total, account.truth("tags").size);
});

Deno.test("An empty list has all of its meta, and so have empty webhooks without links", async () => {
  const { get } = api({ size: { calls: 0, webhooks: 0 } });
  assertEquals(
    (await get("/v1/calls?per_page=50")).text,
    '{"calls":[],"meta":{"count":0,"total":0,"current_page":1,"per_page":50,"next_page_link":null,"previous_page_link":null}}',
  );
  assertEquals(
    (await get("/v1/webhooks")).text,
    '{"meta":{"count":0,"total":0,"current_page":1,"per_page":20},"webhooks":[]}',
  );
});

Deno.test("A page holds 20 rows by default and 50 at most, whatever is asked for", async () => {
  const { get } = api();
  for (
    const [sent, given] of [["", 20], ["?per_page=50", 50], ["?per_page=51", 50], [
      "?per_page=1000",
      50,
    ]] as const
  ) {
    const { meta, rows } = await get(`/v1/calls${sent}`);
    assertEquals([meta.per_page, rows.length], [given, given]);
  }
});

Deno.test("Parameters that make no sense count as not sent", async () => {
  const { get } = api();
  const plain = (await get("/v1/contacts")).text;
  for (
    const sent of [
      "page=0",
      "page=-1",
      "page=abc",
      "per_page=0",
      "per_page=x",
      "order=up",
      "from=2026-01-01",
      "to=",
    ]
  ) {
    const { text, status } = await get(`/v1/contacts?${sent}`);
    assertEquals([sent, status, text === plain], [sent, 200, true]);
  }
  assertEquals((await get("/v1/calls?from=200&to=100")).meta.total, 0);
});

Deno.test("Past position 10,000 every list is refused by what was asked for, with the exact body", async () => {
  const { get } = api();
  for (const [path] of lists) {
    for (
      const sent of ["page=201&per_page=50", "page=501", "page=201&per_page=100", "page=10001&per_page=1"]
    ) {
      const { status, text, headers } = await get(`${path}?${sent}`);
      assertEquals([path, sent, status, text], [path, sent, 400, refusedPage]);
      assertEquals(headers.get("content-type"), "application/json");
    }
    assertEquals((await get(`${path}?page=200&per_page=50`)).status, 200);
    assertEquals((await get(`${path}?page=500&per_page=20`)).status, 200);
  }
});

Deno.test("Past the last row a page is empty, keeps the true total and links back alone", async () => {
  const { get, account } = api();
  const { meta, rows } = await get("/v1/tags?page=200&per_page=50");
  assertEquals(rows, []);
  assertEquals(meta, {
    count: 0,
    total: account.truth("tags").size,
    current_page: 200,
    per_page: 50,
    next_page_link: null,
    previous_page_link: "https://api.aircall.io/v1/tags?order=asc&page=199&per_page=50",
  });
});

Deno.test("Links have the forms seen in life, the server's defaults written in", async () => {
  const { get } = api();
  const next = async (path: string) => (await get(path)).meta.next_page_link;
  const base = "https://api.aircall.io/v1";
  assertEquals(await next("/v1/tags?page=2&per_page=1"), `${base}/tags?order=asc&page=3&per_page=1`);
  assertEquals(await next("/v1/calls?per_page=99"), `${base}/calls?order=asc&page=2&per_page=50`);
  assertEquals(
    await next("/v1/contacts?per_page=50"),
    `${base}/contacts?order=asc&order_by=created_at&per_page=50&page=2`,
  );
  assertEquals(
    await next("/v1/users/availabilities?per_page=1"),
    `${base}/users/availabilities?order=asc&page=2&per_page=1`,
  );
  assertEquals(
    (await get("/v1/tags?page=2&per_page=1&order=desc")).meta.previous_page_link,
    `${base}/tags?order=desc&page=1&per_page=1`,
  );
});

Deno.test("The last page has no next link, the first no previous one", async () => {
  const { get } = api({ size: { tags: 10 } });
  assertEquals((await get("/v1/tags?per_page=5&page=2")).meta.next_page_link, null);
  assertEquals((await get("/v1/tags?per_page=10")).meta.next_page_link, null);
  assertEquals((await get("/v1/tags?per_page=5")).meta.previous_page_link, null);
});

Deno.test("Links keep from and to, and drop every fetch_ flag", async () => {
  const { get } = api();
  const { meta } = await get(
    "/v1/calls?from=100&to=2000000000&fetch_contact=true&fetch_short_urls=true&per_page=5&page=2",
  );
  for (const link of [meta.next_page_link, meta.previous_page_link]) {
    const query = new URL(link ?? "").searchParams;
    assertEquals([query.get("from"), query.get("to"), query.get("per_page")], ["100", "2000000000", "5"]);
    assert([...query.keys()].every((name) => !name.startsWith("fetch_")));
  }
});

Deno.test("Links go on across the cap, and lead to the refusal", async () => {
  const { get, account } = api();
  account.burst(account.now - 86_400, 10_000);
  const { meta, rows } = await get("/v1/calls?page=200&per_page=50");
  assertEquals(rows.length, 50);
  assertMatch(meta.next_page_link ?? "", /page=201&per_page=50$/);
  const { pathname, search } = new URL(meta.next_page_link ?? "");
  assertEquals((await get(pathname + search)).text, refusedPage);
});

Deno.test("The total stays exact above 10,000, or stops there where that is set; links know better", async () => {
  for (const [clampTotal, shown] of [[false, 10_300], [true, 10_000]] as const) {
    const { get, account } = api({ clampTotal });
    account.burst(account.now - 86_400, 10_000);
    const { meta } = await get("/v1/calls?page=200&per_page=50");
    assertEquals([meta.total, typeof meta.next_page_link], [shown, "string"]);
  }
});

Deno.test("Order turns every list around", async () => {
  const { get } = api();
  for (const [path] of lists) {
    const key = (row: Record<string, unknown>) => row.webhook_id ?? row.id;
    const up = (await get(`${path}?per_page=50&order=asc`)).rows.map(key);
    const { meta } = await get(path);
    const pages = Math.ceil(meta.total / 50);
    const down = (await get(`${path}?per_page=50&order=desc&page=${pages}`)).rows.map(key);
    const shared = down.slice(-Math.min(5, down.length)).reverse();
    assertEquals(up.slice(0, shared.length), shared);
  }
});
