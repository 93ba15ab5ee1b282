import { assertEquals, assertMatch } from "@std/assert";
import { differences } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, talk } from "../support/talk.ts";

const MINUTE = 60_000;

Deno.test("a key range that begins at 0 captures everything, wherever it ends", async () => {
  for (const keyEnd of [0xffffffff, 0x7fffffff, 0, undefined]) {
    const simulator = smallAccount();
    const range = { keyEnd, rClockEnd: 0xffffffff };
    const open = openOf(configOf(simulator), [bindingOf("calls")], { range });
    const ran = await talk([open], { simulator, once: true });
    assertEquals(ran.code, 0);
    assertEquals(ran.logs.filter(({ level }) => level === "warn"), []);
    const captured = new Map(documents(ran).map((document) => [String(document.id), document]));
    assertEquals(differences(simulator.account, "calls", captured), []);
  }
});

Deno.test("one that begins elsewhere is opened, captures nothing, asks nothing, warns once, and lives until it is stopped", async () => {
  for (const keyBegin of [1, 1_122_867, 0xffffffff]) {
    const simulator = smallAccount();
    const stop = new AbortController();
    let stopped = 0;
    simulator.clock.sleep(600 * MINUTE).then(() => {
      stopped = simulator.clock.now();
      stop.abort();
    });
    const bindings = [bindingOf("calls"), bindingOf("tags")];
    const open = openOf(configOf(simulator), bindings, {
      range: { keyBegin, keyEnd: 0xffffffff },
      state: { x: 1 },
    });
    const ran = await talk([open], { simulator, hold: true, signal: stop.signal });
    assertEquals([ran.code, simulator.clock.now()], [0, stopped]);
    assertEquals(ran.responses, [{ opened: { explicitAcknowledgements: false } }]);
    assertEquals(simulator.count(), 0);
    const warnings = ran.logs.filter(({ level }) => level !== "info");
    assertEquals(warnings.map(({ level }) => level), ["warn"]);
    assertMatch(
      warnings[0]?.message ?? "",
      new RegExp(`key range begins at ${keyBegin}: it captures nothing`),
    );
  }
});

Deno.test("with --once such a shard ends at once with exit code 0", async () => {
  const simulator = smallAccount();
  const open = openOf(configOf(simulator), [bindingOf("calls")], { range: { keyBegin: 5, keyEnd: 9 } });
  const ran = await talk([open], { simulator, once: true });
  assertEquals([ran.code, ran.responses.length, simulator.count()], [0, 1, 0]);
});

Deno.test("such a shard still refuses a configuration that is wrong", async () => {
  const simulator = smallAccount();
  const open = openOf(configOf(simulator, { api_id: 1 }), [bindingOf("calls")], { range: { keyBegin: 5 } });
  const ran = await talk([open], { simulator, once: true });
  assertEquals([ran.code, ran.responses.length], [2, 0]);
});

Deno.test("a capture without bindings is opened, quiet and alive, and ends with exit code 0 when it is stopped", async () => {
  const simulator = smallAccount();
  const stop = new AbortController();
  let stopped = 0;
  simulator.clock.sleep(600 * MINUTE).then(() => {
    stopped = simulator.clock.now();
    stop.abort();
  });
  const ran = await talk([openOf(configOf(simulator), [])], { simulator, signal: stop.signal });
  assertEquals([ran.code, simulator.clock.now()], [0, stopped]);
  assertEquals(ran.responses, [{ opened: { explicitAcknowledgements: false } }]);
  assertEquals(simulator.count(), 0);
  assertEquals(new Set(ran.logs.map(({ level }) => level)), new Set(["info"]));
});

Deno.test("a capture without bindings ends by itself after 24 hours", async () => {
  const simulator = smallAccount();
  const began = simulator.clock.now();
  const ran = await talk([openOf(configOf(simulator), [])], { simulator });
  assertEquals(ran.code, 0);
  assertEquals(simulator.clock.now() - began, 24 * 60 * MINUTE);
});
