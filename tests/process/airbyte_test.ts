import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { realClock } from "../../src/capture/clock.ts";
import { serve, Simulator, type Size, streams } from "../../src/simulator/mod.ts";
import { catalogOf, recordsOf, statesAfter, statusesOf } from "../airbyte/spoken.ts";
import { Message } from "../airbyte/protocol.ts";
import { guarded } from "./program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const small = { calls: 300, days: 30, contacts: 60, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };

/** The program as a person starts it. */
function command(args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--config", `${root}deno.json`, "--no-lock", "--no-npm", "--no-remote"],
      ...["-P=cli", `${root}main.ts`, ...args],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(...args: string[]) {
  const child = guarded(command(args).spawn());
  const { code, stdout, stderr } = await child.output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err, messages: messagesOf(out) };
}

function messagesOf(out: string): Message[] {
  return out.split("\n").filter((line) => line !== "").map((line) => Message.parse(JSON.parse(line)));
}

/** An account behind a real port, and the files that the commands take. */
async function world(size: Size = small, latency = 0) {
  const stop = new AbortController();
  const simulator = new Simulator({ clock: realClock, size, limit: null, latency });
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  const folder = await Deno.makeTempDir({ prefix: "airbyte_" });
  const { id, token } = simulator.credentials;
  const config = {
    api_id: id,
    api_token: token,
    start_date: "2022-03-01T00:00:00.000Z",
    advanced: { base_url: `http://127.0.0.1:${port}`, requests_per_minute: 1_000_000 },
  };
  const file = async (name: string, content: unknown) => {
    await Deno.writeTextFile(`${folder}/${name}`, JSON.stringify(content));
    return `${folder}/${name}`;
  };
  return {
    simulator,
    file,
    files: [
      "--config",
      await file("config.json", config),
      "--catalog",
      await file("catalog.json", catalogOf()),
    ],
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("spec, check, discover and two reads work as a platform starts them, by files and exit codes", async () => {
  await using there = await world();
  const [, config = ""] = there.files;
  const spec = await run("spec");
  assertEquals([spec.code, spec.err, spec.messages.map(({ type }) => type)], [0, "", ["SPEC"]]);
  const check = await run("check", "--config", config);
  assertEquals([check.code, check.err, check.messages.map(({ type }) => type)], [0, "", [
    "CONNECTION_STATUS",
  ]]);
  const discover = await run("discover", `--config=${config}`);
  assertEquals([discover.code, discover.err, discover.messages.map(({ type }) => type)], [0, "", [
    "CATALOG",
  ]]);
  const first = await run("read", ...there.files);
  assertEquals([first.code, first.err], [0, ""]);
  for (const name of streams) {
    assertEquals(recordsOf(first, name).length, there.simulator.account.truth(name).size, name);
  }
  const [tag = ""] = there.simulator.account.truth("tags").keys();
  there.simulator.account.deleteTag(Number(tag));
  const state = await there.file("state.json", statesAfter(first));
  const second = await run("read", ...there.files, "--state", state);
  assertEquals(recordsOf(second, "tags").map(({ _meta, id }) => [_meta, id]), [[{ op: "d" }, Number(tag)]]);
  assertEquals(recordsOf(second, "users"), []);
});

Deno.test("a file that is missing or no JSON is a trace and exit code 2, and nothing of what is in it is quoted", async () => {
  await using there = await world();
  const [, config = "", , catalog = ""] = there.files;
  const broken = await there.file("broken.json", 0);
  await Deno.writeTextFile(broken, '{"api_token": "a-secret-of-mine"');
  const cases: [string[], RegExp][] = [
    [
      ["check", "--config", `${broken}.not`],
      /the configuration .*\.not cannot be read: there is no such file/,
    ],
    [["discover", "--config", broken], /the configuration .*broken\.json is no JSON/],
    [["read", "--config", config, "--catalog", `${broken}.not`], /the catalog .*\.not cannot be read/],
    [
      ["read", "--config", config, "--catalog", catalog, "--state", broken],
      /the state .*broken\.json is no JSON/,
    ],
  ];
  for (const [args, words] of cases) {
    const ran = await run(...args);
    const [message] = ran.messages;
    assert(message?.type === "TRACE" && message.trace.type === "ERROR", ran.out);
    assertEquals([ran.code, ran.err, message.trace.error.failure_type], [2, "", "config_error"]);
    assertMatch(message.trace.error.message, words);
    assert(!ran.out.includes("a-secret-of-mine"));
  }
});

Deno.test("a command line that is wrong is said on stderr with exit code 2, and nothing is on stdout; help is help", async () => {
  const cases: [string[], RegExp][] = [
    [["check"], /--config FILE is missing/],
    [["read", "--config", "x.json"], /--catalog FILE is missing/],
    [["discover", "--confg", "x.json"], /did you mean --config\?/],
    [["spec", "more"], /one argument too many/],
  ];
  for (const [args, words] of cases) {
    const { code, out, err } = await run(...args);
    assertEquals([code, out], [2, ""]);
    assertMatch(err, words);
    assertMatch(err, new RegExp(`See: source-aircall ${args[0]} --help`));
  }
  const help = await command(["read", "--help"]).output();
  assertMatch(new TextDecoder().decode(help.stdout), /Examples:[\s\S]*--state FILE/);
});

Deno.test("SIGTERM ends a read after the batch in hand: states, INCOMPLETE, exit code 0, and the next read goes on", async () => {
  await using there = await world({ ...small, calls: 3000, days: 100 }, 20);
  const child = guarded(command(["read", ...there.files]).spawn());
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let out = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    out += decoder.decode(read.value, { stream: true });
    if (out.split('"stream":"calls"').length > 500) break;
  }
  child.kill("SIGTERM");
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    out += decoder.decode(read.value, { stream: true });
  }
  assertEquals([(await child.status).code, await new Response(child.stderr).text()], [0, ""]);
  const first = { messages: messagesOf(out) };
  assertEquals(statusesOf(first, "calls").at(-1), "INCOMPLETE");
  const state = await there.file("state.json", statesAfter(first));
  const second = await run("read", ...there.files, "--state", state);
  const ids = [first, second].map((ran) => recordsOf(ran, "calls").map(({ id }) => id));
  assertEquals(new Set(ids.flat()).size, 3000);
  assertLess(ids[1]?.length ?? Infinity, 3000);
});

Deno.test("a reader that is slow gets everything, one that goes ends the read with exit code 1 and no word", async () => {
  await using there = await world({ ...small, calls: 1200, days: 60 });
  const slow = guarded(command(["read", ...there.files]).spawn());
  const reader = slow.stdout.getReader();
  const decoder = new TextDecoder();
  let out = "";
  let asked = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    out += decoder.decode(read.value, { stream: true });
    if (out.length < 2 ** 20) asked = there.simulator.count({ route: "/v1/calls" });
    await realClock.sleep(25);
  }
  assertEquals([(await slow.status).code, await new Response(slow.stderr).text()], [0, ""]);
  assertEquals(recordsOf({ messages: messagesOf(out) }, "calls").length, 1200);
  assertLess(asked, 24, "it does not read far ahead of its reader");

  const left = guarded(command(["read", ...there.files]).spawn());
  const leaving = left.stdout.getReader();
  let bytes = 0;
  while (bytes < 100_000) bytes += (await leaving.read()).value?.length ?? Infinity;
  await leaving.cancel();
  assertEquals([(await left.status).code, await new Response(left.stderr).text()], [1, ""]);
  assertGreater(bytes, 0);
});
