import { assert, assertEquals, assertGreater } from "@std/assert";
import type { FaultKind } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, smallAccount, talk } from "../support/talk.ts";

const MINUTE = 60_000;

Deno.test("a session that waits for requests ends with exit code 0 when it is asked to stop", async () => {
  const stop = new AbortController();
  const { code, err } = await talk([{ spec: {} }], {
    hold: true,
    signal: stop.signal,
    heard: () => stop.abort(),
  });
  assertEquals([code, err], [0, ""]);
  const later = new AbortController();
  const waiting = await talk([{ spec: {} }], {
    hold: true,
    signal: later.signal,
    // it reads on by then
    heard: () => setTimeout(() => later.abort(), 5),
  });
  assertEquals([waiting.code, waiting.err], [0, ""]);
  assertEquals((await talk([{ spec: {} }], { signal: AbortSignal.abort() })).out, "");
});

Deno.test("a session that asks for the credentials ends with exit code 0, without an answer", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/ping", kind: "stall-headers", every: 1 });
  const stop = new AbortController();
  simulator.onAnswer(() => stop.abort());
  const ran = await talk([{ discover: { config: configOf(simulator) } }], {
    simulator,
    hold: true,
    signal: stop.signal,
  });
  assertEquals([ran.code, ran.out, ran.err], [0, "", ""]);
});

Deno.test("a capture that is asked to stop within a backfill ends at a checkpoint", async () => {
  const simulator = smallAccount();
  const stop = new AbortController();
  const ran = await talk([openOf(configOf(simulator), [bindingOf("calls")])], {
    simulator,
    hold: true,
    signal: stop.signal,
    heard: (response) => "captured" in response && stop.abort(new Error("SIGTERM")),
  });
  assertEquals(ran.code, 0);
  assertGreater(documents(ran).length, 0);
  assert("checkpoint" in (ran.responses.at(-1) ?? {}));
  assertEquals(ran.logs.filter(({ level }) => level === "error"), []);
});

/** What a capture may be waiting for when it is asked to stop, by what goes wrong before. */
const waits: [what: string, kind: FaultKind | undefined, minutes: number][] = [
  ["the next poll", undefined, 30],
  ["the end of a 429's pause", { status: 429 }, 0.5],
  ["the next attempt", { status: 503 }, 10],
  ["an answer", "stall-headers", 0.2],
  ["the rest of an answer", "stall-body", 0.1],
  ["the hour in which a refused list is left alone", { status: 404 }, 20],
];

for (const [what, kind, minutes] of waits) {
  Deno.test(`a capture that waits for ${what} ends the moment it is asked to stop`, async () => {
    const simulator = smallAccount();
    if (kind) simulator.faults.add({ kind, every: 1 });
    const stop = new AbortController();
    let asked = 0;
    simulator.clock.sleep(minutes * MINUTE).then(() => {
      asked = simulator.clock.now();
      stop.abort(new Error("SIGTERM"));
    });
    const bindings = ["calls", "tags", "contacts"].map((stream) => bindingOf(stream));
    const ran = await talk([openOf(configOf(simulator), bindings)], {
      simulator,
      hold: true,
      signal: stop.signal,
    });
    assertEquals(ran.code, 0);
    assertEquals(simulator.clock.now() - asked, 0);
    assertEquals(ran.logs.at(-1)?.level, "info");
  });
}
