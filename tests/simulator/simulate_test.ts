import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { parse, UsageError } from "../../src/commands/command.ts";
import { simulate } from "../../src/commands/simulate.ts";
import { plainFaults } from "../../src/simulator/mod.ts";
import { read } from "./api.ts";

const config = new URL("../../deno.json", import.meta.url).pathname;
const script = new URL("testdata/simulate.ts", import.meta.url).pathname;
const small = [
  "--port",
  "0",
  "--calls",
  "30",
  "--contacts",
  "10",
  "--users",
  "3",
  "--teams",
  "1",
  "--live",
  "0",
];

/** Runs the command in a process of its own until `use` is done, then asks it to stop. */
async function running(
  args: string[],
  use: (configuration: Configuration) => Promise<void>,
  signal: Deno.Signal = "SIGTERM",
): Promise<{ code: number; out: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-check", "--config", config, "--allow-net=127.0.0.1", script, ...small, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let out = "";
  const more = async () => {
    const { value, done } = await reader.read();
    out += value ?? "";
    return !done;
  };
  while (!out.includes("Try: curl") && await more());
  try {
    await use(JSON.parse(out.slice(out.indexOf("{"), out.lastIndexOf("}") + 1)));
  } finally {
    child.kill(signal);
    while (await more());
  }
  return { code: (await child.status).code, out };
}

interface Configuration {
  api_id: string;
  api_token: string;
  start_date: string;
  advanced: { base_url: string; requests_per_minute: number };
}

async function ask({ api_id, api_token, advanced }: Configuration, path: string) {
  const authorization = `Basic ${btoa(`${api_id}:${api_token}`)}`;
  return await read(await fetch(advanced.base_url + path, { headers: { authorization } }));
}

Deno.test("simulate serves what it says under the configuration that it prints, logs, and ends well when asked", async () => {
  const { code, out } = await running(
    ["--log", "--limit", "4", "--fault", "path=/v1/tags kind=503"],
    async (configuration) => {
      assert(Date.parse(configuration.start_date) < Date.now() - 175 * 86_400_000);
      assertEquals(configuration.advanced.requests_per_minute, 4);
      assertEquals((await ask(configuration, "/v1/calls?per_page=50")).meta.total, 30);
      assertEquals((await ask(configuration, "/v1/contacts")).meta.total, 10);
      assertEquals((await ask(configuration, "/v1/tags")).status, 503);
      assertEquals((await ask(configuration, "/v1/tags")).status, 200);
      assertEquals((await ask(configuration, "/v1/tags")).status, 429);
    },
  );
  assertEquals(code, 0);
  assertMatch(
    out,
    /^Listening on http:\/\/127\.0\.0\.1:\d+\nAPI ID simulated-id, API token simulated-token\n/,
  );
  assertMatch(out, /\n\d{4}-\d\d-\d\d [\d:.]+ GET \/v1\/calls\?per_page=50 200 30 rows\n/);
  assertMatch(out, / GET \/v1\/tags 503 fault status:503\n/);
});

Deno.test("simulate ends with 0 on SIGINT, too, and prints no requests unless asked to", async () => {
  const { code, out } = await running(["--limit", "none"], async (configuration) => {
    assertEquals(configuration.advanced.requests_per_minute, 1_000_000);
    await ask(configuration, "/v1/ping");
  }, "SIGINT");
  assertEquals([code, out.includes("GET")], [0, false]);
});

Deno.test("simulate says what is wrong with an option, and begins nothing", async () => {
  const wrong = [
    [["--limit", "0"], "--limit wants a whole number"],
    [["--order", "name"], '--order is started_at or id, not "name"'],
    [["--users-v1", "gone"], "--users-v1 is live or refused"],
    [["--fault", "kind=explode"], '"explode" is no kind of fault'],
    [["--fault", "path=~( kind=reset"], "--fault: Invalid regular expression"],
    [["--port", "70000"], "--port wants a whole number from 0 to 65535"],
  ] as const;
  for (const [args, message] of wrong) {
    const error = await assertRejects(async () => await simulate.run(parse(simulate, [...args])), UsageError);
    assertStringIncludes(error.message, message);
  }
});

Deno.test("simulate's help documents the port, seeds, sizes, the limit and every fault", () => {
  const text = simulate.notes ?? "";
  for (
    const word of [
      "Port:",
      "Seed and sizes:",
      "Limit:",
      "Faults:",
      "drip:MS",
      "total:N",
      ...Object.keys(plainFaults),
    ]
  ) {
    assertStringIncludes(text, word);
  }
  const names = simulate.options.map(({ name }) => name);
  for (
    const name of [
      "port",
      "seed",
      "calls",
      "days",
      "webhooks",
      "limit",
      "speed",
      "live",
      "latency",
      "fault",
      "log",
    ]
  ) {
    assert(names.includes(name), name);
  }
});
