import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandLine, guarded, logLines, run } from "./program.ts";

const spec = '{"spec":{"connectorType":"IMAGE","config":{}}}\n';

Deno.test("with nothing on stdin the program ends at once with exit code 0 and prints nothing", async () => {
  assertEquals(await run([]), { code: 0, out: "", err: "" });
  assertEquals(await run([], ""), { code: 0, out: "", err: "" });
  assertEquals(await run(["--once"], ""), { code: 0, out: "", err: "" });
});

Deno.test("spec is answered once for each time it is asked, the same each time and in each process", async () => {
  const twice = await run([], `${spec}${spec}`);
  assertEquals([twice.code, twice.err], [0, ""]);
  const [first, second, rest] = twice.out.split("\n");
  assertEquals([second, rest], [first, ""]);
  assertEquals((await run(["--once"], spec)).out, `${first}\n`);
});

Deno.test("what is no protocol ends the program with exit code 1 and one line that says so, also five megabytes of it", async () => {
  const noise = Array.from({ length: 5000 }, (_, i) => `${"zufall ".repeat(142)}${i}`);
  for (
    const input of [
      "nonsense\n",
      '{"spec":',
      noise.join("\n"),
      noise.join(" "),
      `{${noise.join(" ")}\n`,
      '{"stop":{}}\n',
    ]
  ) {
    const { code, out, err } = await run([], `${spec}${input}`);
    assertEquals([code, out.split("\n").length], [1, 2]);
    const [line, ...more] = logLines(err);
    assertEquals([line?.level, more], ["error", []]);
    assertMatch(line?.message ?? "", /^The input is not the Flow capture protocol: /);
  }
});

Deno.test("a capture looks for no packages, and the demo, which has some, says so there", async () => {
  const { code, out, err } = await run(["demo"]);
  assertEquals([code, out], [2, ""]);
  assertMatch(
    err,
    /^source-aircall: demo: the packages .* could not be loaded: .*--no-npm.* Try deno task demo\nSee: .*\n$/,
  );
});

Deno.test("LOG_LEVEL is respected in any case, and one that is not known means info", async () => {
  const open = (config: unknown, bindings: unknown[] = []) =>
    `${JSON.stringify({ open: { capture: { config, bindings } } })}\n`;
  const config = { api_id: "x", api_token: "y", start_date: "2025-01-01T00:00:00Z", new: 1 };
  const levels = async (level?: string) => {
    const { code, err } = await run(
      ["--once"],
      open(config),
      level === undefined ? {} : { LOG_LEVEL: level },
    );
    assertEquals(code, 0);
    return [...new Set(logLines(err).map((log) => log.level))];
  };
  assertEquals(await levels("error"), []);
  assertEquals(await levels("WARN"), ["warn"]);
  assertEquals(await levels("Info"), ["warn", "info"]);
  assertEquals(await levels("loud"), ["warn", "info"]);
});

Deno.test("a rejection that nobody handles is the last line of the log, at error, and ends the program with exit code 1", async () => {
  const { args, command } = stray();
  for (const how of ["rejection", "throw"]) {
    const child = guarded(
      new Deno.Command(command, { args: [...args, how], stdin: "piped", stdout: "piped", stderr: "piped" })
        .spawn(),
    );
    const { code, stdout, stderr } = await child.output();
    await child.stdin.close().catch(() => {});
    const [line, ...more] = logLines(new TextDecoder().decode(stderr));
    assertEquals([code, stdout.length, more], [1, 0, []]);
    assertEquals(line?.level, "error");
    assertMatch(
      line?.message ?? "",
      /^A fault of this connector: RangeError: gone astray\. .*Please report it/,
    );
  }
});

/** The program's capture, with a fault beside it. */
function stray() {
  const [command, args] = commandLine();
  return { command, args: [...args.slice(0, -1), new URL("./stray.ts", import.meta.url).pathname] };
}

Deno.test("help and version are printed with exit code 0", async () => {
  const { code, out, err } = await run(["--help"]);
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^source-aircall gets a company's data out of Aircall/);
  assertMatch(out, /Examples:\n {2}source-aircall < requests\.ndjson/);
  assertEquals((await run(["help"], "")).out, out);
  const version = await run(["--version"]);
  assertEquals([version.code, version.err], [0, ""]);
  assertMatch(version.out, /^\d+\.\d+\.\d+\n$/);
  const simulate = await run(["simulate", "--help"]);
  assertEquals([simulate.code, simulate.out], [0, (await run(["help", "simulate"])).out]);
  assertMatch(simulate.out, /Examples:/);
});

Deno.test({
  name: "without arguments at a terminal the program prints its help, and --once asks for a pipe",
  ignore: !has("script"),
  fn: async () => {
    const atTerminal = async (...args: string[]) => {
      const [command, before] = commandLine(...args);
      const line = [command, ...before].join(" ");
      const child = guarded(
        new Deno.Command("script", {
          args: ["-qec", line, "/dev/null"],
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
        })
          .spawn(),
      );
      const { code, stdout } = await child.output();
      return { code, out: new TextDecoder().decode(stdout).replaceAll("\r", "") };
    };
    const help = await atTerminal();
    assertEquals([help.code, help.out], [0, (await run(["--help"])).out]);
    const once = await atTerminal("--once");
    assertEquals(once.code, 2);
    assertMatch(once.out, /--once reads requests from stdin; pipe them in/);
  },
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

Deno.test("an unknown command or option ends with exit code 2 and names the nearest, or those that there are", async () => {
  const wrong: [args: string[], words: string[]][] = [
    [["simulat"], ['no command "simulat"', "did you mean simulate?", "See: source-aircall --help"]],
    [["capture-everything"], ["known are "]],
    [["--onec"], ["no option --onec", "did you mean --once?"]],
    [["--verison"], ["did you mean --version?"]],
    [["-x"], ["known are --once, --version, -V, --help, -h"]],
    [["--once", "now"], ['"now" is one too many']],
    [["help", "dmo"], ["did you mean demo?"]],
    [["simulate", "--prot", "1"], ["did you mean --port?", "See: source-aircall simulate --help"]],
    [["simulate", "--port", "many"], ["--port wants a whole number"]],
  ];
  for (const [args, words] of wrong) {
    const { code, out, err } = await run(args, "");
    assertEquals([code, out], [2, ""], args.join(" "));
    for (const word of words) assertStringIncludes(err, word);
    assert(!/\.ts:\d/.test(err));
  }
});
