import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Account, differences, type StreamName, streams } from "../../src/simulator/mod.ts";
import { api, object, objects } from "./api.ts";

/** A capture of a stream as it should be, to be spoiled: a deep copy with _meta. */
function capture(account: Account, stream: StreamName): Map<string, Record<string, unknown>> {
  return new Map([...account.truth(stream)].map(([key, document]) => [
    key,
    { ...structuredClone(document), _meta: { op: "c" } },
  ]));
}

Deno.test("What was captured whole is equal, for every stream, however its keys are ordered", () => {
  const { account } = api();
  for (const stream of streams) {
    assertEquals(differences(account, stream, capture(account, stream)), []);
    const turned = [...capture(account, stream)].map(([key, document]) =>
      [key, Object.fromEntries(Object.entries(document).reverse())] as const
    );
    assertEquals(differences(account, stream, new Map(turned.reverse())), []);
  }
});

Deno.test("A missing document, one too many and one that differs are each told with key and values", () => {
  const { account } = api();
  for (const stream of streams) {
    const captured = capture(account, stream);
    const [first = ""] = captured.keys();
    captured.delete(first);
    captured.set("other", { id: "other" });
    const lines = differences(account, stream, captured);
    assertEquals(lines.length, 2);
    assertStringIncludes(lines[0] ?? "", `${stream} ${first}: missing, should be {`);
    assertEquals(lines[1], `${stream} other: one too many, {"id":"other"}`);
  }
});

Deno.test("Every field of every document counts: changed, lost or added", () => {
  const { account } = api({ size: { calls: 40 } });
  for (const stream of streams) {
    for (const [key, document] of capture(account, stream)) {
      for (const name of Object.keys(document)) {
        if (name === "_meta") continue;
        const { [name]: value, ...without } = document;
        const lines = differences(account, stream, new Map([...account.truth(stream), [key, without]]));
        assertEquals(lines.length, 1);
        assertStringIncludes(lines[0] ?? "", `${stream} ${key}: ${name} is not there, should be `);
        const other = Array.isArray(value) ? [...value, "other"] : value === null ? 0 : null;
        const changed = differences(
          account,
          stream,
          new Map([...account.truth(stream), [key, { ...document, [name]: other }]]),
        );
        assertStringIncludes(changed[0] ?? "", `${stream} ${key}: ${name} is `);
      }
      break;
    }
    const [[key, document] = ["", {}]] = [...capture(account, stream)];
    const added = differences(
      account,
      stream,
      new Map([...account.truth(stream), [key, { ...document, more: [1] }]]),
    );
    assertEquals(added, [`${stream} ${key}: more is [1], should not be there`]);
  }
});

Deno.test("The text of signed addresses does not count, whether there is one does", () => {
  const { account } = api();
  const callDetails = ["contact", "short_urls"] as const;
  const captured = new Map<string, Record<string, unknown>>(account.truth("calls", { callDetails }));
  assertEquals(differences(account, "calls", captured, { callDetails }), []);
  const [key, call] = [...captured].find(([, { recording }]) => recording !== null) ?? ["", {}];
  for (const field of ["recording", "recording_short_url"]) {
    captured.set(key, { ...call, [field]: null });
    assertEquals(differences(account, "calls", captured, { callDetails }).length, 1);
    captured.set(key, call);
  }
  captured.set(key, { ...call, recording: "https://elsewhere.example.com/x.mp3?X-Amz-Date=1" });
  assertEquals(differences(account, "calls", captured, { callDetails }).length, 1);
});

Deno.test("Of users, contacts, numbers and teams inside calls and teams only the ids count", () => {
  const { account } = api({ size: { calls: 900 } });
  const calls = capture(account, "calls");
  const teams = capture(account, "teams");
  for (const { id } of account.directory.users.list()) {
    account.editUser(id, { name: "Renamed", availability: "offline" });
  }
  for (const { id } of account.directory.numbers.list()) account.editNumber(id, { name: "Renamed" });
  for (const { id } of account.directory.teams.list()) {
    account.editTeam(id, { created_at: "2020-01-01T00:00:00.000Z" });
  }
  for (const id of account.contacts.ids()) account.editContact(id, { first_name: "Renamed" });
  assertEquals(differences(account, "calls", calls), []);
  assert(differences(account, "teams", teams).every((line) => !line.includes("users is")));
  const spoiled = (field: string, value: unknown) => {
    const [key, call] =
      [...calls].find(([, call]) =>
        object(call[field]).id !== undefined || objects(call[field]).length > 0
      ) ?? ["", {}];
    return differences(account, "calls", new Map([...calls, [key, { ...call, [field]: value }]]));
  };
  for (const field of ["user", "contact", "assigned_to", "transferred_by", "transferred_to", "number"]) {
    assertStringIncludes(spoiled(field, { id: 1 })[0] ?? "", `${field} is {"id":1}, should be {"id":`);
    assertEquals(spoiled(field, null).length, 1);
  }
  assertEquals(spoiled("teams", [{ id: 1 }]).length, 1);
});

Deno.test("Remarks and tags count whole, but for what their author is like at present", () => {
  const { account } = api();
  const [id = 0] = [...account.truth("calls").keys()].map(Number);
  const [user = 0, other = 0] = account.directory.users.list().map(({ id }) => id);
  const tag = Number([...account.truth("tags").keys()].at(-1));
  account.editCall(id, { comment: { content: "one", by: user }, tag });
  const captured = capture(account, "calls");
  account.editUser(user, { name: "Renamed" });
  assertEquals(differences(account, "calls", captured), []);
  const comments = objects(captured.get(String(id))?.comments);
  const [last = {}] = comments.slice(-1);
  for (
    const change of [{ content: "two" }, { posted_by: { id: other } }, { posted_by: null }, { posted_at: 1 }]
  ) {
    const changed = {
      ...captured.get(String(id)),
      comments: [...comments.slice(0, -1), { ...last, ...change }],
    };
    assertEquals(differences(account, "calls", new Map([...captured, [String(id), changed]])).length, 1);
  }
  account.editTag(tag, { name: "Other name" });
  assertEquals(differences(account, "calls", captured).length > 0, true);
});

Deno.test("Menu choices that the account has forgotten are no difference, invented ones are", () => {
  const { account, pass } = api({ size: { calls: 1500, days: 55 } });
  const callDetails = ["timeline"] as const;
  const captured = new Map<string, Record<string, unknown>>(account.truth("calls", { callDetails }));
  pass(20 * 86_400);
  assertEquals(differences(account, "calls", captured, { callDetails }), []);
  const [key, call] =
    [...account.truth("calls", { callDetails })].find(([, call]) =>
      objects(call.ivr_options_selected).length > 0
    ) ?? ["", {}];
  captured.set(key, { ...call, ivr_options_selected: [] });
  assertEquals(differences(account, "calls", captured, { callDetails }).length, 1);
});

Deno.test("Calls that have left the horizon since are no difference, calls that never were are", () => {
  const { account, pass } = api();
  const captured = capture(account, "calls");
  pass(150 * 86_400);
  assert(account.truth("calls").size < captured.size);
  assertEquals(differences(account, "calls", captured), []);
  captured.set("12", { id: 12, started_at: 1 });
  assertEquals(differences(account, "calls", captured).length, 1);
});

Deno.test("Long values are shortened, many differences counted", () => {
  const { account } = api();
  const lines = differences(account, "contacts", new Map(), { most: 3 });
  assertEquals(lines.length, 4);
  assertEquals(lines.at(-1), "contacts: and 127 more of 130 documents");
  assert(lines.every((line) => line.length < 160));
});
