import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Session } from "../../src/flow/runtime/mod.ts";
import { World } from "../support/world.ts";

/** One life of the connector: how it dies, and what the account does meanwhile. */
const life = fc.record({
  /** Documents after which it is killed. */
  documents: fc.integer({ min: 1, max: 700 }),
  /** Which checkpoints commit; the others fold into the next that does. */
  commits: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  /** Minutes until it is killed at the latest. */
  minutes: fc.integer({ min: 1, max: 40 }),
  changes: fc.array(fc.constantFrom("call", "comment", "contact", "edit", "delete tag", "user", "webhook"), {
    maxLength: 4,
  }),
  /** Minutes until the next life. */
  pause: fc.integer({ min: 0, max: 30 }),
});

Deno.test("whatever kills the connector and whatever happens meanwhile, the collections end up equal to the account", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 1, maxLength: 4 }),
      fc.nat(1_000_000),
      fc.constantFrom("started_at" as const, "id" as const),
      async (lives, seed, callOrder) => {
        const size = {
          calls: 400,
          days: 30,
          contacts: 150,
          users: 60,
          teams: 5,
          numbers: 8,
          tags: 12,
          webhooks: 3,
        };
        const world = new World({ seed, size, callOrder, requestsPerMinute: 120, limit: 120 });
        const tags = Array.from({ length: 8 }, () => world.simulator.account.addTag());
        await world.publish();
        world.once = false;
        for (const { documents, commits, minutes, changes, pause } of lives) {
          let seen = 0;
          let checkpoints = 0;
          const session: Session = await world.runtime.open({
            document: (_document, _binding, open) => {
              if (++seen === documents) open.kill("SIGKILL");
            },
            checkpoint: () => commits[checkpoints++ % commits.length] ?? true,
          });
          for (const what of changes) {
            await world.clock.sleep(minutes * 60_000 / (changes.length + 1));
            change(world, what, tags);
          }
          await world.clock.sleep(minutes * 60_000 / (changes.length + 1));
          session.kill("SIGKILL");
          await session.ended;
          await world.clock.sleep(pause * 60_000);
        }
        // quiet: calls come to rest, and one whole run follows
        await world.clock.sleep(10 * 60_000);
        assertEquals(await world.runOnce(), 0);
        assertEquals(world.differences(), []);
        assertEquals(world.simulator.count({ status: 429 }), 0);
        assertEquals(world.simulator.count({ status: 400 }), 0);
      },
    ),
    { numRuns: 40, seed: 20261124 },
  );
});

/** Something happens in the account, such that a connector which reads half an hour back can still see it. */
function change({ simulator: { account }, clock }: World, what: string, tags: number[]): void {
  const now = Math.floor(clock.now() / 1000);
  switch (what) {
    case "call":
      return void account.startCall({ talk: 30, finaliseAfter: 60 });
    case "comment":
      return account.editCall(account.startCall({ startedAt: now - 120, talk: 10, finaliseAfter: 30 }), {
        comment: "hello",
      });
    case "contact":
      return void account.addContact();
    case "edit": {
      const [id] = account.truth("contacts").keys();
      return account.editContact(Number(id), { first_name: `Name ${now}` });
    }
    case "delete tag": {
      const tag = tags.pop();
      if (tag !== undefined) account.deleteTag(tag);
      return;
    }
    case "user":
      return void account.addUser();
    case "webhook":
      return void account.addWebhook();
  }
}
