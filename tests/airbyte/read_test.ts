import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { streams } from "../../src/simulator/mod.ts";
import { configOf, smallAccount } from "../support/talk.ts";
import { catalogOf, errorsOf, logsOf, reading, recordsOf, statesAfter, statusesOf, Table } from "./spoken.ts";

const HOUR = 3_600_000;

Deno.test("a first read brings all nine streams, and each goes from STARTED over RUNNING to COMPLETE", async () => {
  const simulator = smallAccount();
  const table = new Table();
  const first = await reading({ config: configOf(simulator), catalog: catalogOf() }, { simulator });
  table.take(first);
  assertEquals([first.code, table.differences(simulator)], [0, []]);
  for (const name of streams) assertEquals(statusesOf(first, name), ["STARTED", "RUNNING", "COMPLETE"], name);
  assertEquals(statesAfter(first).length, 9);
  assertEquals(errorsOf(first), []);
});

Deno.test("the states' counts of records add up to the records, and the last message about a stream is its status", async () => {
  const simulator = smallAccount();
  const states = { records: 60, ms: Infinity };
  const first = await reading({ config: configOf(simulator), catalog: catalogOf() }, { simulator, states });
  for (const name of streams) {
    let counted = 0;
    for (const message of first.messages) {
      if (message.type !== "STATE" || message.state.stream.stream_descriptor.name !== name) continue;
      counted += message.state.sourceStats.recordCount;
    }
    assertEquals(counted, recordsOf(first, name).length, name);
  }
  assertMatch(first.out, /"recordCount":\d+\.0\}/);
  const calls = first.messages.filter(({ type }) => type === "STATE").length;
  assertGreater(calls, 9);
});

Deno.test("a stream's state is said every ten seconds while it is read, or sooner after 5,000 records", async () => {
  const size = {
    calls: 11_000,
    days: 120,
    contacts: 20,
    users: 3,
    teams: 1,
    numbers: 2,
    tags: 12,
    webhooks: 1,
  };
  const states = async (requests_per_minute: number) => {
    const simulator = smallAccount({ size });
    const config = configOf(simulator, { advanced: { requests_per_minute } });
    const began = simulator.clock.now();
    const ran = await reading({ config, catalog: catalogOf(["calls"]) }, { simulator });
    const seconds = (simulator.clock.now() - began) / 1000;
    return { seconds, states: ran.messages.filter(({ type }) => type === "STATE").length };
  };
  const slow = await states(60);
  assertGreater(slow.seconds, 200);
  assertLess(Math.abs(slow.states - slow.seconds / 10), 4, JSON.stringify(slow));
  const fast = await states(1_000_000);
  assertLess(fast.seconds, 10);
  assertEquals(fast.states, 3);
});

Deno.test("a second read with the states brings what has changed since and what is gone, and nothing else", async () => {
  const simulator = smallAccount();
  const { account, clock } = simulator;
  const table = new Table();
  const config = configOf(simulator);
  // on no call, so that deleting it edits none
  const contact = account.addContact();
  const first = await reading({ config, catalog: catalogOf() }, { simulator });
  table.take(first);
  await clock.sleep(HOUR);
  const call = account.startCall({ talk: 5 });
  const [tag = ""] = account.truth("tags").keys();
  const [, team = ""] = account.truth("teams").keys();
  const [hook = ""] = account.truth("webhooks").keys();
  account.editTag(Number(tag), { color: "#000000" });
  account.deleteTeam(Number(team));
  account.deleteWebhook(hook);
  account.deleteContact(contact);
  const added = account.addContact();
  await clock.sleep(HOUR);
  const second = await reading({ config, catalog: catalogOf(), state: statesAfter(first) }, { simulator });
  table.take(second);
  assertEquals([second.code, table.differences(simulator)], [0, []]);
  const came = Object.fromEntries(
    streams.map((name) => [
      name,
      recordsOf(second, name).map((row) => {
        const { op } = row["_meta"] as { op: string };
        return `${op} ${row["webhook_id"] ?? row["id"] ?? row["name"]}`;
      }),
    ]),
  );
  assertEquals(came, {
    calls: [`c ${call}`],
    company: [],
    contacts: came["contacts"] ?? [],
    numbers: [],
    tags: [`u ${tag}`],
    user_availablity: [],
    users: [],
    teams: [`d ${team}`],
    webhooks: [`d ${hook}`],
  });
  // the deletion costs the contacts beside it: of those only a sum is known
  assert(came["contacts"]?.includes(`d ${contact}`) && came["contacts"].includes(`c ${added}`));
});

Deno.test("an old call that is tagged without a word is found by the first read that comes a day later", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const catalog = catalogOf(["calls"]);
  const first = await reading({ config, catalog }, { simulator });
  const [old = ""] = simulator.account.truth("calls").keys();
  const [tag = ""] = simulator.account.truth("tags").keys();
  simulator.account.editCall(Number(old), { tag: Number(tag) });
  await simulator.clock.sleep(2 * HOUR);
  const soon = await reading({ config, catalog, state: statesAfter(first) }, { simulator });
  await simulator.clock.sleep(23 * HOUR);
  const late = await reading({ config, catalog, state: statesAfter(soon) }, { simulator });
  assertEquals(recordsOf(soon, "calls"), []);
  // with it come those that are added up together with it
  assert(recordsOf(late, "calls").some(({ id }) => id === Number(old)));
});

Deno.test("a row that is gone holds its key, _meta and when it was found gone, and nothing else", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const catalog = catalogOf(["tags"]);
  const first = await reading({ config, catalog }, { simulator });
  const [tag = ""] = simulator.account.truth("tags").keys();
  simulator.account.deleteTag(Number(tag));
  const second = await reading({ config, catalog, state: statesAfter(first) }, { simulator });
  const [gone, ...more] = recordsOf(second, "tags");
  assertEquals(gone, {
    id: Number(tag),
    _ab_cdc_deleted_at: new Date(simulator.clock.now()).toISOString(),
    _meta: { op: "d" },
  });
  assertEquals(more, []);
});

Deno.test("records are the API's own bytes, with _meta behind them", async () => {
  const simulator = smallAccount();
  const catalog = catalogOf(["webhooks", "calls"]);
  const { out } = await reading({ config: configOf(simulator), catalog }, { simulator });
  const answer = await simulator.fetch("https://api.aircall.io/v1/webhooks", {
    headers: { authorization: simulator.authorization },
  });
  const { webhooks } = await answer.json();
  for (const { token, ...row } of webhooks) {
    assert(!out.includes(token));
    assert(
      out.includes(`"data":${JSON.stringify(row).slice(0, -1)},"_meta":{"op":"c"}}}}\n`),
      out.slice(0, 500),
    );
  }
});

Deno.test("a full refresh brings everything once from the beginning, whatever a complete sync has left", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const full = catalogOf(streams, "full_refresh");
  const counts = streams.map((name) => simulator.account.truth(name).size);
  const first = await reading({ config, catalog: full }, { simulator });
  const second = await reading({ config, catalog: full, state: statesAfter(first) }, { simulator });
  const later = await reading({ config, catalog: catalogOf(), state: statesAfter(second) }, { simulator });
  const third = await reading({ config, catalog: full, state: statesAfter(later, statesAfter(second)) }, {
    simulator,
  });
  for (const ran of [first, second, third]) {
    assertEquals(ran.code, 0);
    assertEquals(streams.map((name) => recordsOf(ran, name).length), counts);
  }
  // what a full refresh has left is as good as any
  assertEquals(recordsOf(later, "tags").length + recordsOf(later, "calls").length, 0);
});

Deno.test("streams of both modes are read side by side", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator);
  const both = {
    streams: [
      ...catalogOf(["tags"], "full_refresh").streams,
      ...catalogOf(["users"]).streams,
    ],
  };
  const first = await reading({ config, catalog: both }, { simulator });
  const second = await reading({ config, catalog: both, state: statesAfter(first) }, { simulator });
  assertEquals([recordsOf(second, "tags").length, recordsOf(second, "users").length], [12, 0]);
});

Deno.test("a start date without a time is its midnight in UTC", async () => {
  const simulator = smallAccount();
  const started = [...simulator.account.truth("calls").values()].map(({ started_at }) => Number(started_at));
  const day = new Date(1000 * (started[started.length >> 1] ?? 0)).toISOString().slice(0, 10);
  const config = configOf(simulator, { start_date: day });
  const ran = await reading({ config, catalog: catalogOf(["calls"]) }, { simulator });
  const wanted = started.filter((second) => 1000 * second >= Date.parse(day)).length;
  assertGreater(started.length, wanted);
  assertEquals([ran.code, recordsOf(ran, "calls").length], [0, wanted]);
});

Deno.test("a catalog without streams is read at once, and the account is not asked", async () => {
  const simulator = smallAccount();
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf([]) }, { simulator });
  assertEquals([ran.code, simulator.count(), logsOf(ran).length], [0, 0, 1]);
});

Deno.test("how many rows there will be is told once for each list that counts them", async () => {
  const simulator = smallAccount();
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf() }, { simulator });
  const told = ran.messages.flatMap((message) =>
    message.type === "TRACE" && message.trace.type === "ESTIMATE"
      ? [[message.trace.estimate.name, message.trace.estimate.row_estimate]]
      : []
  );
  assertEquals(Object.fromEntries(told), { calls: 120, contacts: 60 });
  assertEquals(told.length, 2);
});
