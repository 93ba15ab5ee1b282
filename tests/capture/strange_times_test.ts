import { assertEquals, assertLessOrEqual } from "@std/assert";
import { DAY, Days, HOUR, MINUTE } from "../support/days.ts";
import type { WorldOptions } from "../support/world.ts";

async function following(options: WorldOptions = {}): Promise<Days> {
  const days = new Days({
    bind: ["contacts"],
    interval: "PT5M",
    size: { calls: 0, contacts: 300 },
    ...options,
  });
  await days.begin();
  await days.pass(10 * MINUTE);
  assertEquals(days.world.differences(), []);
  days.taken();
  return days;
}

for (
  const { what, created } of [
    { what: "milliseconds instead of seconds", created: (now: number) => now * 1000 },
    { what: "a number beyond all time", created: () => 1e300 },
    { what: "next year", created: (now: number) => now + 365 * 86_400 },
  ]
) {
  Deno.test(`a contact whose creation says ${what} leaves the state whole, and the contacts after it cost nothing at a restart`, async () => {
    const days = await following();
    const { account } = days.world.simulator;
    const strange = account.addContact({ created_at: created(Math.floor(days.world.clock.now() / 1000)) });
    for (let i = 0; i < 30; i++) {
      await days.pass(6 * MINUTE);
      account.addContact();
    }
    await days.pass(25 * HOUR);
    assertEquals(new Set(days.taken()).has(`c ${strange}`), true);
    for (let restart = 0; restart < 2; restart++) {
      await days.end();
      await days.pass(DAY);
      // the last one to come in, whose change lies in the overlap
      assertLessOrEqual(new Set(days.taken()).size, 2);
    }
    account.deleteContact(strange);
    await days.pass(10 * MINUTE);
    assertEquals(days.taken(), [`d ${strange}`]);
    await days.end();
  });
}
