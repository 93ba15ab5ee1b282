import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { differences, type Simulator } from "../../src/simulator/mod.ts";
import {
  assertRefused,
  bindingOf,
  configOf,
  documents,
  openOf,
  smallAccount,
  type Talk,
  talk,
} from "../support/talk.ts";

const HOUR = 3_600_000;

/** A capture that nobody stops. */
function run(simulator: Simulator, names: string[], { once = false, interval = "PT1H" } = {}): Promise<Talk> {
  const bindings = names.map((stream) => bindingOf(stream, { resourceConfig: { stream, interval } }));
  return talk([openOf(configOf(simulator), bindings)], { simulator, once, hold: true });
}

/** Hours since the account began. */
function hours({ clock }: Simulator): number {
  return (clock.now() - Date.UTC(2026, 10, 2, 9)) / HOUR;
}

Deno.test("a run ends by itself after 24 hours, at a checkpoint, with exit code 0 and nothing missing", async () => {
  const simulator = smallAccount({ live: 10 });
  const ran = await run(simulator, ["calls", "tags", "contacts"], { interval: "PT10M" });
  assertEquals(ran.code, 0);
  assertLess(Math.abs(hours(simulator) - 24), 0.05);
  assert("checkpoint" in (ran.responses.at(-1) ?? {}));
  assertGreater(documents(ran).length, 300);
  const ended = new Set(documents(ran).filter((call) => call.status === "done").map(({ id }) => String(id)));
  const settled = [...simulator.account.truth("calls")].filter(([, call]) =>
    Number(call.ended_at ?? Infinity) < simulator.account.now - 3600
  );
  assertGreater(settled.length, 250);
  for (const [id] of settled) assert(ended.has(id), `call ${id} is missing`);
  assertEquals(ran.logs.filter(({ level }) => level === "error"), []);
});

Deno.test("a run that ends while a stream is failing has exit code 1, and its last line names the stream and the cause", async () => {
  const simulator = smallAccount();
  simulator.clock.sleep(20 * HOUR).then(() =>
    simulator.faults.add({ path: "/v1/teams", kind: { status: 502 }, every: 1 })
  );
  const ran = await run(simulator, ["tags", "teams", "users"]);
  assertLess(Math.abs(hours(simulator) - 24), 0.05);
  const message = assertRefused(ran, 1);
  assertMatch(message, /^Not everything could be captured\. teams: GET \/v1\/teams\?\S+ 502/);
  assert(!/tags|users/.test(message));
});

Deno.test("a run that ends while a stream stands still has exit code 1 and names it", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/numbers", kind: { status: 403 }, every: 1 });
  const message = assertRefused(await run(simulator, ["numbers", "tags"]), 1);
  assertMatch(message, /^Not everything could be captured\. numbers: .*403/);
  assert(!/tags/.test(message));
});

Deno.test("what failed during the day and is mended in the end does not count", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", kind: { status: 502 }, every: 1, times: 40 });
  simulator.faults.add({ path: "/v1/numbers", kind: { status: 404 }, every: 1, times: 3 });
  const ran = await run(simulator, ["numbers", "tags", "teams"]);
  assertEquals(ran.code, 0);
  assertEquals([0, 1, 2].map((binding) => documents(ran, binding).length), [4, 12, 3]);
});

Deno.test("--once with a stream that fails for ever ends with exit code 1 naming it, after the others are done", async () => {
  for (
    const kind of [
      { status: 500 },
      { status: 403 },
      { status: 404 },
      { status: 422 },
      "reset",
      "no-envelope",
    ] as const
  ) {
    const simulator = smallAccount();
    simulator.faults.add({ path: "/v1/teams", kind, every: 1 });
    const ran = await run(simulator, ["calls", "teams", "tags"], { once: true });
    const message = assertRefused(ran, 1);
    assertMatch(message, /^Not everything could be captured\. teams: /);
    assert(!/tags|calls/.test(message));
    const calls = new Map(documents(ran).map((document) => [String(document.id), document]));
    assertEquals(differences(simulator.account, "calls", calls), []);
    assertEquals([documents(ran, 1).length, documents(ran, 2).length], [0, 12]);
    assertLess(hours(simulator), 0.2);
  }
});

Deno.test("an API that answers nothing for an hour ends the run with exit code 1", async () => {
  for (const kind of ["reset", { status: 500 }, "stall-headers", "html"] as const) {
    const simulator = smallAccount();
    const fault = simulator.clock.sleep(HOUR).then(() => simulator.faults.add({ kind, every: 1 }));
    const ran = await run(simulator, ["calls", "tags"], { interval: "PT1M" });
    assertGreater((await fault).fired, 10);
    const message = assertRefused(ran, 1);
    assertMatch(message, /^Aircall has not answered anything for an hour; last, (calls|tags): /);
    assertMatch(message, /Check the network and Aircall's status page/);
    assertLess(Math.abs(hours(simulator) - 2), 0.2);
  }
});

Deno.test("an API that is silent from the first request on is given an hour, too", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ kind: "reset", every: 1 });
  const ran = await run(simulator, ["contacts"]);
  assertMatch(assertRefused(ran, 1), /for an hour/);
  assertLess(Math.abs(hours(simulator) - 1), 0.1);
  assertEquals(ran.responses, [{ opened: { explicitAcknowledgements: false } }]);
});

Deno.test("one answer within the hour is enough to go on", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ kind: "reset", when: ({ at }) => Math.floor(at / 60_000) % 50 !== 0, every: 1 });
  const ran = await run(simulator, ["tags"], { interval: "PT1M" });
  assertLess(Math.abs(hours(simulator) - 24), 0.1);
  assertEquals(documents(ran).length, 12);
});

Deno.test("a start date in the future captures no calls, and complains of nothing", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator, { start_date: "2027-01-01T00:00:00Z" });
  const ran = await talk([openOf(config, [bindingOf("calls"), bindingOf("tags")])], {
    simulator,
    once: true,
  });
  assertEquals([ran.code, documents(ran).length, documents(ran, 1).length], [0, 0, 12]);
  assertEquals(simulator.count({ status: 400 }), 0);
});
