import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import type { FaultKind, Simulator, StreamName } from "../../src/simulator/mod.ts";
import { assertRefused, documents, smallAccount, stateAfter, type Talk } from "../support/talk.ts";
import { assertClean, assertWhole, capture, differing, MINUTE, problems } from "./support.ts";

const size = {
  calls: 260,
  days: 20,
  contacts: 260,
  users: 130,
  teams: 3,
  numbers: 4,
  tags: 130,
  webhooks: 2,
};
const lists: [stream: StreamName, path: string][] = [
  ["calls", "/v1/calls"],
  ["contacts", "/v1/contacts"],
  ["users", "/v2/users"],
  ["tags", "/v1/tags"],
];
const names = lists.map(([stream]) => stream);

/** The answer of a list's page 2, once. */
function spoil(simulator: Simulator, kind: FaultKind, times = 1): void {
  for (const [, path] of lists) {
    simulator.faults.add({ path, when: ({ query }) => query["page"] === "2", every: 1, times, kind });
  }
}

async function requests(): Promise<number> {
  const simulator = smallAccount({ size });
  await capture(simulator, names, { once: true });
  return simulator.count();
}

const contradictions: [what: string, kind: FaultKind][] = [
  ["an empty page in the middle", "empty-page"],
  ["a page with a row twice", "duplicate-rows"],
  ["a page that lacks a row", "drop-row"],
  ["a page with a row that lacks its key", "missing-key"],
  ["a total that is one more than there are", { total: 1 }],
  ["a total that is one less than there are", { total: -1 }],
  ["a total of which a page is missing", { total: -50 }],
];

for (const [what, kind] of contradictions) {
  Deno.test(`${what}, once in each list, costs a few requests, no row and no error, and deletes nothing`, async () => {
    const least = await requests();
    const simulator = smallAccount({ size });
    spoil(simulator, kind);
    const ran = await capture(simulator, names, { once: true });
    assertWhole(simulator, names, ran);
    assertEquals(problems(ran), []);
    assertGreater(simulator.count(), least);
    assertLess(simulator.count(), least * 2);
    // the same under a capture that knows everything: nothing is taken for deleted
    spoil(simulator, kind);
    const again = await capture(simulator, names, { minutes: 11, state: stateAfter(ran) });
    assertEquals([again.code, problems(again)], [0, []]);
    for (const i of names.keys()) assertEquals(documents(again, i).filter(gone), []);
    assertEquals(differing(simulator, names, ran, again), []);
  });
}

function gone(document: Record<string, unknown>): boolean {
  return JSON.stringify(document["_meta"]) === '{"op":"d"}';
}

for (const [what, kind] of contradictions.filter(([, kind]) => kind !== "duplicate-rows")) {
  Deno.test(`${what}, for ever, ends in an error that is said, deletes nothing, and is mended when it ends`, async () => {
    const simulator = smallAccount({ size });
    const whole = await capture(simulator, names, { once: true });
    spoil(simulator, kind, Infinity);
    simulator.clearJournal();
    const changed = [...simulator.account.truth("tags").keys()].map(Number);
    simulator.account.editTag(changed[70] ?? 0, { name: "changed" });
    const ran = await capture(simulator, ["users", "tags", "company"], {
      once: true,
      state: stateAfter(whole),
    });
    const message = assertRefused(ran, 1);
    for (const name of ["users", "tags"]) assertMatch(message, new RegExp(`${name}: `));
    assert(!message.includes("company:"));
    assertLess(simulator.count(), 80);
    assertClean(simulator, ran);
    for (const i of [0, 1, 2]) assertEquals(documents(ran, i).filter(gone), []);
    simulator.faults.clear();
    const rest = await capture(simulator, ["users", "tags"], {
      once: true,
      state: stateAfter(ran, stateAfter(whole)),
    });
    assertEquals(rest.code, 0);
    assertEquals(documents(rest, 0).filter(gone), []);
    const tags = [{ responses: bindingOnly(whole, 3) }, { responses: bindingOnly(ran, 1) }, {
      responses: bindingOnly(rest, 1),
    }];
    assertEquals(differing(simulator, ["tags"], ...tags), []);
  });
}

Deno.test("a page with a row twice, for ever, is made good from the list's other end, without an error", async () => {
  const simulator = smallAccount({ size });
  spoil(simulator, "duplicate-rows", Infinity);
  const ran = await capture(simulator, ["users", "tags"], { once: true });
  assertWhole(simulator, ["users", "tags"], ran);
  assertLess(simulator.count(), 20);
});

/** The documents of one binding as if it had been the only one. */
function bindingOnly(ran: Talk, binding: number): Talk["responses"] {
  return documents(ran, binding).map((doc) => ({ captured: { binding: 0, doc } }));
}

Deno.test("calls of a page that is empty for ever amid a backfill are said to be missing, by their window, and come when that ends", async () => {
  const simulator = smallAccount({ size });
  spoil(simulator, "empty-page", Infinity);
  const ran = await capture(simulator, ["calls", "company"], { once: true });
  const message = assertRefused(ran, 1);
  assertMatch(
    message,
    /^Not everything could be captured\. calls: .*after 20\S+Z to 20\S+Z Aircall counts 260 rows, but only \d+/,
  );
  assertEquals(documents(ran, 1).length, 1);
  simulator.faults.clear();
  const rest = await capture(simulator, ["calls", "company"], { once: true, state: stateAfter(ran) });
  assertEquals(rest.code, 0, rest.last?.message);
  assertEquals(differing(simulator, ["calls"], ran, rest), []);
});

Deno.test("a total that is another at every request ends in an error after a bounded number of them, and the others are whole", async () => {
  const simulator = smallAccount({ size });
  for (const [, path] of lists) simulator.faults.add({ path, nth: 2, every: 2, kind: { total: 1 } });
  const ran = await capture(simulator, [...names, "company"], { once: true });
  assertRefused(ran, 1);
  assertClean(simulator, ran);
  assertEquals(documents(ran, 4).length, 1);
  assertLess(simulator.count(), 500);
});

Deno.test("rows that move to a page that was read already, since one before them was deleted, are not lost", async () => {
  const simulator = smallAccount({ size });
  const { account } = simulator;
  const known = await capture(simulator, names, { once: true });
  const state = stateAfter(known);
  let moved = 0;
  simulator.onRequest(({ path, query }) => {
    if (query["page"] !== "2" || moved >= 6) return;
    moved++;
    // between page 1 and page 2 a row of page 1 goes
    if (path === "/v1/tags") account.deleteTag(Number([...account.truth("tags").keys()][moved]));
    if (path === "/v2/users") account.deleteUser(Number([...account.truth("users").keys()][moved]));
  });
  const bound = ["users", "tags"] as const;
  const ran = await capture(simulator, bound, { minutes: 25, state });
  assertEquals([ran.code, moved], [0, 6]);
  assertEquals(ran.logs.filter(({ level }) => level === "error"), []);
  assertEquals([0, 1].map((i) => documents(ran, i).filter(gone).length), [3, 3]);
  const before = [2, 3].map((binding, i) => ({
    responses: documents(known, binding).map((doc) => ({ captured: { binding: i, doc } })),
  }));
  assertEquals(differing(simulator, bound, ...before, ran), []);
});

Deno.test("a call whose start moves by a second across the seam of two pages is neither lost nor left as it was", async () => {
  const simulator = smallAccount({ size: { ...size, calls: 120, contacts: 10 } });
  const { account, clock } = simulator;
  const second = account.now - 600;
  // 130 calls in three seconds of the last half hour: the seams of the pages lie within them
  for (let i = 0; i < 130; i++) {
    account.startCall({ startedAt: second + i % 3, talk: 60 + i, finaliseAfter: 90 + 3 * i, shift: i % 2 });
  }
  const ran = await capture(simulator, ["calls"], { minutes: 45, interval: "PT1M" });
  assertWhole(simulator, ["calls"], ran);
  assertEquals(problems(ran), []);
  assertGreater(clock.now(), 45 * MINUTE);
});
