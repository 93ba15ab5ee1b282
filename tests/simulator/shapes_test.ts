import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Row } from "../../src/simulator/mod.ts";
import { api, object, objects, walk } from "./api.ts";

const callKeys =
  "id sid direct_link direction status missed_call_reason started_at answered_at ended_at duration archived cost voicemail recording asset raw_digits user contact assigned_to transferred_by transferred_to comments number teams tags recording_short_url voicemail_short_url country_code_a2 pricing_type";

Deno.test("A call has all its keys in the live order, beside fields that come on demand or are unknown", async () => {
  const { get } = api();
  const keys = callKeys.split(" ");
  for (const row of await walk(get, "/v1/calls")) {
    assertEquals(Object.keys(row).slice(0, keys.length), keys);
    assert(
      Object.keys(row).slice(keys.length).every((key) =>
        ["conference_participants", "quality", "is_test"].includes(key)
      ),
    );
  }
});

Deno.test("Signed addresses are other ones at each reading, the asset is not", async () => {
  const { get, call } = api();
  const calls = await walk(get, "/v1/calls");
  for (const kind of ["recording", "voicemail"] as const) {
    const row = calls.find((call) => call[kind] !== null);
    const again = await call(Number(row?.id));
    assert(row?.[kind] !== again[kind]);
    const [one, other] = [new URL(String(row?.[kind])), new URL(String(again[kind]))];
    assertEquals(one.pathname, other.pathname);
    assertMatch(one.pathname, new RegExp(`^/companies/\\d+/recordings/call-${row?.id}-`));
    assertEquals([...one.searchParams.keys()], [
      ...["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"],
      ...["X-Amz-Security-Token", "X-Amz-Signature"],
    ]);
    assertEquals(
      [row?.asset, again.asset],
      Array(2).fill(`https://assets.aircall.io/calls/${row?.id}/${kind}`),
    );
  }
});

Deno.test("Contact and short addresses are null, menus and voice agents absent, until they are asked for with true", async () => {
  const { get } = api();
  const plain = await walk(get, "/v1/calls");
  const without = await walk(get, "/v1/calls?fetch_contact=1&fetch_short_urls=yes&fetch_call_timeline=false");
  for (const row of [...plain, ...without]) {
    assertEquals([row.contact, row.recording_short_url, row.voicemail_short_url], [null, null, null]);
    assert(!("ivr_options_selected" in row) && !("ai_voice_agents" in row));
  }
  const path =
    "/v1/calls?fetch_contact=true&fetch_short_urls=true&fetch_call_timeline=true&fetch_aiva_conv=true";
  const full = await walk(get, path);
  assertEquals(full.length, plain.length);
  for (const row of full) {
    assertEquals(row.recording_short_url !== null, row.recording !== null);
    assertEquals(row.voicemail_short_url !== null, row.voicemail !== null);
    assert(Array.isArray(row.ivr_options_selected) && Array.isArray(row.ai_voice_agents));
  }
  const named = full.filter(({ contact }) => contact !== null);
  assert(named.length > 100 && named.length < 250);
  const listed = new Map((await walk(get, "/v1/contacts")).map((row) => [row.id, row]));
  for (const { contact, raw_digits } of named) {
    assertEquals(listed.get(object(contact).id ?? null), object(contact));
    assert(raw_digits !== "anonymous");
  }
  const short = full.find((row) => row.recording_short_url !== null);
  assertMatch(String(short?.recording_short_url), /^https:\/\/short-urls\.aircall\.io\/v1\/[0-9a-f-]{36}$/);
});

Deno.test("Menu choices are kept for about two months", async () => {
  const { get, account } = api({ size: { days: 170, calls: 600 } });
  const calls = await walk(get, "/v1/calls?fetch_call_timeline=true");
  const chosen = calls.filter((row) => objects(row.ivr_options_selected).length > 0);
  assert(chosen.length > 5);
  assert(chosen.every((row) => Number(row.started_at) > account.now - 62 * 86_400));
});

Deno.test("A user inside a call has the old link and lacks what came with v2", async () => {
  const { get, account } = api();
  const row = (await walk(get, "/v1/calls")).find(({ user }) => user !== null);
  const inCall = object(row?.user);
  assertEquals(
    Object.keys(inCall).join(" "),
    "id direct_link name email available availability_status created_at time_zone language state wrap_up_time extension",
  );
  const listed = object(account.truth("users").get(String(inCall.id)));
  const { substatus: _, default_number_id: __, ...shared } = listed;
  assertEquals(inCall, { ...shared, direct_link: `https://api.aircall.io/v1/users/${inCall.id}` });
  assertEquals(listed.direct_link, `https://api.aircall.io/v2/users/${inCall.id}`);
});

Deno.test("Listed users have their keys in the live order, an extension of text, and no numbers", async () => {
  const { get } = api();
  const { rows } = await get("/v2/users");
  for (const row of rows) {
    assertEquals(
      Object.keys(row).join(" "),
      "id name email direct_link language created_at time_zone state wrap_up_time extension availability_status available default_number_id substatus",
    );
    assertMatch(String(row.created_at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  }
  assertEquals(rows[0]?.extension, "001");
});

Deno.test("The numbers list omits users, the single number has them", async () => {
  const { get } = api();
  const { rows: [row = {}] } = await get("/v1/numbers");
  assertEquals(
    Object.keys(row).join(" "),
    "id digits direct_link name country time_zone availability_status is_ivr live_recording_activated priority messages created_at open",
  );
  const alone = object((await get(`/v1/numbers/${row.id}`)).json.number);
  const { users, ...rest } = alone;
  assertEquals(rest, row);
  assert(Array.isArray(users));
});

Deno.test("A number inside a call differs from the listed one: priority null, default recordings named, flow editor", async () => {
  const { get } = api();
  const listed = new Map((await get("/v1/numbers")).rows.map((row) => [row.id, row]));
  const calls = await walk(get, "/v1/calls");
  for (const { number } of calls) {
    const inCall = object(number);
    const own = object(listed.get(inCall.id ?? null));
    assertEquals(inCall.flow_editor_enabled, true);
    assert(!("flow_editor_enabled" in own));
    if ("priority" in inCall) assertEquals(inCall.priority, null);
    const [here, there] = [object(inCall.messages), object(own.messages)];
    for (const name of ["welcome", "ivr", "voicemail"]) {
      assertEquals([typeof here[name], there[name]], ["string", null]);
    }
    assertEquals(inCall.digits, own.digits);
  }
});

Deno.test("Old numbers lack what came later", async () => {
  const { get } = api({ size: { numbers: 120 } });
  const rows = await walk(get, "/v1/numbers");
  const old = rows.filter((row) => !("priority" in row));
  assert(old.length > 0 && old.length < 30);
  for (const row of old) assert(!("created_at" in row) && !("ringing_tone" in object(row.messages)));
});

Deno.test("Teams show their members, without what of them is only momentary", async () => {
  const { get } = api();
  const { rows } = await get("/v1/teams");
  assertEquals(new Set(rows.map(({ name }) => name)).size, rows.length);
  for (const row of rows) {
    assertEquals(Object.keys(row).join(" "), "id name direct_link created_at users");
    for (const member of objects(row.users)) {
      assertEquals(
        Object.keys(member).join(" "),
        "id direct_link name email availability_status default_number_id created_at time_zone language wrap_up_time",
      );
    }
  }
});

Deno.test("The company has neither id nor time", async () => {
  const { get } = api();
  assertEquals(Object.keys(object((await get("/v1/company")).json.company)), [
    "name",
    "users_count",
    "numbers_count",
  ]);
  assertEquals(Object.keys((await get("/v1/company")).json), ["company"]);
});

Deno.test("Tags have no link and no time; the nine of every account come first", async () => {
  const { get } = api();
  const { rows } = await get("/v1/tags?per_page=50");
  assertEquals(rows[0], {
    id: 3037353,
    name: "Callback Request",
    color: "#29C8FF",
    description: "queue_callback",
  });
  assertEquals(rows[8]?.name, "Local Presence");
  for (const row of rows) {
    assertEquals(Object.keys(row), ["id", "name", "color", "description"]);
    assertMatch(String(row.color), /^#[0-9a-fA-F]{6}$/);
  }
  assert(rows.some(({ description }) => description === null));
});

Deno.test("Webhooks come with their secret, a random id and true milliseconds, in the order they were made", async () => {
  const { get } = api({ size: { webhooks: 12 } });
  const { rows } = await get("/v1/webhooks");
  for (const row of rows) assertMatch(String(row.token), /^[0-9a-f]{32}$/);
  const made = rows.map(({ created_at }) => String(created_at));
  assertEquals(made, made.toSorted());
  const ids = rows.map(({ id }) => Number(id));
  assert(ids.join() !== ids.toSorted((a, b) => a - b).join());
  assert(rows.some(({ created_at }) => !String(created_at).endsWith(".000Z")));
});

Deno.test("Availabilities are paged like everything else, under the key users", async () => {
  const { get } = api();
  const { rows, meta, json } = await get("/v1/users/availabilities");
  assertEquals([rows.length, meta.total, "users" in json], [20, 25, true]);
  assertEquals(Object.keys(rows[0] ?? {}), ["availability", "id"]);
});

Deno.test("Contacts: varying key order, an Echo Test, shared seconds, updates after creation, ids beyond 32 bits", async () => {
  const { get } = api({ size: { contacts: 2000 } });
  const rows = await walk(get, "/v1/contacts");
  const [echo = {}] = rows;
  assertEquals([echo.first_name, objects(echo.phone_numbers)[0]?.value], ["Echo", "+16314402060"]);
  assert(new Set(rows.map((row) => Object.keys(row)[0])).size > 2);
  const seconds = Map.groupBy(rows, ({ created_at }) => created_at);
  assert([...seconds.values()].some((group) => group.length > 20));
  assert(rows.every(({ created_at, updated_at }) => Number(updated_at) >= Number(created_at)));
  assert(rows.some(({ created_at, updated_at }) => Number(updated_at) > Number(created_at)));
  for (const row of rows) {
    for (const part of [...objects(row.phone_numbers), ...objects(row.emails)]) {
      assert(Number(part.id) > 2 ** 31);
    }
    assertEquals(row.is_shared, true);
  }
  assert(rows.some(({ company_name }) => company_name === null));
});

Deno.test("The time of a tag is tagged_at, or created_at where that is set; system tags have nobody as tagger", async () => {
  for (const tagTime of ["tagged_at", "created_at"] as const) {
    const { get, account } = api({ tagTime, size: { calls: 600 } });
    const tags = (await walk(get, "/v1/calls")).flatMap(({ tags }) => objects(tags));
    assert(tags.length > 50);
    for (const tag of tags) assertEquals(Object.keys(tag), ["id", "name", "tagged_by", tagTime]);
    const system = new Set(account.directory.tags.list().slice(0, 9).map(({ id }) => id));
    for (const tag of tags) {
      const isSystem = system.has(Number(tag.id));
      assertEquals(
        isSystem ? JSON.stringify(tag.tagged_by) : typeof object(tag.tagged_by).id,
        isSystem ? "{}" : "number",
      );
    }
    assert(tags.some((tag) => JSON.stringify(tag.tagged_by) === "{}"));
  }
});

Deno.test("Oddities occur: anonymous callers, unknown reasons and pricing, unknown fields, API comments, conferences", () => {
  const { account } = api({ size: { calls: 8000 } });
  const calls = [...account.truth("calls").values()];
  const known =
    /^(agents_did_not_answer|no_available_agent|short_abandoned|out_of_opening_hours|abandoned_in_(ivr|classic))$/;
  const some = (test: (call: Row) => boolean, most = 400) => {
    const count = calls.filter(test).length;
    assert(count > 0 && count < most, `${test} holds ${count} times`);
  };
  some((call) => call.raw_digits === "anonymous" && call.country_code_a2 === null && call.contact === null);
  some((call) => typeof call.missed_call_reason === "string" && !known.test(call.missed_call_reason));
  some((call) => call.pricing_type !== "in_bundle");
  some((call) => "quality" in call);
  some((call) => objects(call.comments).some(({ posted_by }) => posted_by === null));
  some((call) => objects(call.conference_participants).some(({ type }) => type === "observer"));
  some((call) => call.transferred_by !== null && call.transferred_to !== null);
  some((call) => call.assigned_to !== null);
  assert(calls.every(({ id }) => Number(id) > 2 ** 31));
  assert(calls.every(({ comments }) => objects(comments).length <= 5));
  assert(calls.every(({ teams, direction }) => direction === "inbound" || objects(teams).length === 0));
});
