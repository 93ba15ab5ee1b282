import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { streams } from "../../src/simulator/mod.ts";
import { configOf, smallAccount } from "../support/talk.ts";
import {
  catalogOf,
  checking,
  discovering,
  errorsOf,
  logsOf,
  reading,
  recordsOf,
  type Spoken,
  statesAfter,
  statusesOf,
  Table,
} from "./spoken.ts";

/** The last status of each stream. */
const ends = (ran: Spoken) => Object.fromEntries(streams.map((name) => [name, statusesOf(ran, name).at(-1)]));

/** All streams complete but one. */
const allBut = (one: string) =>
  Object.fromEntries(streams.map((name) => [name, name === one ? "INCOMPLETE" : "COMPLETE"]));

Deno.test("credentials that are refused end a read with exit code 2, an error of the configuration and every stream incomplete", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator, { api_token: "another-token-altogether" });
  const ran = await reading({ config, catalog: catalogOf() }, { simulator });
  assertEquals(ran.code, 2);
  assertEquals(Object.values(ends(ran)), streams.map(() => "INCOMPLETE"));
  const [error, ...more] = errorsOf(ran);
  assertEquals([error?.failure_type, error?.stream_descriptor, more], ["config_error", undefined, []]);
  assertMatch(error?.message ?? "", /Aircall refused the credentials/);
  assertMatch(error?.internal_message ?? "", /^CredentialsRefused: /);
});

Deno.test("a stream that the key may not read is incomplete by an error of the configuration, and the others are complete", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", every: 1, kind: { status: 403 } });
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf() }, { simulator });
  assertEquals([ran.code, ends(ran)], [1, allBut("teams")]);
  const [error, ...more] = errorsOf(ran);
  assertEquals([error?.failure_type, error?.stream_descriptor, more], [
    "config_error",
    { name: "teams" },
    [],
  ]);
  assertMatch(
    error?.message ?? "",
    /^teams: \/v1\/teams, page 1: .*403.*this key or plan may not read this list/,
  );
  assertMatch(error?.internal_message ?? "", /^HttpFault: GET \/v1\/teams/);
  assertEquals(statusesOf(ran, "teams"), ["STARTED", "INCOMPLETE"]);
});

Deno.test("a stream whose answers keep failing is incomplete by an error that may pass, and the next read goes on at its state", async () => {
  const simulator = smallAccount({
    size: { calls: 3000, days: 90, contacts: 20, users: 3, tags: 12, teams: 2, numbers: 2, webhooks: 1 },
  });
  const fault = simulator.faults.add({ path: "/v1/calls", nth: 30, every: 1, kind: { status: 500 } });
  const config = configOf(simulator);
  const table = new Table();
  const first = await reading({ config, catalog: catalogOf() }, { simulator });
  table.take(first);
  assertEquals([first.code, ends(first)], [1, allBut("calls")]);
  const [error] = errorsOf(first);
  assertEquals([error?.failure_type, error?.stream_descriptor], ["transient_error", { name: "calls" }]);
  const before = recordsOf(first, "calls").length;
  assert(before > 1000);
  fault.remove();
  const second = await reading({ config, catalog: catalogOf(), state: statesAfter(first) }, { simulator });
  table.take(second);
  assertEquals([second.code, table.differences(simulator)], [0, []]);
  assert(recordsOf(second, "calls").length < 3000);
});

Deno.test("a list that is not there any more is a fault of the system", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", every: 1, kind: { status: 404 } });
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf(["tags"]) }, { simulator });
  assertEquals([ran.code, errorsOf(ran)[0]?.failure_type], [1, "system_error"]);
});

Deno.test("an API that nobody answers for is an error that may pass", async () => {
  const simulator = smallAccount();
  const fetch = () => Promise.reject(new TypeError("connection refused"));
  const config = configOf(simulator);
  const ran = await reading({ config, catalog: catalogOf() }, { simulator, fetch });
  assertEquals(ran.code, 1);
  assertEquals(Object.values(ends(ran)), streams.map(() => "INCOMPLETE"));
  assertEquals([...new Set(errorsOf(ran).map(({ failure_type }) => failure_type))], ["transient_error"]);
  const checked = await checking(config, { simulator, fetch });
  assertEquals(checked.code, 0);
  const status = checked.messages.at(-1);
  assert(status?.type === "CONNECTION_STATUS" && status.connectionStatus.status === "FAILED");
  assertMatch(status.connectionStatus.message ?? "", /Aircall does not answer/);
});

Deno.test("a stretch that cannot be read completely makes its stream incomplete, and says which it is", async () => {
  const simulator = smallAccount();
  simulator.account.burst(simulator.account.now - 86_400, 20_300);
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf(["calls", "tags"]) }, {
    simulator,
  });
  assertEquals(ran.code, 1);
  assertEquals([statusesOf(ran, "calls").at(-1), statusesOf(ran, "tags").at(-1)], ["INCOMPLETE", "COMPLETE"]);
  const [error] = errorsOf(ran);
  assertEquals([error?.failure_type, error?.stream_descriptor], ["system_error", { name: "calls" }]);
  assertMatch(error?.message ?? "", /^calls could not be read completely: /);
});

Deno.test("streams that there are not, or that are in the catalog twice, are named before anything is asked", async () => {
  const simulator = smallAccount();
  const catalog = catalogOf(["tags", "tags", "user_availability", "emails"]);
  const ran = await reading({ config: configOf(simulator), catalog }, { simulator });
  const [error] = errorsOf(ran);
  assertEquals([ran.code, simulator.count(), error?.failure_type], [2, 0, "config_error"]);
  assertMatch(error?.message ?? "", /^3 problems/);
  for (
    const words of ['no stream "user_availability"', 'no stream "emails"', 'stream "tags" is in it twice']
  ) {
    assert(error?.message.includes(words), error?.message);
  }
});

Deno.test("what is no configured catalog is refused by the place where it is wrong", async () => {
  const simulator = smallAccount();
  const cases: [unknown, RegExp][] = [
    [null, /^the catalog: it is not right/],
    [{}, /^the catalog: "streams" is missing/],
    [{ streams: [{ stream: {}, sync_mode: "incremental" }] }, /"streams\/0\/stream\/name" is missing/],
    [{ streams: [{ stream: { name: "tags" }, sync_mode: "cdc" }] }, /"streams\/0\/sync_mode" is not right/],
    [catalogOf(["tags"], "full_refresh", { generation_id: "1" }), /"streams\/0\/generation_id" is not right/],
  ];
  for (const [catalog, words] of cases) {
    const ran = await reading({ config: configOf(simulator), catalog }, { simulator });
    assertEquals(ran.code, 2);
    assertMatch(errorsOf(ran)[0]?.message ?? "", words);
  }
  const nulls = catalogOf(["tags"], "incremental", {
    generation_id: null,
    sync_id: null,
    cursor_field: null,
  });
  assertEquals((await reading({ config: configOf(simulator), catalog: nulls }, { simulator })).code, 0);
});

Deno.test("a wrong configuration fails a check with exit code 0, and ends a read and a discovery with exit code 2", async () => {
  const simulator = smallAccount();
  const config = configOf(simulator, { start_date: "yesterday", api_id: undefined });
  const checked = await checking(config, { simulator });
  const status = checked.messages[0];
  assert(status?.type === "CONNECTION_STATUS");
  assertEquals([checked.code, status.connectionStatus.status], [0, "FAILED"]);
  assertMatch(status.connectionStatus.message ?? "", /"api_id" is missing[\s\S]*"start_date" is not right/);
  for (
    const ran of [
      await discovering(config, { simulator }),
      await reading({ config, catalog: catalogOf() }, { simulator }),
    ]
  ) {
    assertEquals([ran.code, ran.messages.length, errorsOf(ran)[0]?.failure_type], [2, 1, "config_error"]);
  }
  assertEquals(simulator.count(), 0);
});

Deno.test("the halves of the key stand in no message, whoever repeats them and whatever is logged", async () => {
  const simulator = smallAccount();
  const { id, token } = simulator.credentials;
  const body = { error: `no access for ${id}`, troubleshoot: `the token ${token} is of another plan` };
  for (const status of [403, 400, 404]) {
    simulator.faults.add({ path: "/v1/tags", every: 1, kind: { status, body } });
    const ran = await reading({ config: configOf(simulator), catalog: catalogOf(["tags"]) }, {
      simulator,
      level: "debug",
    });
    assertEquals(ran.code, 1);
    assertMatch(ran.out, /\[redacted\]/);
    assertNotMatch(ran.out, new RegExp(`${id}|${token}|${btoa(`${id}:${token}`)}`));
    assert(logsOf(ran).length > 0);
  }
  const wrong = await checking(configOf(simulator, { api_token: "a-wrong-token-here" }), { simulator });
  assertNotMatch(wrong.out, /a-wrong-token-here/);
});

Deno.test("asked to stop, a read finishes the batch in hand, says where each stream is and that it is incomplete, and ends with exit code 0", async () => {
  const simulator = smallAccount();
  const stop = new AbortController();
  const ran = await reading({ config: configOf(simulator), catalog: catalogOf() }, {
    simulator,
    signal: stop.signal,
    heard: ({ type }) => {
      if (type === "RECORD") stop.abort();
    },
  });
  assertEquals([ran.code, errorsOf(ran)], [0, []]);
  assertEquals(Object.values(ends(ran)), streams.map(() => "INCOMPLETE"));
  const calls = recordsOf(ran, "calls").length + recordsOf(ran, "contacts").length;
  assert(calls > 0);
  const counted = ran.messages.flatMap((message) =>
    message.type === "STATE" ? [message.state.sourceStats.recordCount] : []
  );
  assertEquals(
    counted.reduce((sum, n) => sum + n, 0),
    ran.messages.filter(({ type }) => type === "RECORD").length,
  );
});

Deno.test("when the reader of stdout goes, a read ends with exit code 1, and nothing is written after what could not be", async () => {
  for (const after of [0, 1, 5, 20, 40]) {
    const simulator = smallAccount();
    let writes = 0;
    const ran = await reading({ config: configOf(simulator), catalog: catalogOf() }, {
      simulator,
      write: (bytes) =>
        ++writes > after
          ? Promise.reject(new Deno.errors.BrokenPipe("EPIPE"))
          : Promise.resolve(bytes.length),
    });
    assertEquals([ran.code, writes], [1, after + 1]);
  }
});
