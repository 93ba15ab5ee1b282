import type { Account } from "./account.ts";
import { type Listing, page } from "./listing.ts";
import { calls, callSearch, contacts, contactSearch, detailsOf, directoryList } from "./lists.ts";
import { ok, refusal, type Reply, single, unknownId } from "./replies.ts";
import { writes } from "./writes.ts";

/** What a route has to work with. */
export interface RouteRequest {
  account: Account;
  url: URL;
  query: URLSearchParams;
  /** What stands for the parts of the pattern that begin with a colon. */
  params: readonly string[];
  /** The request's body, parsed; undefined when there is none or it is no JSON. */
  body: unknown;
  options: RouteOptions;
}

/** Where the API itself is uncertain. */
export interface RouteOptions {
  /** What /v1/users answers after its sunset: as before, or 410. */
  usersV1: "live" | "refused";
  /** Whether `meta.total` stops at 10,000. */
  clampTotal: boolean;
}

/** One route: `GET /v1/calls/:id` and what it answers. */
export interface Route {
  method: string;
  pattern: string;
  reply(request: RouteRequest): Reply;
}

/** All that is answered; anything else is 404 at the edge. Of two routes that fit, the first counts. */
export const routes: readonly Route[] = [
  get("/", () => ok({ resource: "Aircall Documentation", contact: "support@aircall.io" })),
  get("/v1/ping", () => ok({ ping: "pong" })),
  get("/v1/company", ({ account }) => ({ ...ok({ company: account.views.company() }) })),

  list("/v1/calls", ({ account, query }) => calls(account, query)),
  list("/v1/calls/search", ({ account, query }) => callSearch(account, query)),
  get(
    "/v1/calls/:id",
    ({ account, query, params: [id = ""] }) =>
      single("call", account.calls.document(Number(id), account.now, detailsOf(query)), id),
  ),

  list("/v1/contacts", ({ account }) => contacts(account)),
  list("/v1/contacts/search", ({ account, query }) => contactSearch(account, query)),
  get("/v1/contacts/:id", ({ account, params: [id = ""] }) => ({
    ...single("contact", account.contacts.document(Number(id)), id),
    charset: true,
  })),

  list(
    "/v1/numbers",
    ({ account: { directory, views } }) =>
      directoryList("numbers", directory.numbers.list(), (line) => views.number(line)),
  ),
  get("/v1/numbers/:id", ({ account: { directory, views }, params: [id = ""] }) => {
    const line = directory.numbers.get(Number(id));
    return single("number", line && views.numberWithUsers(line), id);
  }),

  list(
    "/v1/tags",
    ({ account: { directory } }) => directoryList("tags", directory.tags.list(), (tag) => tag),
  ),
  get(
    "/v1/tags/:id",
    ({ account: { directory }, params: [id = ""] }) => single("tag", directory.tags.get(Number(id)), id),
  ),

  list(
    "/v2/users",
    ({ account: { directory, views } }) =>
      directoryList("users", directory.users.list(), (user) => views.user(user)),
  ),
  get("/v2/users/:id", ({ account: { directory, views }, params: [id = ""] }) => {
    const user = directory.users.get(Number(id)) ?? directory.users.list().find(({ email }) => email === id);
    return single("user", user && views.user(user), id);
  }),
  get("/v2/users/:id/numbers", (request) => {
    const { account: { directory, views }, params: [id = ""] } = request;
    if (!directory.users.get(Number(id))) return unknownId("user", id);
    const lines = directory.numbers.list().filter(({ userIds }) => userIds.includes(Number(id)));
    const item = (line: typeof lines[number]) => ({ ...views.number(line), flow_editor_enabled: true });
    return answerPage(directoryList("numbers", lines, item), request);
  }),

  list(
    "/v1/users/availabilities",
    ({ account: { directory, views } }) =>
      directoryList("users", directory.users.list(), (user) => views.availability(user)),
  ),
  get("/v1/users/:id/availability", ({ account: { directory }, params: [id = ""] }) => {
    const user = directory.users.get(Number(id));
    return user ? ok({ availability: user.availability }) : unknownId("user", id);
  }),
  get("/v1/users", (request) => {
    const { account: { directory, views }, options } = request;
    if (options.usersV1 === "refused") return sunset();
    return answerPage(
      directoryList("users", directory.users.list(), (user) => views.legacyUser(user)),
      request,
    );
  }),
  get("/v1/users/:id", ({ account: { directory, views }, params: [id = ""], options }) => {
    if (options.usersV1 === "refused") return sunset();
    const user = directory.users.get(Number(id));
    return single("user", user && views.legacyUser(user), id);
  }),

  list(
    "/v1/teams",
    ({ account: { directory, views } }) =>
      directoryList("teams", directory.teams.list(), (team) => views.team(team)),
  ),
  get("/v1/teams/:id", ({ account: { directory, views }, params: [id = ""] }) => {
    const team = directory.teams.get(Number(id));
    return single("team", team && views.team(team), id);
  }),

  list(
    "/v1/webhooks",
    ({ account: { directory } }) =>
      directoryList("webhooks", directory.webhooks.list(), (hook) => hook, {
        metaFirst: true,
        links: "none",
      }),
  ),
  get(
    "/v1/webhooks/:webhook_id",
    ({ account: { directory }, params: [id = ""] }) => single("webhook", directory.webhooks.get(id), id),
  ),

  ...writes,
];

function get(pattern: string, reply: Route["reply"]): Route {
  return { method: "GET", pattern, reply };
}

function list(pattern: string, listing: (request: RouteRequest) => Listing): Route {
  return get(pattern, (request) => answerPage(listing(request), request));
}

function answerPage(listing: Listing, { url, query, options }: RouteRequest): Reply {
  return page(listing, query, { origin: url.origin, path: url.pathname, clampTotal: options.clampTotal });
}

/** Since 30 September 2026. Which refusal it is nobody has seen. */
function sunset(): Reply {
  return refusal(410, "Gone", "This version has been sunset, use /v2/users");
}
