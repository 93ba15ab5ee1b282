import { assert, assertEquals, assertFalse, assertGreater, assertMatch } from "@std/assert";
import type { Fetch } from "../../src/http/client.ts";
import { type Simulator, streams } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, openOf, smallAccount, type Talk, talk } from "../support/talk.ts";

const credentials = { id: "5f3a9c1e77d04b2a", token: "c0ffee5ecre7d00dfeed0123456789ab" };
const basic = btoa(`${credentials.id}:${credentials.token}`);

/** Asserts that nothing of what was printed holds a secret of the account. */
function assertSilent({ out, err }: Pick<Talk, "out" | "err">, simulator: Simulator): void {
  const hooks = simulator.account.directory.webhooks.list().map(({ token }) => token);
  assertGreater(hooks.length, 0);
  const secrets = [credentials.id, credentials.token, basic, encodeURIComponent(basic), ...hooks];
  for (const secret of secrets) {
    assertFalse(out.includes(secret), `stdout holds ${secret}`);
    assertFalse(err.includes(secret), `stderr holds ${secret}`);
  }
}

/** What an API may say that quotes its caller. */
const echoes = [
  { error: "Bad Request", troubleshoot: `the key ${credentials.id}:${credentials.token} may not do that` },
  { message: `Authorization: Basic ${basic}` },
  { errors: `?api_token=${credentials.token}&sig=${encodeURIComponent(basic)}` },
];

Deno.test("whatever the API quotes in its refusals, no secret is printed, at any level", async () => {
  for (const status of [400, 401, 403, 404, 422, 500, 503]) {
    for (const body of echoes) {
      const simulator = smallAccount({ credentials });
      for (const path of ["/v1/webhooks", "/v1/teams", "/v2/users"]) {
        simulator.faults.add({ path, kind: { status, body }, every: 2, times: 30 });
      }
      simulator.faults.add({ path: "/v1/calls", kind: { status, body }, nth: 2 });
      const open = openOf(configOf(simulator), streams.map((stream) => bindingOf(stream)));
      const ran = await talk([open], { simulator, once: true, level: "trace" });
      assertSilent(ran, simulator);
      if (ran.code !== 0) assertMatch(ran.err, /\[redacted\]/);
    }
  }
});

Deno.test("a refusal that is quoted up to the middle of a secret tells less than a half of it", async () => {
  const simulator = smallAccount({ credentials });
  for (let before = 250; before <= 300; before += 5) {
    const body = { error: `${"x".repeat(before)} ${credentials.token}` };
    simulator.faults.clear();
    simulator.faults.add({ path: "/v1/tags", every: 1, kind: { status: 400, body } });
    const ran = await talk([openOf(configOf(simulator), [bindingOf("tags")])], { simulator, once: true });
    assertFalse(ran.err.includes(credentials.token.slice(0, 16)), `after ${before} characters`);
  }
});

Deno.test("an answer that was cut short within a webhook's token tells nothing of it", async () => {
  for (
    const kind of [
      "truncated-json",
      "cut",
      "invalid-utf8",
      "no-envelope",
      "wrong-shape",
      "missing-key",
      "html",
    ] as const
  ) {
    const simulator = smallAccount({ credentials });
    simulator.faults.add({ path: "/v1/webhooks", kind, every: 1, times: 200 });
    const ran = await talk([openOf(configOf(simulator), [bindingOf("webhooks")])], {
      simulator,
      once: true,
      level: "trace",
    });
    assertEquals(ran.code, 1);
    assertSilent(ran, simulator);
  }
});

Deno.test("every place at which an answer can be cut tells nothing", async () => {
  const simulator = smallAccount({ credentials });
  const whole = await (await simulator.fetch("http://x/v1/webhooks?page=1&per_page=50", {
    headers: { authorization: simulator.authorization },
  })).text();
  let length = 0;
  const fetch: Fetch = async (url, init) => {
    if (!url.includes("/v1/webhooks")) return await simulator.fetch(url, init);
    length += 23;
    return new Response(whole.slice(0, length % whole.length));
  };
  const ran = await talk([openOf(configOf(simulator), [bindingOf("webhooks")])], {
    simulator,
    fetch,
    hold: true,
    level: "trace",
  });
  assertEquals(ran.code, 1);
  assertGreater(length, whole.length);
  assertSilent(ran, simulator);
});

Deno.test("refused credentials are told without their values, by every request and by a capture", async () => {
  for (const body of [...echoes, { message: "Forbidden" }]) {
    for (const status of [401, 403]) {
      const simulator = smallAccount({ credentials });
      simulator.faults.add({ kind: { status, body }, every: 1 });
      const config = configOf(simulator);
      const requests = [
        { discover: { config } },
        { validate: { config, bindings: [bindingOf("tags")] } },
        openOf(config, [bindingOf("tags")]),
      ];
      for (const request of requests) {
        const ran = await talk([request], { simulator, level: "trace" });
        assertEquals(ran.code, "open" in request ? 1 : 2);
        assertMatch(ran.last?.message ?? "", /api_id and api_token/);
        assertSilent(ran, simulator);
      }
    }
  }
});

Deno.test("a request that cannot be read is not quoted: it holds the token", async () => {
  const simulator = smallAccount({ credentials });
  const line = JSON.stringify(openOf(configOf(simulator), [bindingOf("tags")]));
  const spoiled = [
    `${line.slice(0, -1)}\n`,
    `${line}\n${line}\n`,
    line,
    `${line.replace('"bindings":[', '"bindings":[7,')}\n`,
    `${line.replace('"open"', '"opne"')}\n`,
    `${line.replace('"open":', '"spec":{},"open":')}\n`,
    `${line.replace('"2020-01-01T00:00:00Z"', '"soon"')}\n`,
    `${line.replace('"config":', '"config":[],"konfig":')}\n`,
  ];
  for (const text of spoiled) {
    const ran = await talk([text], { simulator, level: "trace" });
    assert(ran.code === 1 || ran.code === 2);
    assertSilent(ran, simulator);
  }
});

Deno.test("a fault of the connector's own tells its name, and its stack only at debug", async () => {
  const simulator = smallAccount({ credentials });
  const open = openOf(configOf(simulator), [bindingOf("tags")]);
  const fetch: Fetch = (url, init) => {
    const answer = simulator.fetch(url, init);
    // an answer that is none: what no server can do, and a programmer can
    return answer.then((response) => Object.defineProperty(response, "headers", { value: undefined }));
  };
  for (const level of ["info", "trace"] as const) {
    const ran = await talk([open], { simulator, fetch, once: true, level });
    assertEquals(ran.code, 1);
    assertEquals(ran.last?.level, "error");
    assertSilent(ran, simulator);
    assertMatch(
      ran.last?.message ?? "",
      /^A fault of this connector: TypeError: .*Please report it with this line\.$/,
    );
    assertEquals(/\.ts:\d+/.test(ran.err), level === "trace");
  }
});
