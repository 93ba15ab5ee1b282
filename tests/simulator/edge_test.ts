import { assertEquals } from "@std/assert";
import { api, read } from "./api.ts";

Deno.test("A request without credentials is 401, with wrong ones 403, to an unknown route 404, in the edge's words", async () => {
  const { simulator, get } = api();
  const url = "https://api.aircall.io/v1/calls";
  const none = await read(await simulator.fetch(url));
  assertEquals([none.status, none.text], [401, '{"message":"Unauthorized"}']);
  for (const authorization of [`Basic ${btoa("simulated-id:wrong")}`, "Basic", "Bearer simulated-token"]) {
    const wrong = await read(await simulator.fetch(url, { headers: { authorization } }));
    assertEquals([wrong.status, wrong.text], [403, '{"message":"Forbidden"}']);
  }
  const unknown = await get("/v1/nothing");
  assertEquals([unknown.status, unknown.text], [404, '{"message":"Not Found"}']);
  const post = await get("/v1/contacts/1/emails", { method: "POST" });
  assertEquals([post.status, post.text], [404, '{"message":"Not Found"}']);
});

Deno.test("The ping answers to the right credentials, the root document to anybody", async () => {
  const { simulator, get } = api({ credentials: { id: "one", token: "two" } });
  assertEquals((await get("/v1/ping")).text, '{"ping":"pong"}');
  const root = await read(await simulator.fetch("https://api.aircall.io"));
  assertEquals(root.text, '{"resource":"Aircall Documentation","contact":"support@aircall.io"}');
});

Deno.test("An unknown id is 404 in the application's words, on every single-item route", async () => {
  const { get } = api();
  for (
    const path of [
      "/v1/calls/1",
      "/v1/contacts/1",
      "/v1/numbers/1",
      "/v1/tags/1",
      "/v2/users/1",
      "/v1/teams/1",
    ]
  ) {
    const { status, json } = await get(path);
    assertEquals([path, status, json.error, typeof json.troubleshoot], [path, 404, "Not Found", "string"]);
  }
  assertEquals((await get("/v1/webhooks/none")).status, 404);
  assertEquals((await get("/v1/users/1/availability")).status, 404);
});

Deno.test("Every listed row is found on its own route", async () => {
  const { get, account } = api();
  for (const kind of ["calls", "contacts", "numbers", "tags", "teams"]) {
    const { ids } = await get(`/v1/${kind}?per_page=3`);
    for (const id of ids) assertEquals((await get(`/v1/${kind}/${id}`)).status, 200);
  }
  const [user] = account.directory.users.list();
  assertEquals((await get(`/v2/users/${user?.id}`)).json, (await get(`/v2/users/${user?.email}`)).json);
  assertEquals((await get(`/v1/users/${user?.id}/availability`)).json, { availability: user?.availability });
  const [hook] = account.directory.webhooks.list();
  assertEquals((await get(`/v1/webhooks/${hook?.webhook_id}`)).json, { webhook: hook });
});

Deno.test("/v1/users is refused after its sunset, or lives on, as it is set", async () => {
  const refused = await api().get("/v1/users");
  assertEquals([refused.status, refused.json.error], [410, "Gone"]);
  const { get } = api({ usersV1: "live" });
  const { rows: [legacy = {}] } = await get("/v1/users");
  const { rows: [user = {}] } = await get("/v2/users");
  const { default_number_id: _, substatus: __, direct_link: ___, ...shared } = user;
  assertEquals(legacy, { ...shared, direct_link: `https://api.aircall.io/v1/users/${user.id}` });
});

Deno.test("Only contacts name the charset, and every answer carries the server's own time", async () => {
  const { get, clock } = api({ skew: -90_000 });
  const types = await Promise.all(["calls", "contacts", "numbers"].map((kind) => get(`/v1/${kind}`)));
  assertEquals(types.map(({ headers }) => headers.get("content-type")), [
    "application/json",
    "application/json; charset=utf-8",
    "application/json",
  ]);
  assertEquals(Date.parse(types[0]?.headers.get("date") ?? ""), clock.now() - 90_000);
});
