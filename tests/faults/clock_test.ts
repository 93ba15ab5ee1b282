import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertMatch,
} from "@std/assert";
import type { Simulator } from "../../src/simulator/mod.ts";
import { locate } from "../../src/flow/runtime/json.ts";
import { documents, smallAccount, stateAfter, type Talk } from "../support/talk.ts";
import { assertWhole, capture, changed, differing, MINUTE, problems, withoutLateEdits } from "./support.ts";

const names = ["calls", "contacts", "tags"] as const;

/** Lets something happen in the account at these minutes: a call, a new contact, an edited one. @returns the calls' ids */
function busy({ clock, account }: Simulator, minutes: number[]): number[] {
  const calls: number[] = [];
  const contacts = [...account.truth("contacts").keys()];
  for (const [i, minute] of minutes.entries()) {
    clock.sleep(minute * MINUTE).then(() => {
      calls.push(account.startCall({ talk: 30, finaliseAfter: 60, shift: 0 }));
      account.addContact();
      account.editContact(Number(contacts[i]), { last_name: `At ${minute}` });
    });
  }
  return calls;
}

/** Seconds after the account's present at which the cursors stand. */
function ahead(simulator: Simulator, ran: Talk): number[] {
  return ["calls", "contacts"].map((name) =>
    Number(locate(stateAfter(ran), `/bindings/${name}/cursor`)) - simulator.account.now
  );
}

const MINUTES = [3, 11, 19, 27, 35, 43, 51, 59, 67, 75];

for (const skew of [10 * MINUTE, -10 * MINUTE]) {
  Deno.test(`a server whose clock is ${skew / MINUTE} minutes off costs no row and no word, and its present is not passed`, async () => {
    const simulator = smallAccount({ skew });
    const calls = busy(simulator, MINUTES);
    const ran = await capture(simulator, names, { minutes: 100 });
    assertWhole(simulator, names, ran);
    assertEquals([calls.length, problems(ran)], [10, []]);
    for (const after of ahead(simulator, ran)) {
      assertLess(after, 0);
      assertGreaterOrEqual(after, -25 * 60, "the last change is known");
    }
  });

  Deno.test(`our own clock that is set by ${skew / MINUTE} minutes during a capture, and back again, costs no row`, async () => {
    const simulator = smallAccount();
    const { clock } = simulator;
    busy(simulator, MINUTES);
    let off = 0;
    clock.sleep(20 * MINUTE).then(() => off = skew);
    clock.sleep(50 * MINUTE).then(() => off = 0);
    const ran = await capture(simulator, names, {
      minutes: 100,
      clock: { now: () => clock.now() + off, sleep: (ms, signal) => clock.sleep(ms, signal) },
    });
    assertWhole(simulator, names, ran);
    assertEquals(problems(ran), []);
  });
}

Deno.test("a server whose clock is days behind ours is warned of once, and costs no row", async () => {
  const simulator = smallAccount({ skew: -3 * 24 * 60 * MINUTE });
  busy(simulator, MINUTES);
  const ran = await capture(simulator, names, { minutes: 100 });
  assertWhole(simulator, names, ran);
  const [warning, ...more] = problems(ran);
  assertEquals([warning?.level, more], ["warn", []]);
  assertMatch(
    warning?.message ?? "",
    /^Aircall's clock is 3 d behind this machine's, .*check this machine's clock/,
  );
});

Deno.test("a Date that is wrong or missing in some answers costs no row", async () => {
  const simulator = smallAccount();
  busy(simulator, MINUTES);
  let asked = 0;
  const dates = ["Mon, 26 Oct 2026 09:00:00 GMT", "Mon, 26 Oct 2037 09:00:00 GMT", "today", ""];
  const ran = await capture(simulator, names, {
    minutes: 100,
    fetch: async (url, init) => {
      const response = await simulator.fetch(url, init);
      const date = dates[asked++ % 6];
      if (date === "") response.headers.delete("date");
      else if (date !== undefined) response.headers.set("date", date);
      return response;
    },
  });
  assertWhole(simulator, names, ran);
  for (const after of ahead(simulator, ran)) assertLess(after, 0);
});

for (const back of [21, 50, 1000]) {
  Deno.test(`our own clock that is an hour and a half ahead from minute 20 to ${back} does not make the cursor pass calls to come`, async () => {
    for (const bound of [names, ["calls"] as const]) {
      const simulator = smallAccount();
      const { clock } = simulator;
      busy(simulator, Array.from({ length: 50 }, (_, i) => 2 + 3 * i));
      let off = 0;
      clock.sleep(20 * MINUTE).then(() => off = 90 * MINUTE);
      clock.sleep(back * MINUTE).then(() => off = 0);
      const ran = await capture(simulator, bound, {
        minutes: 200,
        clock: { now: () => clock.now() + off, sleep: (ms, signal) => clock.sleep(ms, signal) },
      });
      assertWhole(simulator, bound, ran);
    }
  });
}

Deno.test("the change to daylight saving time and back changes nothing: in any zone the output is the same to the byte", async () => {
  const [here, there] = await Promise.all(["UTC", "Europe/Paris"].map(async (TZ) => {
    const script = new URL("testdata/over_the_change.ts", import.meta.url).pathname;
    const args = ["run", "-q", "--config", new URL("../../deno.json", import.meta.url).pathname, script];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env: { TZ } }).output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), zone: decoder.decode(stderr).trim().split("\n") };
  }));
  assertEquals([here?.code, there?.code], [0, 0]);
  assertEquals([here?.zone, there?.zone], [["0", "0"], ["60", "-60"]], "the zone has its change");
  assertEquals(there?.out, here?.out);
  assertEquals(here?.out.match(/^\[\]$/gm)?.length, 2, "the collections equal the account");
  assertGreater(here?.out.length ?? 0, 100_000);
});

Deno.test("contacts that were changed or made in the future do not drag the cursor there, and later changes still arrive", async () => {
  const simulator = smallAccount();
  const { account } = simulator;
  const [one, other, third] = [...account.truth("contacts").keys()].map(Number);
  const future = account.now + 400 * 86_400;
  account.editContact(one ?? 0, { updated_at: future });
  account.editContact(other ?? 0, { created_at: future, updated_at: future });
  account.addContact({ created_at: account.now + 3600, updated_at: account.now + 7200 });
  busy(simulator, MINUTES);
  const ran = await capture(simulator, names, { minutes: 100 });
  assertWhole(simulator, names, ran);
  for (const after of ahead(simulator, ran)) assertLess(after, 0);
  // it is known, so it does not come at each poll
  assertLessOrEqual(documents(ran, 1).filter(({ id }) => id === one).length, 2);
  account.editContact(third ?? 0, { last_name: "Later" });
  account.editContact(one ?? 0, { last_name: "Later", updated_at: future });
  const next = await capture(simulator, names, { once: true, state: stateAfter(ran) });
  assertEquals(withoutLateEdits(differing(simulator, names, ran, next)), []);
});

Deno.test("a call that starts in the future is captured when its time has come, and none between is passed over", async () => {
  const simulator = smallAccount();
  const { account } = simulator;
  const later = account.startCall({
    startedAt: account.now + 60 * 60,
    talk: 30,
    finaliseAfter: 60,
    shift: 0,
  });
  const calls = busy(simulator, MINUTES);
  const ran = await capture(simulator, names, { minutes: 100 });
  assertWhole(simulator, names, ran);
  assert([later, ...calls].every((call) => documents(ran).some(({ id }) => id === call)));
  for (const after of ahead(simulator, ran)) assertLess(after, 0);
});

Deno.test("calls that say a start far in the future amid a backfill cost no other call, and do not drag the cursor", async () => {
  for (const horizon of [undefined, 20 * 86_400]) {
    const simulator = smallAccount({ ...(horizon ? { horizon } : {}) });
    const calls = [...simulator.account.truth("calls").values()];
    const fetch = changed(simulator, /\/v1\/calls\?/, (text) =>
      [5, 60, 99].reduce(
        (body, i) => body.replaceAll(`"started_at":${calls[i]?.["started_at"]},`, '"started_at":2500000000,'),
        text,
      ));
    const ran = await capture(simulator, names, { fetch, minutes: 30 });
    assertEquals(ran.code, 0);
    const read = new Map(documents(ran).map((call) => [call["id"], call]));
    for (const { id } of calls) assert(read.has(id ?? null), `call ${id} is missing`);
    assertEquals(read.values().filter((call) => call["started_at"] === 2_500_000_000).toArray().length, 3);
    for (const after of ahead(simulator, ran)) assertLess(after, 0);
  }
});
