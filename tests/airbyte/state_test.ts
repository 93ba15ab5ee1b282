import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../src/aircall/streams/mod.ts";
import { streams as names } from "../../src/simulator/mod.ts";
import { openStates, stateLine } from "../../src/airbyte/state.ts";
import type { Configured } from "../../src/airbyte/configured.ts";
import { ConfigError } from "../../src/aircall/errors.ts";
import { mutations } from "../support/mutations.ts";
import { configOf, smallAccount } from "../support/talk.ts";
import { catalogOf, errorsOf, logsOf, reading, recordsOf, statesAfter, statusesOf, Table } from "./spoken.ts";

/** What is opened for tags and users, and whose state was another connector's. */
function opened(input: unknown, configured: Partial<Configured> = {}) {
  const wanted = streams.filter(({ name }) => name === "tags" || name === "users").map((stream) => ({
    stream,
    configured: { name: stream.name, mode: "incremental" as const, ...configured },
  }));
  const foreign: string[] = [];
  const [tags, users] = openStates(input, wanted, (found) => foreign.push(...found));
  return { tags, users, foreign };
}

/** Why a state is refused. */
function refused(input: unknown): string {
  try {
    opened(input);
  } catch (error) {
    assert(error instanceof ConfigError, String(error));
    return error.message;
  }
  return "";
}

const rows = { "7": "abc" };
const ours = { sourceAircall: { version: 1 }, position: { rows } };
const entry = (name: string, stream_state: unknown) => ({
  type: "STREAM",
  stream: { stream_descriptor: { name }, stream_state },
});

Deno.test("a state is found in whatever form a platform hands it back", () => {
  const nulls = { ...entry("tags", ours), global: null, data: null, sourceStats: { recordCount: 3 } };
  const forms = [
    [entry("tags", ours)],
    [entry("users", null), nulls],
    entry("tags", ours),
    { type: "STATE", state: entry("tags", ours) },
    [{ type: "STATE", state: entry("tags", ours) }],
    [{ type: "GLOBAL", global: { shared_state: null, stream_states: [entry("tags", ours).stream] } }],
    { type: "LEGACY", data: { tags: ours } },
    { data: { tags: ours } },
    { tags: ours },
    [entry("tags", { ...ours, position: {} }), entry("tags", ours)],
  ];
  for (const form of forms) {
    assertEquals(opened(form), { tags: { rows }, users: {}, foreign: [] }, JSON.stringify(form));
  }
});

Deno.test("no state is a beginning, and so is an empty one", () => {
  const beginning = { tags: {}, users: {}, foreign: [] };
  for (
    const none of [undefined, null, [], {}, [entry("tags", {})], [entry("tags", null)], [
      entry("tags", undefined),
    ]]
  ) {
    assertEquals(opened(none), beginning);
  }
  assertEquals(opened([entry("another", ours)]), beginning);
});

Deno.test("another connector's state is not used, and its streams are named", () => {
  const theirs = { date: "2024-01-01", __ab_full_refresh_sync_complete: true };
  assertEquals(opened([entry("tags", theirs), entry("users", ours)]), {
    tags: {},
    users: { rows },
    foreign: ["tags"],
  });
  assertEquals(opened([entry("tags", "text")]).foreign, ["tags"]);
});

Deno.test("what is no state at all is refused, with what it ought to be", () => {
  for (const none of ["text", 5, true, ["text"], [[]]]) {
    assertMatch(refused(none), /no list of Airbyte states/);
  }
});

Deno.test("one of ours that is newer or corrupt is refused, naming the stream, the place and the cure", () => {
  const cases: [unknown, RegExp][] = [
    [
      { sourceAircall: { version: 2 }, position: 1 },
      /stream "tags" was written by a newer version .*version 2, this one knows 1/,
    ],
    [{ sourceAircall: {}, position: {} }, /stream "tags" is corrupt: "sourceAircall" names no version/],
    [{ sourceAircall: null }, /"sourceAircall" names no version/],
    [{ sourceAircall: { version: 1 } }, /"position" is no object/],
    [
      { ...ours, position: { rows: { x: "1" } } },
      /"position\/rows" is not right: it holds a key that is no integer/,
    ],
    [{ ...ours, position: { rows: { "7": 5 } } }, /"position\/rows\/7" is not right/],
    [{ ...ours, fullRefresh: { complete: "no" } }, /"fullRefresh" is not what was written/],
  ];
  for (const [state, words] of cases) {
    const message = refused([entry("tags", state)]);
    assertMatch(message, words);
    assertMatch(message, /clear the stream and its data/);
  }
  assertMatch(
    refused([entry("tags", { sourceAircall: 1 }), entry("users", { sourceAircall: 1 })]),
    /^2 problems/,
  );
});

Deno.test("a full refresh goes on from one of the same generation, and where none is counted from one that was interrupted", () => {
  const at = (fullRefresh?: unknown) => [entry("tags", { ...ours, ...(fullRefresh ? { fullRefresh } : {}) })];
  const cases: [unknown[], number | undefined, boolean][] = [
    [at(), undefined, false],
    [at({ complete: true }), undefined, false],
    [at({ complete: false }), undefined, true],
    [at({ complete: false, generation: null }), undefined, true],
    [at({ complete: false, generation: 4 }), 4, true],
    [at({ complete: false, generation: 3 }), 4, false],
    [at({ complete: false }), 4, false],
    [at({ complete: true, generation: 4 }), 4, true],
    [at({ complete: true, generation: 3 }), 4, false],
  ];
  for (const [state, generation, goesOn] of cases) {
    const mode = { mode: "full_refresh" as const, ...(generation === undefined ? {} : { generation }) };
    assertEquals(opened(state, mode).tags, goesOn ? { rows } : {}, JSON.stringify([state, generation]));
    assertEquals(opened(state).tags, { rows });
  }
});

Deno.test("what is written is what is read, to the letter", () => {
  const line = stateLine("tags", { rows }, 12, { complete: false, generation: 3 });
  assertEquals(
    line,
    `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"tags"},` +
      `"stream_state":{"sourceAircall":{"version":1},"fullRefresh":{"complete":false,"generation":3},` +
      `"position":{"rows":{"7":"abc"}}}},"sourceStats":{"recordCount":12.0}}}\n`,
  );
  assertEquals(opened(JSON.parse(line)).tags, { rows });
});

Deno.test("whatever a state is changed into, it is opened or refused in words, and never anything else", () => {
  const states = fc.constantFrom(entry("tags", { ...ours, fullRefresh: { complete: false } }), {
    tags: ours,
  });
  fc.assert(
    fc.property(states.chain((state) => mutations(state)), (state) => {
      const message = refused(state);
      assert(!/undefined|\[object|TypeError/.test(message), message);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a read with another connector's states says so in one line, and brings everything", async () => {
  const simulator = smallAccount();
  const state = names.map((name) => entry(name, { date: "2024-01-01" }));
  const table = new Table();
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf(), state }, { simulator });
  table.take(ran);
  assertEquals([ran.code, table.differences(simulator)], [0, []]);
  const [said, ...rest] = logsOf(ran).filter((line) => line.includes("another connector"));
  assertMatch(
    said ?? "",
    /^INFO: The state of calls, company, .* was written by another connector; it is not used/,
  );
  assertEquals(rest, []);
});

Deno.test("a read with a corrupt state asks nothing, and ends with exit code 2 and an error of the configuration", async () => {
  const simulator = smallAccount();
  const state = [entry("tags", { ...ours, position: { rows: 5 } })];
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf(), state }, { simulator });
  assertEquals([ran.code, simulator.count(), ran.messages.length], [2, 0, 1]);
  const [error] = errorsOf(ran);
  assertEquals(error?.failure_type, "config_error");
  assertMatch(error?.message ?? "", /^the state of stream "tags" is corrupt/);
});

const SIZE = {
  calls: 150,
  days: 20,
  contacts: 70,
  users: 60,
  tags: 12,
  teams: 3,
  numbers: 4,
  webhooks: 2,
};

/** Where a reader stops reading, once or more than once. */
const deaths = fc.record({
  after: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
  records: fc.integer({ min: 1, max: 80 }),
  mode: fc.constantFrom("incremental" as const, "full_refresh" as const),
});

Deno.test("killed after any state, one read after the other, nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(deaths, async ({ after, records, mode }) => {
      const simulator = smallAccount({
        size: SIZE,
      });
      const config = configOf(simulator);
      const catalog = catalogOf(names, mode);
      const table = new Table();
      let state: unknown[] = [];
      for (const nth of after) {
        let count = 0;
        let dead = false;
        const kept: Parameters<typeof statesAfter>[0]["messages"] = [];
        const stop = new AbortController();
        await reading({ config, catalog, state }, {
          simulator,
          states: { records, ms: Infinity },
          signal: stop.signal,
          heard: (message) => {
            if (dead) return; // nobody has read that
            kept.push(message);
            if (message.type !== "STATE" || ++count < nth) return;
            dead = true;
            stop.abort();
          },
        });
        table.take({ messages: kept });
        state = statesAfter({ messages: kept }, state);
        simulator.account.startCall({ talk: 0, answeredAfter: 0, finaliseAfter: 0, shift: 0 });
        simulator.account.addTag();
        await simulator.clock.sleep(60_000);
      }
      const last = await reading({ config, catalog, state }, { simulator });
      table.take(last);
      assertEquals([last.code, table.differences(simulator)], [0, []]);
    }),
    { numRuns: 15 },
  );
});

Deno.test("a full refresh that was interrupted goes on, and brings each row over both parts", async () => {
  const simulator = smallAccount({ size: { ...SIZE, calls: 3000, days: 90 } });
  const config = configOf(simulator);
  const catalog = catalogOf(["calls"], "full_refresh", { generation_id: 7 });
  const stop = new AbortController();
  let states = 0;
  const first = await reading({ config, catalog }, {
    simulator,
    states: { records: 1, ms: 0 },
    signal: stop.signal,
    heard: ({ type }) => {
      if (type === "STATE" && ++states === 40) stop.abort();
    },
  });
  assertEquals([first.code, statusesOf(first, "calls").at(-1)], [0, "INCOMPLETE"]);
  const state = statesAfter(first);
  const second = await reading({ config, catalog, state }, { simulator });
  const [before = [], after = []] = [first, second].map((ran) => recordsOf(ran, "calls").map(({ id }) => id));
  assertEquals(new Set([...before, ...after]).size, 3000);
  assertLess(after.length, 3000 - before.length + 500, "what had come came once more");
  // the platform tries again, since another stream had failed: what is in the table already does not come once more
  const again = await reading({ config, catalog, state: statesAfter(second) }, { simulator });
  assertEquals([recordsOf(again, "calls").length, statusesOf(again, "calls").at(-1)], [0, "COMPLETE"]);
  // another generation is another table
  const anew = catalogOf(["calls"], "full_refresh", { generation_id: 8 });
  assertEquals(
    recordsOf(await reading({ config, catalog: anew, state }, { simulator }), "calls").length,
    3000,
  );
});
