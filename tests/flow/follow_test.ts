import { assert, assertEquals } from "@std/assert";
import { isWhole } from "../support/whole.ts";
import { World } from "../support/world.ts";

const MINUTE = 60_000;

Deno.test("changes and deletions arrive within an interval or two, and nothing else is emitted", async () => {
  const world = new World({
    size: { calls: 2500, contacts: 300, users: 60 },
    requestsPerMinute: 600,
    interval: "PT1M",
  });
  const { account } = world.simulator;
  const now = () => Math.floor(world.clock.now() / 1000);
  const ended = account.startCall({ startedAt: now() - 600, talk: 60, finaliseAfter: 90 });
  const tag = account.addTag(); // on no call: calls older than the tail's overlap are not read again yet
  await world.publish();
  await using session = await world.runtime.open();
  await session.until(() => isWhole(world));
  await world.clock.sleep(5 * MINUTE);
  const counts = (name: string) => ({ ...world.runtime.collection(name).counts });
  const before = Object.fromEntries(world.bound.map((name) => [name, counts(name)]));
  await world.clock.sleep(10 * MINUTE);
  for (const name of world.bound) {
    assertEquals(counts(name), before[name], `${name} emitted though nothing had changed`);
  }

  const contact = account.addContact({ first_name: "New" });
  account.editCall(ended, { comment: "call back" });
  const running = account.startCall({ talk: 60, finaliseAfter: 90 });
  account.deleteTag(tag);
  const [user] = account.truth("users").keys();
  account.editUser(Number(user), { name: "Renamed" });
  account.deleteWebhook([...account.truth("webhooks").keys()][0] ?? "");
  account.renameCompany("Another name");
  await world.clock.sleep(3 * MINUTE);
  assert(world.captured("contacts").has(String(contact)));
  assert(world.captured("calls").has(String(running)));
  await world.clock.sleep(10 * MINUTE);
  assertEquals(world.differences(), []);
  assertEquals(counts("webhooks").deletions, 1);
  assertEquals(counts("company").deletions, 1);
  assertEquals(counts("tags").deletions, 1);
  assertEquals(counts("users"), {
    ...before["users"],
    documents: (before["users"]?.documents ?? 0) + 1,
    changes: 1,
  });
  session.kill("SIGTERM");
  assertEquals((await session.ended).code, 0);
});
