import { assert, assertEquals, assertGreater, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { streams } from "../../src/aircall/streams/mod.ts";
import { type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { StateError } from "../../src/aircall/errors.ts";
import { checkpoint, openState } from "../../src/flow/state.ts";
import { streams as names } from "../../src/simulator/mod.ts";
import { mutations } from "../support/mutations.ts";
import {
  assertRefused,
  bindingOf,
  configOf,
  documents,
  openOf,
  smallAccount,
  stateAfter,
  type Talk,
  talk,
} from "../support/talk.ts";

const simulator = smallAccount();
const config = configOf(simulator, { advanced: { requests_per_minute: 6000 } });

/** One `--once` capture of these bindings. */
function run(bindings: JsonObject[], state?: unknown): Promise<Talk> {
  return talk([openOf(config, bindings, { state })], { simulator, once: true });
}

/** A checkpoint's state update. */
function updates({ responses }: Talk): { updated: JsonObject; mergePatch: boolean }[] {
  return responses.flatMap((response) => {
    const state = locate(response, "/checkpoint/state");
    return state ? [state as { updated: JsonObject; mergePatch: boolean }] : [];
  });
}

Deno.test("every checkpoint is a merge patch on one binding's state, under its state key", async () => {
  const ran = await run([bindingOf("tags", { stateKey: "some%2Fkey.v7" }), bindingOf("calls")]);
  assertGreater(updates(ran).length, 2);
  for (const { updated, mergePatch } of updates(ran)) {
    assertEquals(mergePatch, true);
    assertEquals(Object.keys(updated), ["sourceAircall", "bindings"]);
    const [key, ...more] = Object.keys(updated.bindings as JsonObject);
    assert(key === "some%2Fkey.v7" || key === "calls");
    assertEquals(more, []);
  }
});

Deno.test("a binding without a state key is kept by its stream and its backfill counter", async () => {
  const { bindings } = stateAfter(
    await run([
      bindingOf("tags", { stateKey: undefined }),
      bindingOf("users", { stateKey: "", backfill: 2 }),
    ]),
  );
  assertEquals(Object.keys(bindings as JsonObject).toSorted(), ["tags", "users.v2"]);
});

Deno.test("a raised backfill counter reads that binding anew, and no other", async () => {
  const state = stateAfter(await run([bindingOf("tags"), bindingOf("calls")]));
  const again = await run(
    [bindingOf("tags", { backfill: 1, stateKey: "tags.v1" }), bindingOf("calls")],
    state,
  );
  assertEquals(documents(again, 0).length, 12);
  assertEquals(
    new Set(documents(again, 0).map(({ _meta }) => JSON.stringify(_meta))),
    new Set(['{"op":"c"}']),
  );
  assertEquals(documents(again, 1), []);
  const after = stateAfter(again, state);
  assertEquals(locate(after, "/bindings/tags"), locate(state, "/bindings/tags"), "the old state stays");
  assertEquals(locate(after, "/bindings/tags.v1/rows"), locate(state, "/bindings/tags/rows"));
});

Deno.test("the state of a binding that was removed is left alone, even one that could not be read", async () => {
  const state = stateAfter(await run([bindingOf("tags"), bindingOf("users")]));
  const odd = {
    ...state,
    bindings: { ...state.bindings as JsonObject, calls: "corrupt", "gone.v1": { a: 1 } },
  };
  const ran = await run([bindingOf("users")], odd);
  assertEquals(ran.code, 0);
  assertEquals(documents(ran), []);
  const { bindings } = stateAfter(ran, odd);
  assertEquals(Object.keys(bindings as JsonObject).toSorted(), ["calls", "gone.v1", "tags", "users"]);
  assertEquals(locate(bindings, "/tags"), locate(state, "/bindings/tags"));
});

Deno.test("a run waits before its first request, since another that stopped just before, and may have left no state, may have used up the rate", async () => {
  const slow = configOf(simulator, { advanced: { requests_per_minute: 2 } });
  const waited = async (state?: JsonObject) => {
    const began = simulator.clock.now();
    simulator.clearJournal();
    const ran = await talk([openOf(slow, [bindingOf("tags")], { state })], { simulator, once: true });
    return { state: stateAfter(ran, state), ms: (simulator.journal[0]?.at ?? 0) - began };
  };
  const first = await waited();
  const second = await waited(first.state);
  assertGreater(first.ms, 29_000);
  assertGreater(second.ms, 29_000);
});

Deno.test("bindings in another order find their states again", async () => {
  const all = names.map((name) => bindingOf(name));
  const state = stateAfter(await run(all));
  const { responses, code } = await run(all.toReversed(), state);
  assertEquals(code, 0);
  assertEquals(responses.filter((response) => "captured" in response), []);
});

Deno.test("a state that another connector wrote is not used: one log line says so, and the first checkpoint replaces it", async () => {
  const foreign = [
    { calls: { started_at: 1_700_000_000 }, contacts: {} },
    { bindingStateV1: { tags: { snapshot: { last_digest: "x" } } } },
    { bindings: { tags: {} } },
    { cdc: [1, null] },
  ];
  for (const state of foreign) {
    const ran = await run([bindingOf("tags"), bindingOf("users")], state);
    assertEquals(ran.code, 0);
    const said = ran.logs.filter(({ message }) => /another connector/.test(message));
    assertEquals(said.map(({ level }) => level), ["info"]);
    const [first, ...rest] = updates(ran);
    assertEquals([first?.mergePatch, ...new Set(rest.map(({ mergePatch }) => mergePatch))], [false, true]);
    assertEquals(Object.keys(stateAfter(ran, state)), ["sourceAircall", "bindings"]);
    assertEquals([documents(ran, 0).length, documents(ran, 1).length], [12, 12]);
  }
});

Deno.test("no state, an empty one and null are a beginning, without a word", async () => {
  for (const state of [undefined, null, {}]) {
    const ran = await run([bindingOf("tags")], state);
    assertEquals([ran.code, documents(ran).length], [0, 12]);
    assertEquals(ran.logs.filter(({ message }) => /another connector/.test(message)), []);
    assertEquals(updates(ran).map(({ mergePatch }) => mergePatch), updates(ran).map(() => true));
  }
});

Deno.test("a state of a newer version ends the run before anything is opened, and names the cure", async () => {
  const state = stateAfter(await run([bindingOf("tags")]));
  const ran = await run([bindingOf("tags")], { ...state, sourceAircall: { version: 2, more: true } });
  assertEquals(ran.out, "");
  assertMatch(assertRefused(ran, 1), /newer version .*Run that version again.*raise the "backfill" counter/);
});

Deno.test("a corrupt state ends the run before anything is opened, names its place and the cure", async () => {
  const state = stateAfter(await run([bindingOf("tags")]));
  const corrupt: [state: JsonObject, place: RegExp][] = [
    [{ ...state, sourceAircall: {} }, /"sourceAircall" is corrupt/],
    [{ ...state, sourceAircall: { version: "1" } }, /"sourceAircall" is corrupt/],
    [{ ...state, sourceAircall: null }, /"sourceAircall" is corrupt/],
    [{ ...state, bindings: [] }, /"bindings" are corrupt/],
    [{ ...state, bindings: { tags: 5 } }, /binding "tags" is corrupt/],
    [{ ...state, bindings: { tags: null } }, /binding "tags" is corrupt/],
    [
      { ...state, bindings: { tags: { rows: { 1: 2 } } } },
      /binding "tags" is corrupt: "rows\/1" is not right: expected string/,
    ],
    // a key that a tag cannot have: `01` would be taken for tag 1 when it is missing, and tag 1 for deleted
    ...["01", "1x", "1.0", "", " 1", "1e3", "9".repeat(20)].map((key): [JsonObject, RegExp] => [
      { ...state, bindings: { tags: { rows: { [key]: "x" } } } },
      /binding "tags" is corrupt: "rows" is not right: it holds a key that is no integer/,
    ]),
  ];
  for (const [state, place] of corrupt) {
    const ran = await run([bindingOf("tags")], state);
    assertEquals(ran.out, "");
    const message = assertRefused(ran, 1);
    assertMatch(message, place);
    assertMatch(message, /To begin anew, raise the .*"backfill" counter/);
  }
});

Deno.test("a walk that stopped at no moment there is, or began at one, is corrupt", async () => {
  for (const at of [-1, 2 ** 33 + 1, 1.5, "1", 1e300]) {
    for (const field of ["at", "since"]) {
      const backfill = { at: 1, since: 0, read: 0, left: 1, to: 1_790_000_000, [field]: at };
      const state = {
        sourceAircall: { version: 1 },
        bindings: { calls: { cursor: 1_790_000_000, backfill } },
      };
      const message = assertRefused(await run([bindingOf("calls")], state), 1);
      assertMatch(message, new RegExp(`binding "calls" is corrupt: "backfill/${field}" is not right`));
    }
  }
});

Deno.test("the cure that a refused state names is one: with raised counters everything is read anew", async () => {
  const good = stateAfter(await run([bindingOf("tags"), bindingOf("users")]));
  const raised = (name: string) => bindingOf(name, { backfill: 1, stateKey: `${name}.v1` });
  for (
    const state of [{ ...good, sourceAircall: { version: 9 } }, { ...good, sourceAircall: 1 }, {
      ...good,
      bindings: 0,
    }]
  ) {
    assertRefused(await run([raised("tags"), bindingOf("users")], state), 1);
    const ran = await run([raised("tags"), raised("users")], state);
    assertEquals([ran.code, documents(ran, 0).length, documents(ran, 1).length], [0, 12, 12]);
    assertEquals(Object.keys(stateAfter(ran, state).bindings as JsonObject).toSorted(), [
      "tags.v1",
      "users.v1",
    ]);
    assertEquals((await run([raised("tags"), raised("users")], stateAfter(ran, state))).code, 0);
  }
  const one = { ...good, bindings: { ...good.bindings as JsonObject, tags: "corrupt" } };
  assertRefused(await run([bindingOf("tags"), bindingOf("users")], one), 1);
  const cured = await run([raised("tags"), bindingOf("users")], one);
  assertEquals([cured.code, documents(cured, 0).length, documents(cured, 1).length], [0, 12, 0]);
});

Deno.test("however a real state is spoiled, it is refused in one readable line, or used without a crash", async () => {
  const all = names.map((name) => bindingOf(name));
  const half = await talk([openOf(config, all)], { simulator, hold: true, signal: atPage(3) });
  for (const state of [stateAfter(await run(all)), stateAfter(half)]) {
    await fc.assert(
      fc.asyncProperty(mutations(state), async (spoiled) => {
        const ran = await run(all, spoiled);
        if (ran.code !== 0) assertRefused(ran, 1);
      }),
      { numRuns: 60 },
    );
  }
});

/** A signal that aborts when this page of calls was asked for. */
function atPage(page: number): AbortSignal {
  const stop = new AbortController();
  const end = simulator.onAnswer((entry) => {
    if (entry.path !== "/v1/calls" || entry.page !== page) return;
    end();
    stop.abort();
  });
  return stop.signal;
}

Deno.test("openState gives each binding its own state and nothing else", () => {
  const [calls, company] = streams;
  assert(calls && company);
  const keyed = [{ stateKey: "calls", stream: calls, backfill: 0 }, {
    stateKey: "company.v1",
    stream: company,
    backfill: 1,
  }];
  const state = {
    sourceAircall: { version: 1 },
    bindings: { calls: { cursor: 5, later: [1] }, company: { rows: {} } },
  };
  const opened = openState(state, keyed);
  assertEquals([...opened.bindings], [["calls", { cursor: 5, later: [1] }], ["company.v1", {}]]);
  assertEquals(opened.replaced, undefined);
  assertThrows(() => openState({ ...state, sourceAircall: { version: 0 } }, keyed), StateError);
  for (const odd of ["text", 5, [], true]) {
    assertEquals([...openState(odd, keyed).bindings.values()], [{}, {}]);
  }
});

Deno.test("a state key may be called anything", () => {
  for (const stateKey of ["__proto__", "constructor", "a/b", ""]) {
    const { updated } =
      (checkpoint(stateKey, { a: 1 }, false) as { checkpoint: { state: { updated: JsonObject } } })
        .checkpoint.state;
    assertEquals(JSON.stringify(updated.bindings), `{${JSON.stringify(stateKey)}:{"a":1}}`);
  }
});

Deno.test("a state of calls or contacts whose gaps or cells are not what was written here is corrupt", () => {
  const open = (name: string, state: JsonObject) => {
    const stream = streams.find((stream) => stream.name === name);
    return openState(
      { sourceAircall: { version: 1 }, bindings: { [name]: state } },
      stream ? [{ stateKey: name, stream, backfill: 0 }] : [],
    );
  };
  const wrong: [name: string, state: JsonObject, place: RegExp][] = [
    ["calls", { gaps: { nowhere: "why" } }, /"gaps\/nowhere"/],
    ["calls", { cells: { "20000": "short" } }, /"cells" is not right: they are not what was written/],
    ["calls", { cells: { tnv84u: "acp:BKnyM_Yzpq35uP" } }, /"cells"/],
    ["contacts", { cells: { tnv84u: "acp:short" } }, /"cells"/],
    ["contacts", { cells: { tnv84u: 5 } }, /"cells\/tnv84u"/],
  ];
  for (const [name, state, place] of wrong) {
    assertMatch(assertThrows(() => open(name, state), StateError).message, place);
  }
  open("contacts", { cells: { tnv84u: "acp:BKnyM_Yzpq35uP" }, gaps: { "5-7": "why" } });
});
