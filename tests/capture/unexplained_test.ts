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
