import { assert, assertEquals } from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { DAY, Days, HOUR, MINUTE } from "../support/days.ts";

/** The state of the one binding there is. */
function bindingOf({ world }: Days, name: string): JsonObject {
  const { bindings } = world.runtime.state as { bindings: Record<string, JsonObject> };
  return bindings[name] ?? {};
}

Deno.test("calls whose state knows no cells come out once more, within a day, and then no more", async () => {
  const days = new Days({ bind: ["calls"], size: { calls: 900, days: 100 } });
  await days.begin();
  await days.end();
  for (const name of ["cells", "digests", "rereads"]) delete bindingOf(days, "calls")[name];
  const id = days.callOf(50 * DAY);
  days.world.simulator.account.editCall(id, { comment: "found later" });
  await days.pass(25 * HOUR);
  assert(days.documents.includes(`u ${id}`));
  assertEquals(new Set(days.documents).size, days.documents.length, "each once");
  assertEquals(days.world.differences(), []);
  days.taken();
  await days.pass(2 * DAY);
  assertEquals(days.documents, []);
  await days.end();
});

Deno.test("sums of another kind of digest are adopted without a document, and hold from then on", async () => {
  const days = new Days({ bind: ["calls"], size: { calls: 900, days: 100 } });
  await days.begin();
  await days.end();
  bindingOf(days, "calls")["digests"] = 99;
  await days.pass(2 * DAY);
  assertEquals(days.documents, []);
  await days.end();
  const id = days.callOf(50 * DAY);
  days.world.simulator.account.editCall(id, { comment: "found later" });
  await days.pass(25 * HOUR);
  assert(days.documents.includes(`u ${id}`));
  assertEquals(days.world.differences(), []);
  await days.end();
});

Deno.test("contacts whose state knows no keys come out once more, and their deletions are found from then on", async () => {
  const days = new Days({ bind: ["contacts"], size: { calls: 0, contacts: 400 }, interval: "PT5M" });
  await days.begin();
  await days.end();
  for (const name of ["cells", "digests", "rereads"]) delete bindingOf(days, "contacts")[name];
  await days.pass(6 * MINUTE);
  assertEquals(new Set(days.taken()).size, 400);
  const gone = Number([...days.world.simulator.account.truth("contacts").keys()][7]);
  days.world.simulator.account.deleteContact(gone);
  await days.pass(6 * MINUTE);
  assertEquals(days.documents, [`d ${gone}`]);
  await days.end();
});
