import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { smallAccount, stateAfter, type Talk } from "../support/talk.ts";
import { assertClean, capture, differing, MINUTE } from "./support.ts";

const names = ["calls", "contacts", "tags"] as const;
const size = { calls: 55, days: 20, contacts: 55, users: 3, teams: 1, numbers: 2, tags: 6, webhooks: 1 };

/** A small account in which, after a minute, something happens to each list. */
function account(): Simulator {
  const simulator = smallAccount({ size, latency: 40 });
  const { clock, account } = simulator;
  clock.sleep(MINUTE).then(() => {
    account.startCall({ talk: 20, finaliseAfter: 30, shift: 0 });
    const [contact] = account.truth("contacts").keys();
    account.editContact(Number(contact), { last_name: "Changed" });
    account.addContact();
    const [tag] = account.truth("tags").keys();
    account.deleteTag(Number(tag));
  });
  return simulator;
}

/** Five minutes of it: the backfill, then two polls; `pass` is called wherever the capture waits for something. */
async function minutesOf(
  simulator: Simulator,
  pass: (what: string) => void,
  signal?: AbortSignal,
): Promise<Talk> {
  const { clock } = simulator;
  const end = new AbortController();
  clock.sleep(5 * MINUTE).then(() => end.abort());
  let begun = false;
  return await capture(simulator, names, {
    interval: "PT2M",
    signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) => {
        const slept = clock.sleep(ms, signal);
        pass("a sleep");
        return slept.then(() => pass("the end of a sleep"));
      },
    },
    fetch: (url, init) => {
      pass("a request");
      return simulator.fetch(url, init).then((response) => {
        pass("an answer");
        return response;
      });
    },
    heard: (response) => {
      if ("checkpoint" in response) pass("the write of a checkpoint");
      else if (!begun) pass("the write of a batch");
      begun = !("checkpoint" in response);
    },
  });
}

/** Asserts that a run from what these left makes the collections equal to the account. */
async function assertGoesOn(
  simulator: Simulator,
  left: Pick<Talk, "responses">,
  what: string,
): Promise<void> {
  const state: JsonObject = stateAfter(left);
  const rest = await capture(simulator, names, { once: true, state });
  assertEquals(rest.code, 0, rest.last?.message);
  assertEquals(differing(simulator, names, left, rest), [], what);
}

Deno.test("asked to stop at any await, the capture ends at once with exit code 0 at a checkpoint, and the next run makes it whole", async () => {
  const moments: string[] = [];
  await minutesOf(account(), (what) => void moments.push(what));
  assertEquals(new Set(moments).size, 6);
  assertGreater(moments.length, 100);
  for (const [target, moment] of moments.entries()) {
    const simulator = account();
    const { clock } = simulator;
    const stop = new AbortController();
    let passed = 0;
    let asked = { at: NaN, requests: NaN };
    const ran = await minutesOf(simulator, (what) => {
      if (passed++ !== target) return;
      assertEquals(what, moment);
      asked = { at: clock.now(), requests: simulator.journal.length };
      stop.abort(new DOMException("asked to stop", "AbortError"));
    }, stop.signal);
    const place = `${moment}, await ${target}`;
    assertEquals(ran.code, 0, place);
    assertEquals(clock.now() - asked.at, 0, `${place}: it went on`);
    assertEquals(simulator.journal.length - asked.requests, 0, `${place}: it asked on`);
    assertClean(simulator, ran);
    assertMatch(ran.last?.message ?? "", /^Capture ended after \d+ requests?/, place);
    assert(ran.logs.every(({ level }) => level === "info"), place);
    await clock.sleep(10 * MINUTE);
    await assertGoesOn(simulator, ran, place);
  }
});

Deno.test("killed after any checkpoint, the next run makes the collections whole", async () => {
  const simulator = account();
  const { responses } = await minutesOf(simulator, () => {});
  await simulator.clock.sleep(10 * MINUTE);
  const checkpoints = responses.flatMap((response, i) => "checkpoint" in response ? [i] : []);
  assertGreater(checkpoints.length, 10);
  for (const i of [0, ...checkpoints]) {
    await assertGoesOn(simulator, { responses: responses.slice(0, i + 1) }, `after response ${i}`);
  }
});
