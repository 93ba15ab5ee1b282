import { assert, assertEquals, assertThrows } from "@std/assert";
import { api, object, objects, walk } from "./api.ts";

Deno.test("What is done to a call later shows in it, moves no timestamp, and archived calls stay listed", async () => {
  const { account, call, get, simulator } = api();
  const { ids: [id = 0], meta } = await get("/v1/calls?order=desc&per_page=1");
  const times = async () => {
    const { started_at, answered_at, ended_at, duration } = await call(id);
    return { started_at, answered_at, ended_at, duration };
  };
  const before = await times();
  const { tags: tagsBefore, comments: commentsBefore } = await call(id);
  const [tag = 0] = simulator.account.directory.tags.list().slice(-1).map(({ id }) => id);
  const [user = 0] = account.directory.users.list().map(({ id }) => id);
  account.editCall(id, { comment: "by the API", tag, archive: true, assign: user });
  account.editCall(id, { comment: { content: "by a colleague", by: user } });
  account.editCall(id, { patch: { asset: "elsewhere", new_field: [1] } });
  const after = await call(id);
  assertEquals(await times(), before);
  const comments = objects(after.comments).slice(objects(commentsBefore).length);
  assertEquals(comments.map(({ content }) => content), ["by the API", "by a colleague"]);
  assertEquals([comments[0]?.posted_by, object(comments[1]?.posted_by).id], [null, user]);
  assertEquals(comments[0]?.posted_at, account.now);
  assert(objects(after.tags).some((one) => one.id === tag && one.tagged_at === account.now));
  assertEquals([after.archived, object(after.assigned_to).id, after.asset], [true, user, "elsewhere"]);
  assertEquals(after.new_field, [1]);
  assertEquals((await get("/v1/calls")).meta.total, meta.total);
  account.editCall(id, { untag: tag, archive: false, assign: null });
  const undone = await call(id);
  assertEquals([undone.archived, undone.assigned_to], [false, null]);
  assertEquals(objects(undone.tags).length, objects(tagsBefore).filter((one) => one.id !== tag).length);
});

Deno.test("A patched start moves the call in the list, and nothing else of it", async () => {
  const { account, call, get } = api();
  const { rows: [row = {}] } = await get("/v1/calls?order=desc&per_page=1");
  const id = Number(row.id);
  const { ended_at, answered_at } = await call(id);
  const earlier = Number(row.started_at) - 86_400 * 3;
  account.editCall(id, { patch: { started_at: earlier } });
  assert((await get(`/v1/calls?from=${earlier - 1}&to=${earlier}`)).ids.includes(id));
  const moved = await call(id);
  assertEquals([moved.started_at, moved.ended_at, moved.answered_at], [earlier, ended_at, answered_at]);
});

Deno.test("A start that was patched before the call is final stays where it was put", async () => {
  const { account, call, get, pass } = api();
  const begin = account.now;
  const id = account.startCall({ answeredAfter: 2, talk: 8, finaliseAfter: 90, shift: 1 });
  pass(20);
  account.editCall(id, { patch: { started_at: begin - 50 } });
  pass(100);
  const { started_at, answered_at, ended_at, pricing_type } = await call(id);
  assertEquals([started_at, answered_at, ended_at], [begin - 50, begin + 2, begin + 10]);
  assert(pricing_type !== null);
  assertEquals((await get(`/v1/calls?from=${begin - 51}&to=${begin - 50}`)).ids, [id]);
});

Deno.test("A contact that is deleted shifts the pages after it, and calls with it name nobody", async () => {
  const { account, get, call } = api();
  const before = (await walk(get, "/v1/contacts")).map(({ id }) => Number(id));
  const calls = await walk(get, "/v1/calls?fetch_contact=true");
  const withContact = calls.find(({ contact }) => contact !== null);
  const gone = Number(object(withContact?.contact).id);
  account.deleteContact(gone);
  assertEquals(
    (await walk(get, "/v1/contacts")).map(({ id }) => Number(id)),
    before.filter((id) => id !== gone),
  );
  assertEquals((await get(`/v1/contacts/${gone}`)).status, 404);
  assertEquals((await call(Number(withContact?.id), "?fetch_contact=true")).contact, null);
  const [first = 0] = before;
  const page2 = (await get("/v1/contacts?page=2")).ids;
  account.deleteContact(first);
  assertEquals((await get("/v1/contacts?page=2")).ids.slice(0, -1), page2.slice(1));
});

Deno.test("An edited contact keeps its place by creation; updated_at moves only if it is said to", async () => {
  const { account, get, pass } = api();
  const ids = (await walk(get, "/v1/contacts")).map(({ id }) => id);
  const [, quiet = 0, loud = 0] = account.contacts.ids();
  pass(10);
  const { updated_at } = account.contacts.document(quiet) ?? {};
  account.editContact(quiet, { phone_numbers: [] }, { touch: false });
  account.editContact(loud, { first_name: "Loud" });
  assertEquals((await walk(get, "/v1/contacts")).map(({ id }) => id), ids);
  assertEquals(object((await get(`/v1/contacts/${quiet}`)).json.contact).updated_at, updated_at);
  assertEquals(object((await get(`/v1/contacts/${quiet}`)).json.contact).phone_numbers, []);
  assertEquals(
    (await get("/v1/contacts?order_by=updated_at&order=desc&per_page=1")).rows[0]?.first_name,
    "Loud",
  );
  assertEquals(
    (await get("/v1/contacts?order_by=updated_at&order=desc&per_page=1")).rows[0]?.updated_at,
    account.now,
  );
});

Deno.test("A new contact is the last one by creation", async () => {
  const { account, get } = api();
  const id = account.addContact({ first_name: "Nora", note: "unknown field" });
  const { rows: [row = {}] } = await get("/v1/contacts?order=desc&per_page=1");
  assertEquals([row.id, row.first_name, row.note, row.created_at, row.updated_at], [
    id,
    "Nora",
    "unknown field",
    account.now,
    account.now,
  ]);
});

Deno.test("A tag that is deleted disappears from the list and from every call", async () => {
  const { account, get } = api();
  const tagged = (await walk(get, "/v1/calls")).filter(({ tags }) => objects(tags).length > 0);
  const id = Number(objects(tagged[0]?.tags)[0]?.id);
  account.deleteTag(id);
  assertEquals((await get(`/v1/tags/${id}`)).status, 404);
  const after = await walk(get, "/v1/calls");
  assert(after.every(({ tags }) => objects(tags).every((tag) => tag.id !== id)));
  assert(after.some(({ tags }) => objects(tags).length > 0));
});

Deno.test("Copies inside old calls and teams show a user's present; a deleted one stays in calls as last seen", async () => {
  const { account, get } = api();
  const calls = await walk(get, "/v1/calls");
  const old = calls.find(({ user }) => user !== null);
  const id = Number(object(old?.user).id);
  const inCall = async () => object(object((await get(`/v1/calls/${old?.id}`)).json.call).user);
  const team = account.addTeam({ name: "All of them", userIds: [id] });
  account.setAvailability(id, "offline");
  assertEquals((await inCall()).available, false);
  account.setAvailability(id, "available");
  account.editUser(id, { name: "New Name" });
  assertEquals([(await inCall()).name, (await inCall()).available], ["New Name", true]);
  const members = async () => objects(object((await get(`/v1/teams/${team}`)).json.team).users);
  assertEquals((await members()).map(({ name }) => name), ["New Name"]);
  account.deleteUser(id);
  assertEquals([(await inCall()).name, await members()], ["New Name", []]);
  assertEquals((await get(`/v2/users/${id}`)).status, 404);
});

Deno.test("Users, teams, numbers, tags and webhooks can be added, edited and deleted; the company counts along", async () => {
  const { account, get } = api();
  const company = async () => object((await get("/v1/company")).json.company);
  const before = await company();
  const user = account.addUser({ name: "Added", shoe_size: 44 });
  const number = account.addNumber({ name: "Added" });
  const tag = account.addTag({ name: "Added" });
  const team = account.addTeam({ name: "Added" });
  const hook = account.addWebhook({ url: "https://example.com/added" });
  account.renameCompany("Renamed");
  assertEquals(await company(), {
    name: "Renamed",
    users_count: Number(before.users_count) + 1,
    numbers_count: Number(before.numbers_count) + 1,
  });
  assertEquals(object((await get(`/v2/users/${user}`)).json.user).shoe_size, 44);
  account.editNumber(number, { name: "Edited" });
  account.editTag(tag, { color: "#abcdef" });
  account.editTeam(team, { name: "Edited" });
  account.editWebhook(hook, { active: false });
  assertEquals(object((await get(`/v1/numbers/${number}`)).json.number).name, "Edited");
  assertEquals(object((await get(`/v1/tags/${tag}`)).json.tag).color, "#abcdef");
  assertEquals(object((await get(`/v1/teams/${team}`)).json.team).name, "Edited");
  assertEquals(object((await get(`/v1/webhooks/${hook}`)).json.webhook).active, false);
  account.deleteNumber(number);
  account.deleteTag(tag);
  account.deleteTeam(team);
  account.deleteWebhook(hook);
  account.deleteUser(user);
  for (
    const path of [
      `/v1/numbers/${number}`,
      `/v1/tags/${tag}`,
      `/v1/teams/${team}`,
      `/v1/webhooks/${hook}`,
      `/v2/users/${user}`,
    ]
  ) {
    assertEquals([path, (await get(path)).status], [path, 404]);
  }
});

Deno.test("Changing what is not there is an error", () => {
  const { account } = api();
  assertThrows(() => account.editCall(1, { archive: true }), RangeError, "There is no call 1");
  assertThrows(() => account.editContact(1, {}), RangeError, "There is no contact 1");
  assertThrows(() => account.deleteContact(1), RangeError);
  assertThrows(() => account.editUser(1, {}), RangeError, "There is no row 1");
  assertThrows(() => account.deleteTag(1), RangeError);
});

Deno.test("The account can change between two pages of a walk", async () => {
  const { account, get, simulator } = api();
  const [first = 0] = account.contacts.ids();
  const stop = simulator.onRequest(({ path, query }) => {
    if (path === "/v1/contacts" && query.page === "2") account.deleteContact(first);
  });
  const before = account.contacts.ids();
  const one = await get("/v1/contacts?page=1");
  const two = await get("/v1/contacts?page=2");
  assertEquals([one.ids.at(-1), two.ids[0]], [before[19], before[21]]);
  stop();
  assertEquals((await get("/v1/contacts?page=2")).status, 200);
});
