import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { FaultKind, Simulator } from "../../src/simulator/mod.ts";
import { plainFaults } from "../../src/simulator/mod.ts";
import { World } from "../support/world.ts";
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

const MINUTE = 60_000;

/** A capture of so many minutes. */
function during(minutes: number, simulator: Simulator, names: string[]): Promise<Talk> {
  const stop = new AbortController();
  simulator.clock.sleep(minutes * MINUTE).then(() => stop.abort());
  const bindings = names.map((stream) => bindingOf(stream));
  return talk([openOf(configOf(simulator), bindings)], { simulator, hold: true, signal: stop.signal });
}

for (const status of [401, 403, 404]) {
  Deno.test(`a list that answers ${status} stops alone, is named, tried again every hour, and recovers`, async () => {
    const simulator = smallAccount();
    const fault = simulator.faults.add({ path: "/v1/numbers", kind: { status }, every: 1 });
    simulator.clock.sleep(150 * MINUTE).then(() => fault.remove());
    const tag = simulator.clock.sleep(100 * MINUTE).then(() => simulator.account.addTag());
    const ran = await during(190, simulator, ["numbers", "tags"]);
    assertEquals(ran.code, 0);
    assertEquals(fault.fired, 3, "at once, after an hour, after two");
    const errors = ran.logs.filter(({ level }) => level === "error");
    assertEquals(errors.length, 3);
    for (const { message } of errors) {
      assertMatch(message, new RegExp(`^numbers: /v1/numbers, page 1: GET /v1/numbers\\?\\S+: ${status} `));
      assertMatch(message, /The other streams go on; this one is tried again in an hour/);
    }
    assertEquals(documents(ran, 0).length, 4, "it has recovered");
    assert(documents(ran, 1).some(({ id }, i) => i >= 12 && id !== undefined), "the others have gone on");
    assertEquals(documents(ran, 1).at(-1)?.id, await tag);
    assertLess(simulator.count({ route: "/v1/ping" }), 12);
  });
}

Deno.test("calls that may not be read stop as one stream, backfill and tail", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/calls", kind: { status: 403 }, every: 1 });
  const ran = await during(30, simulator, ["calls", "tags"]);
  const [error] = ran.logs.filter(({ level }) => level === "error");
  assertMatch(
    error?.message ?? "",
    /^calls: \/v1\/calls after 20\d\d-\d\d-\d\dT[\d:]+Z to 20\d\d-\d\d-\d\dT[\d:]+Z, page 1: /,
  );
  assertMatch(
    error?.message ?? "",
    /this key or plan may not read this list; ask Aircall's support, or do without this stream/,
  );
  assertEquals(documents(ran, 1).length, 12);
});

Deno.test("credentials that are refused everywhere end the capture with exit code 1, naming the fields and not their values", async () => {
  for (const status of [401, 403]) {
    for (const after of [0, 40]) {
      const simulator = smallAccount();
      if (after === 0) simulator.faults.add({ kind: { status }, every: 1 });
      else {simulator.clock.sleep(after * MINUTE).then(() =>
          simulator.faults.add({ kind: { status }, every: 1 })
        );}
      const ran = await during(600, simulator, ["calls", "tags", "users"]);
      const message = assertRefused(ran, 1);
      assertMatch(message, new RegExp(`${status}.*on /v1/ping.*Check api_id and api_token under`));
      const { id, token } = simulator.credentials;
      assert(!ran.err.includes(token) && !ran.err.includes(id));
      assertLess((simulator.clock.now() - Date.UTC(2026, 10, 2, 9)) / MINUTE, after + 10, "at once");
    }
  }
});

Deno.test("another 4xx is reported with path, window and the API's own words, and not asked again before an hour has passed", async () => {
  const words = { error: "Unprocessable", troubleshoot: "from must be before the moon" };
  for (const status of [400, 410, 422]) {
    const simulator = smallAccount();
    const fault = simulator.faults.add({ path: "/v1/calls", kind: { status, body: words }, every: 1 });
    const ran = await during(50, simulator, ["calls", "tags"]);
    assertLess(fault.fired, 3);
    const [error] = ran.logs.filter(({ level }) => level === "error");
    assertMatch(
      error?.message ?? "",
      new RegExp(`^calls: /v1/calls after .* to .*, page 1: GET /v1/calls\\?\\S+: ${status}`),
    );
    assertStringIncludes(error?.message ?? "", "Unprocessable · from must be before the moon");
    assertMatch(error?.message ?? "", /please report it with this line/);
    assertEquals(documents(ran, 1).length, 12);
  }
});

Deno.test("a redirect is reported, not followed: it would carry the credentials elsewhere", async () => {
  const simulator = smallAccount();
  const headers = { location: "https://api.aircall.example.net/v1/tags" };
  simulator.faults.add({ path: "/v1/tags", kind: { status: 302, headers }, every: 1 });
  const ran = await during(10, simulator, ["tags"]);
  assertMatch(ran.logs.find(({ level }) => level === "error")?.message ?? "", /^tags: .*302/);
});

Deno.test("whatever passes is survived: every kind of fault, one after the other, and the collections equal the account", async () => {
  const size = {
    calls: 130,
    days: 20,
    contacts: 110,
    users: 55,
    teams: 60,
    numbers: 55,
    tags: 52,
    webhooks: 2,
  };
  const kinds: FaultKind[] = [
    ...Object.keys(plainFaults) as (keyof typeof plainFaults)[],
    ...[408, 429, 500, 502, 503, 504, 520].map((status) => ({ status })),
    { drip: 100 },
    { total: 1 },
    { total: -1 },
  ];
  for (const kind of kinds) {
    const world = new World({ size, requestsPerMinute: 6000 });
    await world.publish();
    const fault = world.simulator.faults.add({ kind, every: 4, nth: 2 });
    const session = await world.runtime.open();
    await world.clock.sleep(20 * MINUTE);
    fault.remove();
    await world.clock.sleep(75 * MINUTE);
    session.kill("SIGTERM");
    assertEquals((await session.ended).code, 0, JSON.stringify(kind));
    assertGreaterOrEqual(fault.fired, 5);
    const differing = world.differences().filter((line) =>
      kind !== "huge-number" || !/sequence_number|more of/.test(line)
    );
    assertEquals(differing, [], JSON.stringify(kind));
  }
});
