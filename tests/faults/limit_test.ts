import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { assertRefused, bindingOf, configOf, documents, smallAccount, talk } from "../support/talk.ts";
import { assertClean, assertWhole, capture, differing, MINUTE, problems, statuses } from "./support.ts";

const names = ["tags", "calls", "contacts"] as const;
/** When each account's clock begins, in seconds. */
const START = Date.UTC(2026, 10, 2, 9) / 1000;
const AT_START = "Mon, 02 Nov 2026 09:";

/** What a 429 may say of its end, and how many seconds that means. */
const forms: [says: string, headers: Record<string, string>, seconds: number][] = [
  ["nothing", {}, 60],
  ["seconds from now", { "retry-after": "30" }, 30],
  ["a date", { "retry-after": `${AT_START}00:45 GMT` }, 45],
  ["a date in the past", { "retry-after": "Mon, 02 Nov 2020 09:00:00 GMT" }, 60],
  ["a far date", { "retry-after": "Thu, 02 Nov 2028 09:00:00 GMT" }, 120],
  ["a day in seconds", { "retry-after": "86400" }, 120],
  ["no time at all", { "retry-after": "soon", "x-aircallapi-reset": "later" }, 60],
  ["Aircall's reset in Unix seconds", { "x-aircallapi-reset": String(START + 20) }, 20],
  ["Aircall's reset in Unix milliseconds", { "x-aircallapi-reset": String(START * 1000 + 25_000) }, 25],
  ["Aircall's reset in seconds from now", { "x-aircallapi-reset": "40" }, 40],
  ["a past reset", { "x-aircallapi-reset": String(START - 3600) }, 60],
  ["a past reset in milliseconds", { "x-aircallapi-reset": String(START * 1000 - 1) }, 60],
  ["a far reset", { "x-aircallapi-reset": String(START + 86_400) }, 120],
  ["a far reset in milliseconds", { "x-aircallapi-reset": String((START + 86_400) * 1000) }, 120],
  ["zero", { "retry-after": "0", "x-aircallapi-reset": "0" }, 60],
  ["less than zero", { "retry-after": "-5", "x-aircallapi-reset": "-5" }, 60],
  ["nonsense beside a reset", { "retry-after": "?", "x-aircallapi-reset": "35" }, 35],
];

for (const [says, headers, seconds] of forms) {
  Deno.test(`a 429 that says ${says} holds everything for ${seconds} s, and costs one request and one warning`, async () => {
    const clean = smallAccount();
    await capture(clean, names, { once: true });
    const simulator = smallAccount();
    simulator.faults.add({ path: "/v1/tags", nth: 1, kind: { status: 429, headers } });
    const ran = await capture(simulator, names, { once: true });
    assertWhole(simulator, names, ran);
    const tags = { route: "/v1/tags" };
    assertEquals(simulator.count(tags), clean.count(tags) + 1);
    const refused = simulator.journal.findIndex(({ status }) => status === 429);
    const [at = NaN, next = NaN] = simulator.journal.slice(refused).map((entry) => entry.at);
    // a moment that is said counts from the start, a wait from the answer
    const said = Object.values(headers).some((text) => text.startsWith(AT_START) || Number(text) > START);
    const until = (said && seconds < 60 ? START * 1000 : at) + seconds * 1000;
    assertEquals(next, until);
    const [warning, ...more] = problems(ran);
    assertEquals([warning?.level, more], ["warn", []]);
    assertMatch(
      warning?.message ?? "",
      new RegExp(`^Aircall answered 429 .*waits ${Math.ceil((until - at) / 1000)} s, .*other programs`),
    );
  });
}

for (const skew of [10 * MINUTE, -10 * MINUTE]) {
  Deno.test(`429s of a server whose clock is ${skew / MINUTE} minutes off are waited out, and the rate settles below the limit`, async () => {
    for (const resetHeader of ["seconds", "milliseconds", "none", "past", "far"] as const) {
      const size = { calls: 400, contacts: 100, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };
      const simulator = smallAccount({ size, skew, limit: 6, resetHeader });
      const ran = await capture(simulator, names, { once: true });
      assertWhole(simulator, names, ran);
      const refused = simulator.count({ status: 429 });
      assertGreater(refused, 0);
      assertLess(refused, resetHeader === "none" ? 25 : 5, resetHeader);
    }
  });
}

Deno.test("429s that never end end a run with --once after ten minutes, with exit code 1, naming each stream", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ kind: { status: 429 }, every: 1 });
  const began = simulator.clock.now();
  const ran = await capture(simulator, names, { once: true });
  const message = assertRefused(ran, 1);
  for (const name of names) assertMatch(message, new RegExp(`${name}: .*429`));
  assertMatch(message, /The limit is the whole company's, and other programs use it up; nothing was skipped/);
  assertClean(simulator, ran);
  const minutes = (simulator.clock.now() - began) / MINUTE;
  assert(minutes >= 10 && minutes < 14, `it took ${minutes} minutes`);
  assertLess(simulator.count(), 40);
});

Deno.test("one list that answers 429 for ever is given up alone with --once, after the others are whole", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", kind: { status: 429 }, every: 1 });
  const ran = await capture(simulator, names, { once: true });
  const message = assertRefused(ran, 1);
  assertMatch(message, /^Not everything could be captured\. tags: /);
  assert(!/calls|contacts/.test(message));
  assertEquals(documents(ran, 0), []);
  assertEquals(differing(simulator, names, ran).filter((line) => !line.startsWith("tags ")), []);
  assertLess(simulator.count({ status: 429 }), 14);
});

Deno.test("a limit that other programs use up nearly always is no reason to give up with --once: what comes through counts", async () => {
  const simulator = smallAccount();
  // of every four minutes one is free
  simulator.faults.add({
    kind: { status: 429 },
    when: ({ at }) => Math.floor(at / MINUTE) % 4 !== 3,
    every: 1,
  });
  const ran = await capture(simulator, names, { once: true, requestsPerMinute: 2 });
  assertWhole(simulator, names, ran);
  assertGreater(simulator.count({ status: 429 }), 10);
});

Deno.test("429s for three hours only hold a capture up: it says so, asks every minute or so, and is whole when they end", async () => {
  const simulator = smallAccount();
  const fault = simulator.faults.add({ kind: { status: 429 }, every: 1 });
  simulator.clock.sleep(180 * MINUTE).then(() => fault.remove());
  const ran = await capture(simulator, names, { minutes: 240 });
  assertWhole(simulator, names, ran);
  assertLess(fault.fired, 190);
  assertGreater(fault.fired, 100);
  assertEquals(ran.logs.filter(({ level }) => level === "error"), []);
  const waiting = statuses(ran).filter(({ message }) =>
    /everything waits for Aircall's rate limit/.test(message)
  );
  assertGreater(waiting.length, 140);
});

Deno.test("validate gives 429s that never end up after a few minutes, with exit code 1 and whose limit it is", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ kind: { status: 429 }, every: 1 });
  const began = simulator.clock.now();
  const request = { validate: { config: configOf(simulator), bindings: [bindingOf("tags")] } };
  const ran = await talk([request], { simulator });
  assertMatch(
    assertRefused(ran, 1),
    /^Aircall's rate limit is used up \(GET \/v1\/ping: 429.*\)\. It is the whole company's: try again when/,
  );
  assertLess(simulator.clock.now() - began, 6 * MINUTE);
});
