import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { Observed } from "../../../src/local/doctor/observed.ts";
import { unreached } from "../../../src/local/unreached.ts";
import { smallAccount } from "../../support/talk.ts";
import { examined, troubles } from "./examined.ts";

/** What the runtime says, by what has happened. */
const WORDS: [happened: string, words: string, found: RegExp][] = [
  [
    "a name that is not found",
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
    /its name is not found \(name resolution\)/,
  ],
  [
    "a port that nothing listens on",
    "client error (Connect): tcp connect error: Connection refused (os error 111)",
    /the connection is refused/,
  ],
  [
    "a certificate that nobody has signed",
    "client error (Connect): invalid peer certificate: UnknownIssuer",
    /its certificate is not trusted \(TLS\)/,
  ],
  [
    "a server without TLS",
    "client error (Connect): received corrupt message of type InvalidContentType",
    /no TLS is spoken there/,
  ],
  [
    "a network without a way",
    "client error (Connect): tcp connect error: Network is unreachable (os error 101)",
    /no way to its network/,
  ],
  [
    "a connection that is reset",
    "connection error: Connection reset by peer (os error 104)",
    /breaks off before anything/,
  ],
  ["anything else", "a word that nobody knows", /it does not answer/],
];

for (const [happened, words, expected] of WORDS) {
  Deno.test(`${happened} is told in plain words, with what to do, after two attempts`, async () => {
    const cause = new Error(`error sending request for url (https://api.aircall.test/v1/ping): ${words}`);
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const found = await examined(smallAccount(), {
      fetch,
      changes: { advanced: { base_url: "https://user:hidden@api.aircall.test" } },
    });
    assertEquals(troubles(found), ["connection failed"]);
    const { found: said = "", advice = "" } = found.of("connection") ?? {};
    assertMatch(said, expected);
    assertMatch(said, /^https:\/\/api\.aircall\.test \(not Aircall's own address\): /);
    assertMatch(advice, /^Check/);
    assertEquals([found.verdict.code, found.verdict.requests], [1, 2]);
  });
}

Deno.test("a server that answers nothing is given up, and told apart from one that is not there", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ every: 1, kind: "stall-headers" });
  const found = await examined(simulator);
  assertMatch(found.of("connection")?.found ?? "", /no answer comes within 30 s/);
  assertEquals(found.verdict.requests, 2);
});

for (
  const [what, kind, words] of [
    ["fails", { status: 503 }, /it is reached, but no answer is of use: 503/],
    ["speaks to people", "html", /it is reached, but no answer is of use/],
    ["knows no ping", { status: 404 }, /it is reached, but is no Aircall API: 404/],
    ["leads elsewhere", { status: 302 }, /it is reached, but is no Aircall API: 302/],
  ] as const
) {
  Deno.test(`a server that ${what} is told to be reached, and fails the check`, async () => {
    const simulator = smallAccount();
    simulator.faults.add({ every: 1, kind });
    const found = await examined(simulator);
    assertMatch(found.of("connection")?.found ?? "", words);
    assertEquals(found.verdict.code, 1);
  });
}

Deno.test("Aircall's own address is not called another one's", async () => {
  const found = await examined(smallAccount(), { streams: ["tags"] });
  assertEquals(found.of("connection")?.found, "https://api.aircall.io answers in 0 ms");
});

Deno.test("the time of a round trip is told", async () => {
  const found = await examined(smallAccount({ latency: 180 }), { streams: ["tags"] });
  assertEquals(found.of("connection")?.figures?.["roundTripMs"], 180);
});

for (const skew of [-3_600_000, -5_000, 5_000, 3_600_000]) {
  Deno.test(`a clock that is ${skew} ms off is a warning that says which way and what that does, and no failure`, async () => {
    const found = await examined(smallAccount({ skew }), { streams: ["tags"] });
    assertEquals(troubles(found), ["clock warning"]);
    const { found: said = "", advice = "", figures } = found.of("clock") ?? {};
    assertMatch(said, skew > 0 ? / behind Aircall's$/ : / ahead of Aircall's$/);
    assertMatch(advice, /nothing is lost/);
    assertAlmostEquals(Number(figures?.["offsetMs"]), skew, 600);
    assertEquals(found.verdict.code, 0);
  });
}

Deno.test("clocks that are a second apart are as good as one", async () => {
  for (const skew of [-1_000, 0, 1_000]) {
    assertEquals(troubles(await examined(smallAccount({ skew }), { streams: ["tags"] })), []);
  }
});

Deno.test("the offset of the clocks lies where it is said to, whatever the answers take and whenever they are written", async () => {
  const ms = fc.integer({ min: 0, max: 5_000 });
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: -1e7, max: 1e7 }),
    fc.array(fc.tuple(ms, ms, ms), { minLength: 1, maxLength: 8 }),
    async (skew, answers) => {
      const clock = new VirtualClock();
      const observed = new Observed(clock, async () => {
        const [there, back] = answers.shift() ?? [0, 0];
        await clock.sleep(there);
        const date = new Date(clock.now() + skew).toUTCString();
        await clock.sleep(back);
        return new Response(null, { headers: { date } });
      });
      for (let left = answers.length; left > 0; left--) {
        await observed.fetch("https://api.aircall.test", {});
        await clock.sleep(answers[0]?.[2] ?? 0);
      }
      const { offset } = observed;
      return offset !== undefined && Math.abs(offset.ms - skew) <= offset.within + 1e-6;
    },
  ));
});

Deno.test("answers without a time leave the offset untold", async () => {
  const observed = new Observed(new VirtualClock(), () => Promise.resolve(new Response()));
  await observed.fetch("https://api.aircall.test", {});
  assertEquals(observed.offset, undefined);
});

Deno.test("what is no error at all is told as no answer", () => {
  assertEquals(unreached("odd").found, "it does not answer");
});
