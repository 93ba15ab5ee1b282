import type { Json, Row } from "./json.ts";
import { ok, refusal, type Reply, single, unknownId } from "./replies.ts";
import type { Route, RouteRequest } from "./routes.ts";

/** The write routes that a test or a live trial may need; they change the account at once. */
export const writes: readonly Route[] = [
  write("POST", "/v1/users/:id/calls", ({ account, params: [id = ""], body }) => {
    if (!account.directory.users.get(Number(id))) return unknownId("user", id);
    const number = field(body, "number_id");
    if (typeof number !== "number") return invalid("number_id");
    account.startCall({ direction: "outbound", user: Number(id), number });
    return nothing;
  }),
  write("POST", "/v1/calls/:id/comments", ({ account, params: [id = ""], body }) => {
    const content = field(body, "content");
    if (!account.call(Number(id))) return unknownId("call", id);
    if (typeof content !== "string") return invalid("content");
    account.editCall(Number(id), { comment: content });
    return created("call", account.call(Number(id)));
  }),
  write("POST", "/v1/calls/:id/tags", ({ account, params: [id = ""], body }) => {
    const tags = field(body, "tags");
    if (!account.call(Number(id))) return unknownId("call", id);
    if (!Array.isArray(tags)) return invalid("tags");
    for (const tag of tags) if (typeof tag === "number") account.editCall(Number(id), { tag });
    return created("call", account.call(Number(id)));
  }),
  write("PUT", "/v1/calls/:id/archive", (request) => archive(request, true)),
  write("PUT", "/v1/calls/:id/unarchive", (request) => archive(request, false)),

  write("POST", "/v1/contacts", ({ account, body }) => {
    const id = account.addContact({ ...blankContact, ...row(body), ...withIds(account.now, row(body)) });
    return created("contact", account.contacts.document(id));
  }),
  write("POST", "/v1/contacts/:id", editContact),
  write("PUT", "/v1/contacts/:id", editContact),
  write("DELETE", "/v1/contacts/:id", ({ account, params: [id = ""] }) => {
    if (!account.contacts.has(Number(id))) return unknownId("contact", id);
    account.deleteContact(Number(id));
    return nothing;
  }),

  write("POST", "/v1/webhooks", ({ account, body }) => {
    const { url, events } = row(body);
    if (typeof url !== "string" || !url.startsWith("https://")) return invalid("url");
    const id = account.addWebhook({
      url,
      events: Array.isArray(events) ? events.map(String) : [],
      active: true,
    });
    return created("webhook", account.directory.webhooks.get(id));
  }),
  write("DELETE", "/v1/webhooks/:webhook_id", ({ account, params: [id = ""] }) => {
    if (!account.directory.webhooks.get(id)) return unknownId("webhook", id);
    account.deleteWebhook(id);
    return nothing;
  }),

  write("POST", "/v1/teams", ({ account, body }) => {
    const name = field(body, "name");
    if (typeof name !== "string" || name.length === 0 || name.length > 64) return invalid("name");
    if (account.directory.teams.list().some((team) => team.name === name)) return invalid("name");
    const team = account.directory.teams.get(account.addTeam({ name, userIds: [] }));
    return created("team", team && account.views.team(team));
  }),
  write("POST", "/v1/teams/:id/users/:user_id", ({ account, params: [id = "", user = ""] }) => {
    const team = account.directory.teams.get(Number(id));
    if (!team) return unknownId("team", id);
    if (!account.directory.users.get(Number(user))) return unknownId("user", user);
    account.editTeam(team.id, { userIds: [...new Set([...team.userIds, Number(user)])] });
    const grown = account.directory.teams.get(team.id);
    return created("team", grown && account.views.team(grown));
  }),
];

const nothing: Reply = { status: 204, body: undefined };

const blankContact: Row = {
  first_name: null,
  last_name: null,
  company_name: null,
  information: null,
  is_shared: true,
  phone_numbers: [],
  emails: [],
};

function write(method: string, pattern: string, reply: Route["reply"]): Route {
  return { method, pattern, reply };
}

function archive({ account, params: [id = ""] }: RouteRequest, archived: boolean): Reply {
  if (!account.call(Number(id))) return unknownId("call", id);
  account.editCall(Number(id), { archive: archived });
  return single("call", account.call(Number(id)), id);
}

function editContact({ account, params: [id = ""], body }: RouteRequest): Reply {
  if (!account.contacts.has(Number(id))) return unknownId("contact", id);
  account.editContact(Number(id), { ...row(body), ...withIds(account.now, row(body)) });
  return single("contact", account.contacts.document(Number(id)), id);
}

function created(name: string, what: Json | undefined): Reply {
  return what === undefined
    ? refusal(500, "Internal Server Error", `No ${name}`)
    : { ...ok({ [name]: what }), status: 201 };
}

function invalid(name: string): Reply {
  return refusal(400, "Bad Request", `${name} is missing or invalid`);
}

/** Numbers and addresses that are sent have no ids yet. */
function withIds(now: number, fields: Row): Row {
  const numbered = (values: Json | undefined, place: number) =>
    Array.isArray(values)
      ? values.map((value: Json, i) => ({ id: now * 10 + place + i, ...row(value) }))
      : undefined;
  const phones = numbered(fields.phone_numbers, 0);
  const emails = numbered(fields.emails, 5);
  return { ...(phones ? { phone_numbers: phones } : {}), ...(emails ? { emails } : {}) };
}

function field(body: unknown, name: string): Json | undefined {
  return row(body)[name];
}

/** A parsed JSON object as a row; anything else is an empty one. */
function row(body: unknown): Row {
  return isRow(body) ? body : {};
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
