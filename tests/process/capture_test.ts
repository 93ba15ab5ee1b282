import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { isObject } from "../../src/flow/runtime/json.ts";
import type { Session } from "../../src/flow/runtime/mod.ts";
import { isWhole } from "../support/whole.ts";
import { logLines, run, World } from "./program.ts";

const size = { calls: 1500, days: 60, contacts: 300, users: 60, teams: 5, numbers: 8, tags: 12, webhooks: 3 };

/** Kills a session after so many documents. */
const after = (documents: number, signal: "SIGTERM" | "SIGINT" | "SIGKILL") => {
  let seen = 0;
  return {
    document: (_document: unknown, _binding: unknown, session: Session) => {
      if (++seen === documents) session.kill(signal);
    },
  };
};

Deno.test("the program as a process: spec, discover, validate, apply and open, and --once ends equal to the account", async () => {
  await using world = await World.start({ size, once: true });
  await world.runtime.spec();
  await world.publish();
  await using session = await world.runtime.open();
  assertEquals((await session.ended).code, 0);
  assertEquals(world.differences(), []);
  const { documents } = world.runtime.collection("calls").counts;
  assertEquals(documents, 1500);
  await using again = await world.runtime.open();
  assertEquals((await again.ended).code, 0);
  assertEquals(world.runtime.collection("calls").counts.documents, documents, "nothing comes twice");
});

Deno.test("with stdin closed right after open the capture goes on, and follows what changes", async () => {
  await using world = await World.start({ size: { ...size, calls: 200 }, interval: "PT1S" });
  await world.publish();
  await using session = await world.runtime.open({ closeInput: true });
  await session.until(() => isWhole(world));
  const tag = world.simulator.account.addTag({ name: "late" });
  await session.until(() => world.runtime.collection("tags").get(tag) !== undefined);
  world.simulator.account.deleteTag(tag);
  await session.until(() => world.runtime.collection("tags").get(tag) === undefined);
  session.kill("SIGTERM");
  assertEquals((await session.ended).code, 0);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} during a backfill ends the program after the batch in hand, and the next run goes on there`, async () => {
    await using world = await World.start({ size, bind: ["calls", "tags", "contacts"], latency: 30 });
    await world.publish();
    await using session = await world.runtime.open(after(200, signal));
    // the runtime checks that only whole lines came, and that the end is at a checkpoint
    assertEquals((await session.ended).code, 0);
    const first = world.runtime.collection("calls").size;
    assertGreater(first, 0);
    assert(first < 1500, "it was stopped on the way");
    assertMatch(world.logs.at(-1)?.message ?? "", /^Capture ended after \d+ requests?/, "it ended by itself");
    await using rest = await world.runtime.open();
    await rest.until(() => isWhole(world));
    assert(
      world.runtime.collection("calls").counts.documents < 1500 + 150,
      "what was kept is not read again",
    );
    rest.kill(signal);
    await rest.ended;
  });
}

Deno.test("without bindings the program is opened, quiet and alive, and a signal ends it with exit code 0", async () => {
  await using world = await World.start({ size: { ...size, calls: 100 }, bind: [] });
  await world.publish();
  world.simulator.clearJournal();
  await using session = await world.runtime.open();
  session.kill("SIGTERM");
  assertEquals((await session.ended).code, 0);
  assertEquals(world.simulator.count(), 0);
  assertEquals(world.runtime.state, {});
  assertMatch(world.logs.at(-1)?.message ?? "", /^Capture ended after 0 requests/, "it ended by itself");
});

Deno.test("killed again and again, the collections still end up equal to the account", async () => {
  await using world = await World.start({
    size,
    bind: ["calls", "contacts", "users", "webhooks"],
    latency: 5,
  });
  await world.publish();
  for (const documents of [1, 60, 333, 40, 500]) {
    await using session = await world.runtime.open({
      ...after(documents, "SIGKILL"),
      checkpoint: ({ documents }) => documents.length > 40,
    });
    await session.ended;
  }
  await using last = await world.runtime.open();
  await last.until(() => isWhole(world));
});

Deno.test("what is no acknowledgement after open ends the program with exit code 1", async () => {
  await using world = await World.start({ size: { ...size, calls: 100 } });
  const capture = {
    config: world.config,
    bindings: [{ resourceConfig: { stream: "tags" }, stateKey: "tags" }],
  };
  const open = `${JSON.stringify({ open: { capture, range: { keyEnd: 4294967295 }, state: {} } })}\n`;
  for (const more of [open, "noise\n"]) {
    const { code, out, err } = await run([], `${open}${more}`);
    assertEquals(code, 1);
    assertEquals(out.slice(-1), "\n");
    const last = logLines(err).at(-1);
    assertEquals(last?.level, "error");
    assertMatch(last?.message ?? "", /^The input is not the Flow capture protocol: /);
  }
});

Deno.test("an open request of 40 MB is read from a real pipe", async () => {
  await using world = await World.start({ size: { ...size, calls: 100 } });
  const rows = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`row ${i}`, "x".repeat(1000)]));
  const bindings = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`gone.v${i}`, { rows }]));
  const capture = { config: world.config, bindings: [{ resourceConfig: { stream: "tags" } }] };
  const state = { sourceAircall: { version: 1 }, bindings };
  const { code, out } = await run(["--once"], `${JSON.stringify({ open: { capture, state } })}\n`);
  assertEquals(code, 0);
  assertEquals(out.split("\n").filter((line) => line.startsWith('{"captured"')).length, 12);
});

Deno.test("connections that break and answers that are cut short on a real socket lose nothing", async () => {
  await using world = await World.start({ size, once: true });
  await world.publish();
  const { faults } = world.simulator;
  for (const kind of ["reset", "cut", "truncated-json", "html"] as const) {
    faults.add({ kind, probability: 0.03, times: 3 });
  }
  faults.add({ path: "/v1/calls", nth: 4, kind: { drip: 20 } });
  await using session = await world.runtime.open();
  assertEquals((await session.ended).code, 0);
  assertEquals(world.differences(), []);
  const broken = world.simulator.journal.filter(({ fault }) => fault !== undefined);
  assertGreater(broken.length, 3);
});

Deno.test("credentials that are refused end the processes with exit code 2 and 1, and the log without the token", async () => {
  await using world = await World.start({ size: { ...size, calls: 100 } });
  const config = { ...world.config, api_token: "a-deleted-token" };
  const bindings = [{ resourceConfig: { stream: "tags" } }];
  const requests = [{ discover: { config } }, { validate: { config, bindings } }, {
    open: { capture: { config, bindings } },
  }];
  for (const request of requests) {
    const { code, err } = await run([], `${JSON.stringify(request)}\n`);
    assertEquals(code, "open" in request ? 1 : 2);
    const last = logLines(err).at(-1);
    assertEquals(last?.level, "error");
    assertMatch(last?.message ?? "", /api_id and api_token/);
    assert(!err.includes("a-deleted-token"));
    assert(isObject(last?.fields));
  }
});
