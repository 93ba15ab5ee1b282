import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import type { Session } from "../../src/flow/runtime/mod.ts";
import { isWhole } from "../support/whole.ts";
import { World } from "./program.ts";

/** Where a process dies: at a document, before an answer, or once it is on its way. */
const death = fc.record({
  at: fc.constantFrom("document" as const, "request" as const, "answer" as const),
  nth: fc.integer({ min: 1, max: 60 }),
  /** Which checkpoints commit. */
  commits: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
});

Deno.test("real processes that are killed at any document or request, one after the other, lose nothing", async () => {
  const size = {
    calls: 900,
    days: 30,
    contacts: 300,
    users: 60,
    teams: 5,
    numbers: 6,
    tags: 12,
    webhooks: 3,
  };
  await using world = await World.start({ size, latency: 3, interval: "PT1S" });
  const { simulator, runtime } = world;
  const { account } = simulator;
  // on no call, so that deleting them edits none
  const tags = Array.from({ length: 4 }, () => account.addTag());
  await world.publish();
  const deaths = fc.sample(death, { seed: Number(Deno.env.get("ORACLE_SEED") ?? 20261124), numRuns: 4 });
  for (const { at, nth, commits } of deaths) {
    const running: { session?: Session } = {};
    let count = 0;
    let doomed = false;
    const step = (what: typeof at) => {
      if (what !== at || ++count !== nth) return;
      doomed = true;
      running.session?.kill("SIGKILL");
    };
    const unhook = [simulator.onRequest(() => step("request")), simulator.onAnswer(() => step("answer"))];
    let checkpoints = 0;
    running.session = await runtime.open({
      document: () => step("document"),
      checkpoint: () => commits[checkpoints++ % commits.length] ?? true,
    });
    if (doomed) running.session.kill("SIGKILL");
    // what is captured already sends no document: then it polls on, once a second, until its request comes
    const late = setTimeout(() => running.session?.kill("SIGKILL"), 3000);
    assertEquals((await running.session.ended).killed, "SIGKILL");
    clearTimeout(late);
    for (const end of unhook) end();
    account.startCall({ talk: 0, answeredAfter: 0, finaliseAfter: 0, shift: 0 });
    account.addContact();
    account.deleteTag(tags.pop() ?? 0);
  }
  assertGreater(simulator.count(), 10);
  await using last = await runtime.open();
  await last.until(() => isWhole(world));
});
