import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CaptureRun, PATIENCE } from "../../src/aircall/capture_run.ts";
import { connect } from "../../src/aircall/connect.ts";
import { IncompleteError } from "../../src/aircall/errors.ts";
import type { Outside } from "../../src/aircall/outside.ts";
import { readWanted } from "../../src/aircall/wanted.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { keptLog } from "../support/scripted.ts";
import { configOf, smallAccount } from "../support/talk.ts";

/** A run over two streams that keeps nothing but their number. */
function runOver(simulator: Simulator, once: boolean, signal = new AbortController().signal) {
  const log = keptLog();
  const outside: Outside = {
    clock: simulator.clock,
    fetch: simulator.fetch,
    random: () => 0.5,
    log: { ...log, hide: () => {} },
    mayReach: () => true,
    signal,
  };
  const asked = ["tags", "teams"].map((stream) => ({ stream }));
  const { config, resources } = readWanted(configOf(simulator), asked, outside);
  const kept: string[] = [];
  const run = new CaptureRun({
    bindings: resources.map((resource) => ({ ...resource, state: {} })),
    sink: { write: ({ stream }) => Promise.resolve(void kept.push(stream.name)) },
    connection: connect(config, outside, once ? { patience: PATIENCE } : {}),
    outside,
    once,
    life: once ? Infinity : 3_600_000,
  });
  return { run, kept, log };
}

Deno.test("a run that ends while a stream cannot be read says which and why, and has kept the others", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 403 } });
  const { run, kept } = runOver(simulator, true);
  const error = await assertRejects(() => run.run(), IncompleteError);
  assertStringIncludes(error.message, "teams: /v1/teams, page 1: ");
  assertEquals(new Set(kept), new Set(["tags"]));
});

Deno.test("a run whose life is over while a request keeps failing says so, though the request was called off", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 503 } });
  const { run } = runOver(simulator, false);
  const error = await assertRejects(() => run.run(), IncompleteError);
  assertEquals(error.reasons.map((reason) => reason.replace(/per_page.*: /, "")), [
    'teams: GET /v1/teams?503 ("Internal Server Error")',
  ]);
});

Deno.test("a run that is asked to stop complains of nothing", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 503 } });
  const stop = new AbortController();
  simulator.clock.sleep(600_000).then(() => stop.abort());
  const { run } = runOver(simulator, false, stop.signal);
  await run.run();
  assertEquals(run.running.map(({ progress }) => progress.phase), ["up to date", "reading"]);
});
