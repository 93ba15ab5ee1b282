import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Api } from "../../src/aircall/api.ts";
import { CredentialsRefused } from "../../src/aircall/errors.ts";
import { type Endpoint, type PageAsk, StreamFault } from "../../src/capture/source.ts";
import { against, json, later, type Options, reset, text, type Turn } from "../http/support.ts";

const TEAMS: Endpoint = { path: "/v1/teams", envelope: "teams" };
const CALLS: Endpoint = {
  path: "/v1/calls",
  envelope: "calls",
  time: { field: "started_at", bounds: "(]" },
  details: { contact: "fetch_contact", timeline: "fetch_call_timeline" },
};
const CONTACTS: Endpoint = {
  path: "/v1/contacts",
  envelope: "contacts",
  query: { order_by: "created_at" },
  time: { field: "created_at", bounds: "[]" },
};
const signal = new AbortController().signal;

/** The API over an other side that answers by path; without an answer for it, with an empty list. */
function apiOver(answers: Record<string, Turn>, options: Options & { details?: string[] } = {}) {
  const { details = [], ...others } = options;
  const { client, clock, requests, log } = against([(request) => {
    const { pathname } = new URL(request.url);
    const empty = { meta: { total: 0 }, teams: [], calls: [], contacts: [], ping: "pong" };
    return (answers[pathname] ?? json(empty))(request);
  }], others);
  const api = new Api({ client, clock, log, details, perMinute: others.perMinute ?? 60 });
  const paths = () => requests.map(({ url }) => url.replace("http://aircall.test", ""));
  return { api, source: api.source("teams"), clock, requests, paths, log };
}

Deno.test("A ping that is answered says that the credentials are taken", async () => {
  const { api, paths } = apiOver({});
  await api.ping("check");
  assertEquals(paths(), ["/v1/ping"]);
});

for (const status of [401, 403]) {
  Deno.test(`A ping that is answered with ${status} says what to check, and no secret`, async () => {
    const { api } = apiOver({ "/v1/ping": json({ error: "Unauthorized" }, { status }) });
    const error = await assertRejects(() => api.ping("check"), CredentialsRefused);
    assertStringIncludes(error.message, `${status} ("Unauthorized") on /v1/ping`);
    assertStringIncludes(error.message, "Check api_id and api_token");
    assert(!Deno.inspect(error).includes("c2VjcmV0"));
  });
}

const window = { from: 1_780_000_000, to: 1_780_086_400 };
const queries: [what: string, endpoint: Endpoint, ask: PageAsk, query: Record<string, string>][] = [
  ["a plain list", TEAMS, { page: 3 }, {}],
  ["an order", TEAMS, { page: 3, order: "desc" }, { order: "desc" }],
  ["a window that leaves its beginning out", CALLS, { page: 3, window }, {
    from: "1780000000",
    to: "1780086400",
  }],
  ["a window of a list that takes both ends", CONTACTS, { page: 3, window }, {
    from: "1780000001",
    to: "1780086400",
    order_by: "created_at",
  }],
  ["a query that overrides the endpoint's", CONTACTS, { page: 3, query: { order_by: "updated_at" } }, {
    order_by: "updated_at",
  }],
];

for (const [what, endpoint, ask, query] of queries) {
  Deno.test(`A page is asked for by a URL that is built anew: ${what}`, async () => {
    const { source, requests } = apiOver({});
    const body = { ...ask, page: 3 };
    await source.page(endpoint, body, "tail", signal);
    const url = new URL(requests[0]?.url ?? "");
    assertEquals(url.pathname, endpoint.path);
    assertEquals(Object.fromEntries(url.searchParams), { ...query, per_page: "50", page: "3" });
  });
}

Deno.test("Details are asked for where they are configured and the list has them", async () => {
  const { source, paths } = apiOver({}, { details: ["contact", "short_urls"] });
  await source.page(CALLS, { page: 1 }, "tail", signal);
  await source.page(TEAMS, { page: 1 }, "tail", signal);
  assertEquals(paths(), ["/v1/calls?fetch_contact=true&per_page=50&page=1", "/v1/teams?per_page=50&page=1"]);
});

Deno.test("A page of another size than the largest is asked for as it is wanted", async () => {
  const { source, paths } = apiOver({});
  await source.page(TEAMS, { page: 1, size: 1 }, "tail", signal);
  assertEquals(paths(), ["/v1/teams?per_page=1&page=1"]);
});

Deno.test("A page that is malformed is asked for again", async () => {
  let times = 0;
  const { source, paths } = apiOver({
    "/v1/teams": (request) =>
      json(times++ === 0 ? { error: "oops" } : { meta: { total: 1 }, teams: [{ id: 1 }] })(request),
  });
  const { rows, total } = await source.page(TEAMS, { page: 1 }, "tail", signal);
  assertEquals([rows, total, paths().length], [[{ id: 1 }], 1, 2]);
});

const refusals: [what: string, turn: Turn, says: string[]][] = [
  ["404", json({ error: "Not Found" }, { status: 404 }), ['404 ("Not Found")', "not there any more"]],
  ["400", json({ errors: "limited to 10k results" }, { status: 400 }), [
    "limited to 10k results",
    "please report it",
  ]],
  ["403 while a ping is answered", json({ message: "Forbidden" }, { status: 403 }), [
    "403",
    "The credentials themselves are taken",
  ]],
  ["failures beyond all patience", reset, ["no answer came", "nothing was skipped"]],
];

for (const [what, turn, says] of refusals) {
  Deno.test(`${what} stops one stream, saying where, what and what now`, async () => {
    const { source } = apiOver({ "/v1/calls": turn }, { patience: 10_000 });
    const fault = await assertRejects(
      () => source.page(CALLS, { page: 2, window }, "tail", signal),
      StreamFault,
    );
    assertStringIncludes(
      fault.message,
      "/v1/calls after 2026-05-28T20:26:40Z to 2026-05-29T20:26:40Z, page 2: ",
    );
    for (const words of says) assertStringIncludes(fault.message, words);
  });
}

Deno.test("A list that is refused together with the ping means that the credentials are", async () => {
  const { source } = apiOver({
    "/v1/teams": text("", { status: 401 }),
    "/v1/ping": text("", { status: 403 }),
  });
  await assertRejects(() => source.page(TEAMS, { page: 1 }, "tail", signal), CredentialsRefused);
});

Deno.test("Who gives up a page is told their own reason", async () => {
  const { source } = apiOver({ "/v1/teams": reset });
  const reason = new Error("not needed any more");
  assertEquals(
    await assertRejects(() => source.page(TEAMS, { page: 1 }, "tail", AbortSignal.abort(reason))),
    reason,
  );
});

Deno.test("A row's own address is asked for its status alone", async () => {
  const { source, paths } = apiOver({ "/v1/teams/1": text("", { status: 404 }) });
  assertEquals(await source.status("/v1/teams/1", "snapshot", signal), 404);
  assertEquals(await source.status("/v1/teams/2", "snapshot", signal), 200);
  assertEquals(paths(), ["/v1/teams/1", "/v1/teams/2"]);
});

Deno.test("A second is settled two seconds after it began, by our clock when the server's does not say", async () => {
  const { source, clock, paths } = apiOver({});
  assertEquals(await source.settled(signal), Math.floor(clock.now() / 1000) - 2);
  await clock.sleep(60_000);
  assertEquals(await source.settled(signal), Math.floor(clock.now() / 1000) - 2);
  assertEquals(paths(), ["/v1/ping"]);
});

Deno.test("A second is settled later where the server's clock is behind ours, going by its last answer", async () => {
  const late = (ms: number): Turn => ({ at }) =>
    new Response('{"meta":{"total":0},"teams":[]}', { headers: { date: new Date(at - ms).toUTCString() } });
  const { source, clock } = apiOver({ "/v1/ping": late(90_000), "/v1/teams": late(0) });
  assertEquals(await source.settled(signal), Math.floor(clock.now() / 1000) - 2 - 89);
  await source.page(TEAMS, { page: 1 }, "tail", signal);
  assertEquals(await source.settled(signal), Math.floor(clock.now() / 1000) - 2);
});

Deno.test("How far the server's clock is behind is asked anew, once for all, where nothing was heard for ten minutes by our clock", async () => {
  const { source, clock, paths } = apiOver({});
  const settled = () => Promise.all([source.settled(signal), source.settled(signal)]);
  await settled();
  await clock.sleep(600_000);
  await settled();
  assertEquals(paths(), ["/v1/ping"]);
  await clock.sleep(1);
  await settled();
  assertEquals(paths(), ["/v1/ping", "/v1/ping"]);
});

Deno.test("No second before 1970 is settled, however old an answer says that it is", async () => {
  for (const date of ["Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 1900 00:00:00 GMT"]) {
    const { source } = apiOver({ "/v1/ping": json({}, { headers: { date } }) });
    assertEquals(await source.settled(signal), 0);
  }
});

Deno.test("A first ping that fails stops the stream, and the next time it is asked again", async () => {
  let answer: Turn = text("", { status: 404 });
  const { source, clock } = apiOver({ "/v1/ping": (request) => answer(request) });
  await assertRejects(() => source.settled(signal), StreamFault);
  answer = json({ ping: "pong" });
  assertEquals(await source.settled(signal), Math.floor(clock.now() / 1000) - 2);
});

Deno.test("A page is full with 50 rows, lists end at position 10,000, and the faster the rate, the further is read ahead, as long as it can be used", () => {
  const rates = [1, 60, 120, 300, 6000, 6001, 1_000_000];
  assertEquals(rates.map((perMinute) => apiOver({}, { perMinute }).source.ahead), [2, 6, 12, 12, 12, 2, 2]);
  const { pageSize, reach } = apiOver({}).source;
  assertEquals([pageSize, reach], [50, 10_000]);
});

Deno.test("Where answers take long, as many pages are read ahead as the rate sends in that time and a third more, 60 at most, and 8 where it is more than one process reads", async () => {
  const cases: [perMinute: number, seconds: number, ahead: number][] = [
    [60, 0.3, 6],
    [60, 4, 6],
    [60, 6, 8],
    [60, 60, 60],
    [120, 9, 24],
    [600, 0.3, 12],
    [600, 3, 40],
    [600, 10, 60],
    [3000, 0.1, 12],
    [3000, 0.3, 20],
    [1_000_000, 0.01, 2],
    [6000, 0.3, 40],
    [1_000_000, 0.05, 7],
    [1_000_000, 0.3, 8],
  ];
  for (const [perMinute, seconds, ahead] of cases) {
    const slow = later(1000 * seconds, json({ meta: { total: 0 }, teams: [] }));
    const { source } = apiOver({ "/v1/teams": slow }, { perMinute, deadlines: { headers: 100_000 } });
    await source.page(TEAMS, { page: 1 }, "tail", signal);
    assertEquals(source.ahead, ahead, `${perMinute} a minute, ${seconds} s`);
  }
});

for (
  const [what, turn] of Object.entries({
    "keeps failing": reset,
    "is answered with 503": text("", { status: 503 }),
  })
) {
  Deno.test(`A row's own address that ${what} beyond all patience stops one stream`, async () => {
    const { source } = apiOver({ "/v1/teams/1": turn }, { patience: 10_000 });
    await assertRejects(() => source.status("/v1/teams/1", "snapshot", signal), StreamFault);
  });

  Deno.test(`A refused list stops one stream when the ping ${what} beyond all patience`, async () => {
    const { source } = apiOver({ "/v1/teams": text("", { status: 403 }), "/v1/ping": turn }, {
      patience: 10_000,
    });
    await assertRejects(() => source.page(TEAMS, { page: 1 }, "tail", signal), StreamFault);
  });
}
