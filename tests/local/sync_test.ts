import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { StateError } from "../../src/aircall/errors.ts";
import { streams } from "../../src/simulator/mod.ts";
import { configOf } from "../support/talk.ts";
import { Synced } from "./synced.ts";

Deno.test("a first run keeps the whole account, says how much of each stream, and closes what it opened", async () => {
  const synced = new Synced();
  const { code, error, outcome } = await synced.run();
  assertEquals([code, error, synced.differences()], [0, undefined, []]);
  assertEquals([synced.opened, synced.store.closed], [1, 1]);
  assertEquals(outcome.how, "up to date");
  for (const stream of streams) {
    const size = synced.simulator.account.truth(stream).size;
    const row = outcome.streams.find((row) => row.stream === stream);
    assertEquals([row?.kept, row?.created, row?.updated, row?.deleted], [size, size, 0, 0], stream);
    assertGreater(row?.requests ?? 0, 0);
  }
  const sent = outcome.streams.reduce((sum, { requests }) => sum + requests, 0);
  // the one beside them asked whether the credentials are taken
  assertEquals([outcome.requests, synced.simulator.count()], [sent + 1, sent + 1]);
});

Deno.test("a run is noted with when it was, what it asked and what it kept", async () => {
  const synced = new Synced();
  const began = new Date(synced.clock.now()).toISOString();
  await synced.run({ streams: ["tags", "teams"] });
  const [run, ...others] = synced.store.noted;
  assertEquals(others, []);
  assertEquals(run, {
    began,
    ended: new Date(synced.clock.now()).toISOString(),
    // the credentials and two lists; and the company, users and numbers, by which the account is known again
    requests: 6,
    refused429: 0,
    requestsPerMinute: 600,
    streams: {
      tags: { created: 12, updated: 0, deleted: 0 },
      teams: { created: 5, updated: 0, deleted: 0 },
    },
    incomplete: [],
  });
});

Deno.test("that a run is alive is kept before it reads anything, and each minute as long as it goes on", async () => {
  const synced = new Synced();
  const began = synced.clock.now();
  const stop = new AbortController();
  const running = synced.run({ streams: ["tags"], follow: true, signal: stop.signal });
  await synced.clock.sleep(200_000);
  stop.abort();
  await running;
  const { alive, noted } = synced.store;
  assertEquals(alive.map(({ at }) => Math.floor((at - began) / 60_000)), [0, 1, 2, 3]);
  const [{ run } = { run: undefined }] = alive;
  const [{ requests, refused429 } = { requests: 0, refused429: 0 }] = noted;
  assertEquals(run, {
    began: new Date(began).toISOString(),
    requestsPerMinute: 600,
    streams: ["tags"],
    sent: { requests, refused429 },
  });
  // and never after it has ended
  await synced.clock.sleep(200_000);
  assertEquals(alive.length, 4);
});

Deno.test("a second run emits what changed and nothing else, deletions too", async () => {
  const synced = new Synced();
  const { account } = synced.simulator;
  // on no call, so that deleting it edits none
  const contact = account.addContact();
  await synced.run();
  await synced.clock.sleep(7_200_000);
  synced.came();
  const call = account.startCall({ talk: 5 });
  const tag = account.addTag();
  const [team = 0] = account.truth("teams").keys().map(Number);
  account.editTeam(team, { name: "Another name" });
  account.deleteContact(contact);
  await synced.clock.sleep(3_600_000);
  const { code, outcome } = await synced.run();
  assertEquals([code, synced.differences()], [0, []]);
  assertEquals(
    // the deletion costs the contacts beside it: of those only a sum is known after a restart
    new Set(synced.came().filter((line) => !line.startsWith("contacts u"))),
    new Set([`calls c ${call}`, `tags c ${tag}`, `teams u ${team}`, `contacts d ${contact}`]),
  );
  const teams = outcome.streams.find(({ stream }) => stream === "teams");
  assertEquals([teams?.kept, teams?.created, teams?.updated, teams?.deleted], [5, 0, 1, 0]);
});

Deno.test("runs over an account that stands still bring nothing, the contacts beside the cursor neither", async () => {
  const synced = new Synced();
  const { account } = synced.simulator;
  const contact = account.addContact();
  await synced.run();
  account.editContact(contact, { first_name: "Ada" });
  await synced.clock.sleep(5000);
  synced.came();
  await synced.run();
  assertEquals(synced.came(), [`contacts u ${contact}`]);
  for (let again = 0; again < 3; again++) {
    await synced.run();
    assertEquals(synced.came(), []);
  }
});

Deno.test("a tag that comes to an old call is found by the run of the next day, and by none where re-reads are off", async () => {
  for (const reread of [0.5, 0]) {
    const synced = new Synced();
    const { account } = synced.simulator;
    const input = configOf(synced.simulator, { advanced: { requests_per_minute: 600, reread } });
    await synced.run({ input });
    const [call = 0] = account.truth("calls").keys().map(Number);
    account.editCall(call, { comment: "Called back" });
    synced.came();
    await synced.clock.sleep(25 * 3_600_000);
    const { code } = await synced.run({ input });
    // with it its neighbours, since after a restart the sum over a stretch is all that is known
    assertEquals([code, synced.came().includes(`calls u ${call}`)], [0, reread > 0]);
    assertEquals(synced.differences().length === 0, reread > 0);
  }
});

Deno.test("runs that are stopped anywhere go on there: nothing is lost, and each row is counted as new once", async () => {
  const synced = new Synced();
  for (const nth of [1, 4, 9, 15]) {
    const stop = new AbortController();
    let batches = 0;
    synced.store.before = () => void (++batches === nth && stop.abort(new Error("asked to stop")));
    const { code, outcome } = await synced.run({ signal: stop.signal });
    assertEquals([code, outcome.how], [0, "stopped"]);
  }
  synced.store.before = () => {};
  const noted = synced.store.noted.map(({ incomplete }) => incomplete.length > 0);
  assertEquals([noted, synced.store.closed], [[true, true, true, true], 4]);
  const { code, outcome } = await synced.run();
  assertEquals([code, outcome.how, synced.differences()], [0, "up to date", []]);
  for (const stream of streams) {
    const created = synced.store.noted.map((run) => run.streams[stream]?.created ?? 0);
    const deleted = synced.store.noted.map((run) => run.streams[stream]?.deleted ?? 0);
    assertEquals(sum(created), synced.simulator.account.truth(stream).size, stream);
    assertEquals(sum(deleted), 0, stream);
  }
});

function sum(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

Deno.test("a store that can keep no more ends the run with its own words and exit code 1; what was kept stays", async () => {
  const synced = new Synced();
  let batches = 0;
  synced.store.before = () => {
    if (++batches > 5) {
      throw new StateError("aircall.sqlite could not be written (database or disk is full).");
    }
  };
  const { code, error, outcome } = await synced.run();
  assertEquals([code, outcome.how, synced.store.closed], [1, "failed", 1]);
  assertEquals(error, "aircall.sqlite could not be written (database or disk is full).");
  assertEquals(synced.store.noted[0]?.incomplete, [error]);
  synced.store.before = () => {};
  assertEquals((await synced.run()).code, 0);
  assertEquals(synced.differences(), []);
});

Deno.test("a stream that may not be read is named with its reason and ends with exit code 1; the others are kept", async () => {
  const synced = new Synced();
  synced.simulator.faults.add({ path: "/v1/teams", times: Infinity, kind: { status: 403 } });
  const { code, error, outcome, view } = await synced.run();
  assertEquals([code, outcome.how], [1, "incomplete"]);
  assertStringIncludes(error ?? "", "teams: /v1/teams, page 1: ");
  assertStringIncludes(error ?? "", "may not read this list");
  assertEquals(synced.differences(streams.filter((name) => name !== "teams")), []);
  assertEquals(synced.store.noted[0]?.incomplete.length, 1);
  assertEquals(view.boards.at(-1)?.streams.find(({ stream }) => stream === "teams")?.phase, "stopped");
});

Deno.test("a request that keeps failing is given up after a minute, and the others are not held up by it", async () => {
  const synced = new Synced();
  synced.simulator.faults.add({ path: "/v1/tags", times: Infinity, kind: { status: 503 } });
  const began = synced.clock.now();
  const { code, error } = await synced.run();
  assertEquals(code, 1);
  assertStringIncludes(error ?? "", "tags: ");
  assertEquals(synced.differences(streams.filter((name) => name !== "tags")), []);
  assert(synced.clock.now() - began < 200_000);
});

Deno.test("credentials that are refused end it with exit code 2 before anything is opened", async () => {
  const synced = new Synced();
  const { code, error, outcome } = await synced.run({
    input: {
      api_id: synced.simulator.credentials.id,
      api_token: "withdrawn",
      start_date: "2026-01-01T00:00:00Z",
    },
  });
  assertEquals([code, synced.opened, outcome.how, outcome.requests], [2, 0, "failed", 1]);
  assertStringIncludes(error ?? "", "Aircall refused the credentials");
  assertEquals(error?.includes("withdrawn"), false);
});

Deno.test("a configuration that cannot be used ends it with exit code 2 and names each field", async () => {
  const synced = new Synced();
  const { code, error } = await synced.run({ input: { api_id: "x", start_date: "yesterday" } });
  assertEquals([code, synced.opened, synced.simulator.count()], [2, 0, 0]);
  for (const field of ["api_token", "start_date"]) assertStringIncludes(error ?? "", `"${field}"`);
});

Deno.test("since bounds the calls, whatever the configuration says, and nothing else", async () => {
  const synced = new Synced();
  const since = Math.floor(synced.clock.now() / 1000) - 10 * 86_400;
  const { code } = await synced.run({ since });
  assertEquals(code, 0);
  const started = [...synced.simulator.account.truth("calls").values()].map((call) =>
    Number(call["started_at"])
  );
  const wanted = started.filter((second) => second >= since).length;
  assertGreater(wanted, 0);
  assertGreater(started.length, wanted);
  assertEquals(synced.store.table("calls").size, wanted);
  assertEquals(synced.differences(streams.filter((name) => name !== "calls")), []);
  // moved earlier later on, the gap is filled
  assertEquals([(await synced.run()).code, synced.differences()], [0, []]);
});

Deno.test("followed, what happens in the account arrives until it is asked to stop, which ends it with exit code 0", async () => {
  const synced = new Synced();
  const stop = new AbortController();
  const running = synced.run({ follow: true, signal: stop.signal, streams: ["calls", "tags"] });
  await synced.clock.sleep(3_600_000);
  const call = synced.simulator.account.startCall({ talk: 5 });
  const tag = synced.simulator.account.addTag();
  await synced.clock.sleep(600_000);
  assertEquals(synced.store.table("calls").has(String(call)), true);
  assertEquals(synced.store.table("tags").has(String(tag)), true);
  stop.abort(new DOMException("asked to stop", "AbortError"));
  const { code, outcome, view } = await running;
  assertEquals([code, outcome.how, synced.store.closed], [0, "stopped", 1]);
  assertEquals(view.boards.at(-1)?.streams.map(({ phase }) => phase), ["following", "up to date"]);
  assertEquals(synced.store.noted[0]?.incomplete, []);
});

Deno.test("asked to stop before anything was answered, it has opened nothing and ends with exit code 0", async () => {
  const synced = new Synced();
  const stop = new AbortController();
  stop.abort(new DOMException("asked to stop", "AbortError"));
  const { code, outcome } = await synced.run({ signal: stop.signal });
  assertEquals([code, outcome.how, synced.opened], [0, "stopped", 0]);
});

Deno.test("what somebody has taken out of the store is said once, as a warning, before anything is read", async () => {
  const synced = new Synced();
  await synced.run({ streams: ["tags", "teams"] });
  synced.store.taken.push("tags.ndjson has 11 rows, and 12 rows were written into it.");
  const { code, view } = await synced.run({ streams: ["tags", "teams"] });
  assertEquals([code, view.said], [0, ["warn: tags.ndjson has 11 rows, and 12 rows were written into it."]]);
  assertEquals((await synced.run({ streams: ["tags", "teams"] })).view.said, []);
});
