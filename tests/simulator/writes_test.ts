import { assert, assertEquals } from "@std/assert";
import { api, object, objects } from "./api.ts";

function writer() {
  const made = api();
  const headers = { authorization: made.simulator.authorization, "content-type": "application/json" };
  const send = (method: string, path: string, body?: unknown) =>
    made.get(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { ...made, send };
}

Deno.test("A contact is created, edited and deleted over HTTP", async () => {
  const { send, get, account } = writer();
  const phones = [{ label: "Work", value: "+12025550101" }];
  const created = await send("POST", "/v1/contacts", {
    first_name: "Noa",
    last_name: "Vale",
    phone_numbers: phones,
  });
  const contact = object(created.json.contact);
  assertEquals([created.status, contact.first_name, contact.created_at], [201, "Noa", account.now]);
  assert(Number(objects(contact.phone_numbers)[0]?.id) > 0);
  for (const method of ["POST", "PUT"]) {
    const edited = await send(method, `/v1/contacts/${contact.id}`, { last_name: method });
    assertEquals([edited.status, object(edited.json.contact).last_name], [200, method]);
  }
  const gone = await send("DELETE", `/v1/contacts/${contact.id}`);
  assertEquals([gone.status, gone.text], [204, ""]);
  assertEquals((await get(`/v1/contacts/${contact.id}`)).status, 404);
  assertEquals((await send("DELETE", `/v1/contacts/${contact.id}`)).status, 404);
});

Deno.test("A call is dialled, commented, tagged, archived and unarchived over HTTP", async () => {
  const { send, account, call } = writer();
  const [user] = account.directory.users.list();
  const [number] = account.directory.numbers.list();
  assertEquals(
    (await send("POST", `/v1/users/${user?.id}/calls`, { number_id: number?.id, to: "+1" })).status,
    204,
  );
  const id = account.calls.select(-Infinity, Infinity, account.now).at(300);
  assertEquals([(await call(id)).status, (await call(id)).direction], ["initial", "outbound"]);
  assertEquals((await send("POST", `/v1/calls/${id}/comments`, { content: "hello" })).status, 201);
  assertEquals((await send("POST", `/v1/calls/${id}/tags`, { tags: [3037356] })).status, 201);
  assertEquals((await send("PUT", `/v1/calls/${id}/archive`)).status, 200);
  const after = await call(id);
  assertEquals([objects(after.comments).at(-1)?.content, objects(after.tags).at(-1)?.id, after.archived], [
    "hello",
    3037356,
    true,
  ]);
  await send("PUT", `/v1/calls/${id}/unarchive`);
  assertEquals((await call(id)).archived, false);
});

Deno.test("Webhooks and teams are created and deleted over HTTP", async () => {
  const { send, get, account } = writer();
  const hook = object(
    (await send("POST", "/v1/webhooks", { url: "https://example.com/x", events: ["call.created"] })).json
      .webhook,
  );
  assertEquals([hook.url, hook.events], ["https://example.com/x", ["call.created"]]);
  assertEquals((await send("DELETE", `/v1/webhooks/${hook.webhook_id}`)).status, 204);
  assertEquals((await get(`/v1/webhooks/${hook.webhook_id}`)).status, 404);
  const team = object((await send("POST", "/v1/teams", { name: "New team" })).json.team);
  const [user] = account.directory.users.list();
  const grown = await send("POST", `/v1/teams/${team.id}/users/${user?.id}`);
  assertEquals(objects(object(grown.json.team).users).map(({ id }) => id), [user?.id]);
});

Deno.test("What is sent wrong is refused: 400 in the application's words, or 404", async () => {
  const { send, account } = writer();
  const [user] = account.directory.users.list();
  const id = account.calls.select(-Infinity, Infinity, account.now).at(0);
  const wrong: [string, string, unknown, number][] = [
    ["POST", `/v1/users/${user?.id}/calls`, {}, 400],
    ["POST", "/v1/users/1/calls", {}, 404],
    ["POST", `/v1/calls/${id}/comments`, { content: 1 }, 400],
    ["POST", "/v1/calls/1/comments", { content: "x" }, 404],
    ["POST", `/v1/calls/${id}/tags`, { tags: "x" }, 400],
    ["POST", "/v1/calls/1/tags", { tags: [] }, 404],
    ["PUT", "/v1/calls/1/archive", undefined, 404],
    ["PUT", "/v1/contacts/1", {}, 404],
    ["POST", "/v1/webhooks", { url: "http://example.com" }, 400],
    ["DELETE", "/v1/webhooks/1", undefined, 404],
    ["POST", "/v1/teams", { name: "" }, 400],
    ["POST", "/v1/teams", { name: account.directory.teams.list()[0]?.name }, 400],
    ["POST", "/v1/teams/1/users/1", undefined, 404],
    ["DELETE", "/v1/tags/3037356", undefined, 404],
  ];
  for (const [method, path, body, status] of wrong) {
    const answer = await send(method, path, body);
    assertEquals([method, path, answer.status], [method, path, status]);
  }
});
