import { assertEquals, assertLessOrEqual } from "@std/assert";
import { DAY, Days, MINUTE } from "../support/days.ts";

Deno.test("a contact that is counted but lies in no window is looked for once, and a deletion is found beside it", async () => {
  const days = new Days({ bind: ["contacts"], interval: "PT5M", size: { calls: 0, contacts: 1000 } });
  const { simulator } = days.world;
  const honest = simulator.fetch;
  days.world.fetch = async (url, init) => {
    const response = await honest(url, init);
    const body = await response.clone().json().catch(() => ({}));
    if (!Array.isArray(body.contacts) || new URL(url).searchParams.has("to")) return response;
    const meta = { ...body.meta, total: body.meta.total + 1 };
    return Response.json({ ...body, meta }, { headers: response.headers });
  };
  await days.begin();
  await days.pass(30 * MINUTE);
  days.taken();
  simulator.clearJournal();
  await days.pass(60 * MINUTE);
  // a poll every five minutes, each with a page or two and at times a look at the server's time
  assertLessOrEqual(simulator.count(), 12 * 3);
  const [gone] = [...simulator.account.truth("contacts").keys()].slice(400);
  simulator.account.deleteContact(Number(gone));
  await days.pass(5 * MINUTE);
  assertEquals(days.taken().filter((one) => one.startsWith("d")), [`d ${gone}`]);
  await days.pass(DAY);
  assertEquals(days.taken().filter((one) => one.startsWith("d")), []);
  await days.end();
});

Deno.test("a deletion that no count tells of is found within a day, though its cell is joined with its neighbour as it is read", async () => {
  const days = new Days({ bind: ["contacts"], interval: "PT5M", size: { calls: 0, contacts: 1500 } });
  const { account, fetch: honest } = days.world.simulator;
  await days.begin();
  await days.pass(10 * MINUTE);
  const keys = [...account.truth("contacts").keys()].map(Number);
  // two neighbouring cells of 50 rows each
  for (const id of [...keys.slice(250, 450), ...keys.slice(500, 700)]) account.deleteContact(id);
  await days.pass(20 * MINUTE);
  assertEquals(days.world.differences(), []);
  days.taken();
  days.world.fetch = async (url, init) => {
    const response = await honest(url, init);
    const body = await response.clone().json().catch(() => ({}));
    if (!Array.isArray(body.contacts) || new URL(url).searchParams.has("to")) return response;
    return Response.json({ ...body, meta: { ...body.meta, total: body.meta.total + 1 } }, {
      headers: response.headers,
    });
  };
  account.deleteContact(keys[720] ?? NaN);
  await days.pass(DAY / 2);
  // so that the pass and a life's end do not meet
  await days.end();
  await days.pass(DAY / 2);
  assertEquals(new Set(days.taken().filter((one) => one.startsWith("d"))), new Set([`d ${keys[720]}`]));
  await days.end();
});
