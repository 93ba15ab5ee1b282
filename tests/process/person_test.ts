import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { widthOf } from "../../src/local/preview/width.ts";
import { type Ended, guarded, World } from "./program.ts";

const root = new URL("../../", import.meta.url).pathname;
const size = { calls: 200, days: 20, contacts: 60, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };

/** How a command is started, as `deno task cli` does it. */
function commandLine(args: string[]): string[] {
  const [, ...task] = configuration.tasks.cli.command.split(" ");
  const before = task.map((arg) => arg === "main.ts" ? `${root}main.ts` : arg);
  return [...before.toSpliced(1, 0, "--config", `${root}deno.json`), ...args];
}

/** Starts a process that is read from. */
function started(program: string, args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  const piped = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  return guarded(new Deno.Command(program, { args, env, ...piped }).spawn());
}

async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs a command to its end. */
function cli(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return ended(started(Deno.execPath(), commandLine(args), env));
}

/** The same at a terminal of so many columns. */
async function atTerminal(columns: number, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const line = [Deno.execPath(), ...commandLine(args)].join(" ");
  const end = await ended(started("script", ["-qec", `stty cols ${columns}; ${line}`, "/dev/null"], env));
  return { ...end, out: end.out.replaceAll("\r", "") };
}

/** Lines without their breaks. */
function joined(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** Hands over the path of a configuration file, for as long as `use` takes. */
async function withConfig<T>(config: unknown, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/aircall.json`;
    await Deno.writeTextFile(file, JSON.stringify(config));
    return await use(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("doctor ends with exit code 0 where everything can be captured, and a pipe gets words without colours", async () => {
  await using world = await World.start({ size });
  const { code, out, err } = await withConfig(world.config, (file) => cli(["doctor", "--config", file]));
  assertEquals([code, err], [0, ""]);
  assert(!out.includes("\x1b"));
  assertMatch(out, /^ok {7}calls {13}200 rows$/m);
  assertMatch(out, /^ok {7}Everything that is asked for can be captured\. It took 11 requests\.$/m);
  assertEquals(world.simulator.count(), 11);
});

Deno.test("doctor --json prints one object, with the same exit code", async () => {
  await using world = await World.start({ size });
  world.simulator.faults.add({ path: "/v1/tags", every: 1, kind: { status: 403 } });
  const args = (file: string) => ["doctor", "--config", file, "--json", "--streams", "tags, calls"];
  const { code, out, err } = await withConfig(world.config, (file) => cli(args(file)));
  assertEquals([code, err, out.trimEnd().includes("\n")], [1, "", false]);
  const { ok, findings, requests } = JSON.parse(out);
  assertEquals([ok, requests], [false, 5]);
  const marks = findings.map(({ check, mark }: { check: string; mark: string }) => `${check} ${mark}`);
  assertEquals(marks.slice(4, 6), ["calls ok", "tags failed"]);
});

Deno.test("credentials that are refused, from the environment too, end with exit code 2 and are in no line", async () => {
  await using world = await World.start({ size });
  const { advanced } = world.config;
  const env = { AIRCALL_API_ID: "an-id-of-a-key", AIRCALL_API_TOKEN: "a-token-of-a-key" };
  const { code, out, err } = await withConfig({ advanced }, (file) => cli(["doctor", "--config", file], env));
  assertEquals(code, 2);
  assertMatch(out, /^failed {3}credentials/m);
  for (const secret of Object.values(env)) assert(!`${out}${err}`.includes(secret));
  const shown = await withConfig(
    { advanced },
    (file) => cli(["preview", "--config", file, "--stream", "tags"], env),
  );
  assertEquals([shown.code, shown.out], [2, ""]);
  assertMatch(shown.err, /^source-aircall: Aircall refused the credentials/);
});

Deno.test("an address where nothing listens, and one that speaks no TLS, end with exit code 1 and say so", async () => {
  await using world = await World.start({ size });
  const at = (base_url: string) => ({ ...world.config, advanced: { base_url } });
  const cases = [
    ["http://127.0.0.1:2", /the connection is refused/],
    [`https://127.0.0.1:${world.port}`, /no TLS is spoken there/],
  ] as const;
  // each waits and asks again
  await Promise.all(cases.map(async ([address, words]) => {
    const { code, out, err } = await withConfig(at(address), (file) => cli(["doctor", "--config", file]));
    assertEquals([code, err], [1, ""]);
    assertMatch(joined(out), words);
  }));
});

Deno.test("a configuration that is missing, wrong or leads where this program may not ends with exit code 2, every problem told", async () => {
  const none = await cli(["doctor"], { AIRCALL_API_ID: "", AIRCALL_API_TOKEN: "" });
  assertEquals(none.code, 2);
  assertStringIncludes(joined(none.out), "name a file with --config");
  const wrong = { api_id: 5, start_date: "soon", advanced: { base_url: "https://example.test" } };
  const { code, out } = await withConfig(wrong, (file) => cli(["doctor", "--config", file]));
  assertEquals([code, out.split("\n")[0]], [2, "failed   configuration     3 problems"]);
  const elsewhere = { api_id: "a", api_token: "b", advanced: { base_url: "https://example.test" } };
  const barred = await withConfig(elsewhere, (file) => cli(["doctor", "--config", file]));
  assertEquals(barred.code, 2);
  assertStringIncludes(joined(barred.out), "example.test:443, which this build has no permission to reach");
});

Deno.test("names of streams that are not known are answered with the nearest, exit code 2", async () => {
  for (
    const [args, words] of [
      [["doctor", "--streams", "calls,contact"], 'not "contact"; did you mean contacts?'],
      [["doctor", "--streams", ","], "--streams wants values separated by commas"],
      [["preview", "--stream", "user"], 'not "user"; did you mean users?'],
      [["preview", "--stream", "everything"], "--stream is calls, company"],
      [["preview"], "--stream NAME is missing"],
      [["preview", "--stream", "users", "--since", "1d"], "--since is for calls and contacts"],
      [["preview", "--stream", "calls", "--since", "1y"], "--since wants a date"],
      [["preview", "--stream", "calls", "--limit", "0"], "--limit wants a whole number from 1 to 10000"],
    ] as const
  ) {
    const { code, out, err } = await cli([...args]);
    assertEquals([code, out], [2, ""], err);
    assertStringIncludes(err, words);
  }
});

Deno.test("preview prints a table whose rows alone go to stdout, and with --json a document a line", async () => {
  await using world = await World.start({ size });
  await withConfig(world.config, async (file) => {
    const args = ["preview", "--config", file, "--stream", "contacts", "--limit", "7"];
    const table = await cli(args);
    assertEquals([table.code, table.out.split("\n").length - 1, table.err], [
      0,
      8,
      "7 of 60, newest first.\n",
    ]);
    assert(!table.out.includes("\x1b"));
    const json = await cli([...args, "--json"]);
    assertEquals([json.code, json.err], [0, ""]);
    const ids = json.out.trimEnd().split("\n").map((line) => JSON.parse(line).id);
    const truth = world.simulator.account.truth("contacts");
    assertEquals(ids.filter((id) => truth.has(String(id)) || truth.has(id)).length, 7);
    assertEquals(world.simulator.count(), 2);
    const none = await cli([...args, "--since", "0h"]);
    assertEquals([none.code, none.out], [0, ""]);
    assertMatch(none.err, /^No contacts since \d{4}-/);
  });
});

Deno.test("LOG_LEVEL decides what preview says beside its rows", async () => {
  await using world = await World.start({ size });
  await withConfig({ ...world.config, colour: "green" }, async (file) => {
    const args = ["preview", "--config", file, "--stream", "tags", "--json"];
    const [said, silent] = await Promise.all([cli(args), cli(args, { LOG_LEVEL: "error" })]);
    assertStringIncludes(said.err, "colour");
    assertEquals([said.code, silent.code, silent.err], [0, 0, ""]);
    assertEquals(said.out, silent.out);
  });
});

Deno.test("a stream that preview may not read ends with exit code 1 and what to do", async () => {
  await using world = await World.start({ size });
  world.simulator.faults.add({ path: "/v1/teams", every: 1, kind: { status: 403 } });
  const { code, out, err } = await withConfig(
    world.config,
    (file) => cli(["preview", "--config", file, "--stream", "teams"]),
  );
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^source-aircall: teams: refused \(403 Forbidden .* ask Aircall's support/);
});

Deno.test("a reader that goes away ends preview quietly", async () => {
  await using world = await World.start({ size: { ...size, calls: 3_000 } });
  await withConfig(world.config, async (file) => {
    const args = ["preview", "--config", file, "--stream", "calls", "--limit", "3000", "--json"];
    const child = started(Deno.execPath(), commandLine(args));
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const err = await new Response(child.stderr).text();
    const { code } = await child.status;
    assertEquals([code, err], [0, ""]);
  });
});

Deno.test({
  name: "at a terminal marks have colours unless NO_COLOR is set, and no line is wider than it",
  ignore: !has("script"),
  fn: async () => {
    await using world = await World.start({ size });
    await withConfig(world.config, async (file) => {
      for (const columns of [40, 80]) {
        for (
          const args of [["doctor", "--config", file], ["preview", "--config", file, "--stream", "contacts"]]
        ) {
          const painted = await atTerminal(columns, args, { NO_COLOR: "" });
          const plain = await atTerminal(columns, args, { NO_COLOR: "1" });
          assertEquals([painted.code, plain.code], [0, 0]);
          assertStringIncludes(painted.out, "\x1b[");
          assert(!plain.out.includes("\x1b"));
          for (const line of plain.out.split("\n")) assert(widthOf(line) <= columns, line);
          assertEquals(painted.out.split("\n").length, plain.out.split("\n").length);
        }
      }
    });
  },
});

Deno.test("a check that is asked to stop says that it is not complete, and leaves at once", async () => {
  await using world = await World.start({ size, requestsPerMinute: 1 });
  await withConfig(world.config, async (file) => {
    const child = started(Deno.execPath(), commandLine(["doctor", "--config", file]));
    const output = ended(child);
    while (world.simulator.count() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, err } = await output;
    assertEquals([code, err], [1, "Stopped before everything was checked.\n"]);
  });
});

/** Whether there is such a program here. */
function has(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}
