import { assertEquals } from "@std/assert";
import { Simulator } from "../../src/simulator/mod.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import type { BindingSpec } from "../../src/flow/runtime/mod.ts";
import { capabilities } from "./capabilities.ts";
import { Changes } from "./changes.ts";
import { Excuses } from "./excuses.ts";
import { Watcher } from "./watcher.ts";

const nothing = { ...capabilities, lateEdits: false, contactDeletions: false, silentContactEdits: false };
const everything = { ...nothing, lateEdits: true, contactDeletions: true, silentContactEdits: true };

function stage() {
  const clock = new VirtualClock();
  const size = { calls: 3, days: 10, contacts: 5, users: 2, teams: 0, numbers: 1, tags: 3, webhooks: 0 };
  const simulator = new Simulator({ clock, size, limit: 2 });
  const excuses = new Excuses(simulator);
  const watcher = new Watcher(simulator, excuses);
  return { clock, simulator, excuses, watcher, changes: new Changes(simulator, excuses) };
}

/** Which of these lines have no excuse, before and after the connector had its day. */
function inexcusable(excuses: Excuses, stream: "calls" | "contacts", line: string): [boolean, boolean] {
  const left = (found: typeof nothing) => excuses.inexcusable(stream, [line], found).length > 0;
  return [left(nothing), left(everything)];
}

Deno.test("the oracle notices a living row that is called gone, and lets a dead one go", () => {
  const { simulator: { account }, watcher } = stage();
  const binding: BindingSpec = {
    resourceConfig: {},
    resourcePath: ["tags"],
    collection: { name: "acmeCo/tags", writeSchema: {}, key: ["/id"] },
    backfill: 0,
    stateKey: "tags",
  };
  const [id = ""] = account.truth("tags").keys();
  watcher.document({ id: Number(id), _meta: { op: "u" } }, binding);
  assertEquals(watcher.breaches, []);
  watcher.document({ id: Number(id), _meta: { op: "d" } }, binding);
  assertEquals(watcher.breaches.splice(0), [`tags ${id} was called gone, and lives`]);
  account.deleteTag(Number(id));
  watcher.document({ id: Number(id), _meta: { op: "d" } }, binding);
  assertEquals(watcher.breaches, []);
});

Deno.test("the oracle notices a 429 and a page out of bounds, but not a fault that it made itself", async () => {
  const { simulator, watcher } = stage();
  const headers = { authorization: simulator.authorization };
  const get = (path: string) => simulator.fetch(`https://api.aircall.io${path}`, { headers });
  simulator.faults.add({ kind: { status: 429 } });
  await get("/v1/tags");
  assertEquals(watcher.breaches, []);
  await get("/v1/tags?page=201&per_page=50");
  await get("/v1/tags");
  assertEquals(watcher.breaches.map((line) => line.slice(-3)), ["400", "429"]);
});

Deno.test("a call has an excuse for what was done to it after it came to rest, until its day is over, and none before", async () => {
  const { clock, simulator: { account }, excuses, changes } = stage();
  const id = account.startCall({ talk: 60, answeredAfter: 0, finaliseAfter: 60 });
  const edit = { do: "edit call", pick: 3, count: 1, edit: "comment" } as const;
  await clock.sleep(25 * 60_000);
  changes.make(edit);
  assertEquals(inexcusable(excuses, "calls", `calls ${id}: comments is [], should be …`), [true, true]);
  await clock.sleep(10 * 60_000);
  changes.make(edit);
  assertEquals(inexcusable(excuses, "calls", `calls ${id}: comments is [], should be …`), [false, true]);
  assertEquals(inexcusable(excuses, "calls", `calls ${id}: missing, should be …`), [true, true]);
});

Deno.test("a contact has an excuse if nothing told of its change, until its day is over", () => {
  const { simulator: { account }, excuses, changes } = stage();
  const [first, second, third] = account.contacts.ids();
  changes.make({ do: "edit contact", pick: 0, count: 1, silent: false });
  changes.make({ do: "edit contact", pick: 1, count: 1, silent: true });
  changes.make({ do: "delete contact", pick: 2, count: 1 });
  const differs = (id?: number) => inexcusable(excuses, "contacts", `contacts ${id}: first_name is "A"`);
  const extra = (id?: number) => inexcusable(excuses, "contacts", `contacts ${id}: one too many, {}`);
  assertEquals([differs(first), differs(second)], [[true, true], [false, true]]);
  assertEquals([extra(second), extra(third)], [[true, true], [false, true]]);
});
