import { assert, assertEquals } from "@std/assert";
import { api, object, objects, walk } from "./api.ts";

Deno.test("Calls are searched by direction, user, number and all of some tags, within a window", async () => {
  const { get } = api();
  const all = await walk(get, "/v1/calls");
  const search = async (query: string) => (await walk(get, `/v1/calls/search?${query}`)).map(({ id }) => id);
  assertEquals(await search(""), all.map(({ id }) => id));
  assertEquals(
    await search("direction=inbound"),
    all.filter((row) => row.direction === "inbound").map(({ id }) => id),
  );
  const someone = object(all.find(({ user }) => user !== null)?.user).id;
  const theirs = all.filter(({ user }) => object(user).id === someone).map(({ id }) => id);
  assertEquals(await search(`user_id=${someone}`), theirs);
  const [{ raw_digits = "" } = {}] = all;
  const digits = String(raw_digits).replace(/[ -]/g, "");
  const found = await search(`phone_number=${encodeURIComponent(digits)}`);
  assert(found.includes(all[0]?.id ?? null));
  const two = all.find(({ tags }) => objects(tags).length > 1);
  const tags = objects(two?.tags).map(({ id }) => Number(id));
  const tagged = all.filter((row) => tags.every((tag) => objects(row.tags).some(({ id }) => id === tag)));
  assertEquals(await search(tags.map((tag) => `tags[]=${tag}`).join("&")), tagged.map(({ id }) => id));
  const from = Number(all[100]?.started_at);
  assertEquals(
    await search(`from=${from}&direction=outbound`),
    all.filter((row) => Number(row.started_at) > from && row.direction === "outbound").map(({ id }) => id),
  );
});

Deno.test("A call that was transferred is found under whom it was transferred to", async () => {
  const { get } = api({ size: { calls: 900 } });
  const moved = (await walk(get, "/v1/calls")).find((row) =>
    row.transferred_by !== null && object(row.transferred_by).id !== object(row.transferred_to).id
  );
  const search = async (user: unknown) =>
    (await walk(get, `/v1/calls/search?user_id=${user}`)).some(({ id }) => id === moved?.id);
  assertEquals(await search(object(moved?.transferred_to).id), true);
  assertEquals(await search(object(moved?.transferred_by).id), false);
});

Deno.test("Contacts are searched by number and address, or not at all, and links keep the search", async () => {
  const { get } = api();
  const all = await walk(get, "/v1/contacts");
  const search = async (query: string) =>
    (await walk(get, `/v1/contacts/search?${query}`)).map(({ id }) => id);
  assertEquals(await search("order=desc"), all.map(({ id }) => id).reverse());
  assertEquals(await search(`phone_number=${encodeURIComponent("+16314402060")}`), [all[0]?.id]);
  const withMail = all.find(({ emails }) => objects(emails).length > 0);
  const [{ value } = {}] = objects(withMail?.emails);
  assertEquals(await search(`email=${value}`), [withMail?.id]);
  const { meta } = await get("/v1/calls/search?direction=inbound&per_page=5");
  assertEquals(
    meta.next_page_link,
    "https://api.aircall.io/v1/calls/search?direction=inbound&order=asc&page=2&per_page=5",
  );
});
