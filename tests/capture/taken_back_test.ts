import { assertEquals } from "@std/assert";
import { DAY, Days, MINUTE } from "../support/days.ts";

Deno.test("an edit that a full refresh lets out between two polls, and that is taken back before the next, leaves the call as it is", async () => {
  const days = new Days({
    bind: ["calls"],
    size: { calls: 500, days: 5 },
    calm: 900,
    interval: "PT7M",
    syncMode: "full_refresh",
  });
  await days.begin();
  await days.pass(DAY / 2);
  await days.end();
  await days.pass(DAY / 2 - 20 * MINUTE);
  const { simulator } = days.world;
  const [id = 0] = simulator.account.burst(Math.floor(days.world.clock.now() / 1000), 1);
  let full = 0;
  const honest = simulator.fetch;
  // the pass over everything begins, and the call is archived while its pages are asked for; then it is taken back
  days.world.fetch = async (url, init) => {
    const { searchParams, pathname } = new URL(url);
    const now = days.world.clock.now() / 1000;
    const [from, to] = ["from", "to"].map((name) => Number(searchParams.get(name)));
    const all = pathname === "/v1/calls" && from! < now - 2 * 86_400 && to! > now - 60;
    if (all && full++ === 0) simulator.account.editCall(id, { archive: true });
    return await honest(url, init);
  };
  const archived = () => days.world.captured("calls").get(String(id))?.["archived"];
  while (archived() !== true) await days.pass(1000);
  simulator.account.editCall(id, { archive: false });
  await days.pass(15 * MINUTE);
  assertEquals(archived(), false);
  await days.end();
});
