import { assert, assertEquals, assertLess } from "@std/assert";
import { locate } from "../../src/flow/runtime/json.ts";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { documents, smallAccount, stateAfter } from "../support/talk.ts";
import { capture, differing, problems } from "./support.ts";

const names = ["calls", "contacts", "tags"] as const;

Deno.test("a state of the first version with the fields that it had at first is gone on from, and nothing is read anew", async () => {
  const simulator = smallAccount();
  const first = await capture(simulator, names, { once: true });
  const written = stateAfter(first);
  const cursor = (name: string): JsonObject => ({
    cursor: Number(locate(written, `/bindings/${name}/cursor`)),
  });
  const rows = locate(written, "/bindings/tags/rows") as JsonObject;
  const state = {
    sourceAircall: { version: 1 },
    bindings: { calls: cursor("calls"), contacts: cursor("contacts"), tags: { rows } },
  };
  simulator.clearJournal();
  await simulator.clock.sleep(600_000);
  const { account } = simulator;
  account.addTag();
  const contact = account.addContact();
  const call = account.startCall({ startedAt: account.now - 300, talk: 20, finaliseAfter: 30, shift: 0 });
  const next = await capture(simulator, names, { once: true, state });
  assertEquals([next.code, problems(next)], [0, []]);
  assertEquals(documents(next, 0).map(({ id }) => id), [call]);
  assert(documents(next, 1).some(({ id }) => id === contact));
  assertEquals(documents(next, 2).length, 1);
  assertEquals(differing(simulator, names, first, next), []);
  assertLess(simulator.count(), 8);
});

Deno.test("a state in the middle of a backfill, with the fields that it had at first, is gone on from there", async () => {
  const simulator = smallAccount();
  const calls = [...simulator.account.truth("calls").values()];
  const at = Number(calls[59]?.["started_at"]);
  const to = simulator.account.now - 10;
  const state = {
    sourceAircall: { version: 1 },
    bindings: { calls: { cursor: to, backfill: { at, since: at, read: 0, to } } },
  };
  const ran = await capture(simulator, ["calls"], { once: true, state });
  assertEquals([ran.code, problems(ran)], [0, []]);
  assertEquals(
    documents(ran).map(({ id }) => String(id)).toSorted(),
    calls.slice(60).map(({ id }) => String(id)).toSorted(),
  );
});
