import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { commandLine, type Ended, guarded, run } from "./program.ts";

/** Runs the door without any commands behind it. */
async function adrift(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const [command, before] = commandLine();
  const { code, stdout, stderr } = await guarded(
    new Deno.Command(command, {
      args: [...before.slice(0, -1), fileURLToPath(new URL("./adrift.ts", import.meta.url)), ...args],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  ).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("the version is printed and nothing else, wherever it is asked for, and no command is loaded for it", async () => {
  const { code, out, err } = await adrift(["--version"]);
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^\d+\.\d+\.\d+\n$/);
  assertEquals(await adrift(["-V"]), { code, out, err });
  for (const args of [["simulate", "--version"], ["demo", "-V", "--calls"], ["-V", "x"]]) {
    assertEquals(await run(args, ""), { code, out, err }, args.join(" "));
  }
  assertEquals((await run(["nothing-like-it", "--version"])).code, 2);
});

Deno.test("where stderr or stdout is full a command ends with its exit code, and the disk is at fault, not the program", async () => {
  const [command, before] = commandLine();
  const line = [command, ...before].join(" ").replace("-P=capture", "-P=cli");
  const ended = async (args: string) => {
    const { code, stdout, stderr } = await guarded(
      new Deno.Command("sh", {
        args: ["-c", `${line} ${args}`],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      })
        .spawn(),
    ).output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  };
  assertEquals((await ended("doctor --bogus 2>/dev/full")).code, 2);
  assertEquals((await ended("preview --config nowhere.json --stream tags 2>/dev/full")).code, 2);
  assertMatch(
    (await ended("preview --config /dev/stdin --stream tags")).err,
    /^source-aircall: the configuration \/dev\/stdin cannot be read: this program may read ordinary files alone\n/,
  );
  const full = await ended("--version >/dev/full");
  assertEquals([full.code, full.out], [1, ""]);
  assertMatch(
    full.err,
    /^source-aircall: No room is left where the output goes \(No space left.*\)\. .* run it again\.\n$/,
  );
});

Deno.test("-h, --help and help print the same, whatever else is given, and on stdin nothing is waited for", async () => {
  const whole = await run(["--help"], "");
  assertEquals([whole.code, whole.err], [0, ""]);
  for (const args of [["-h"], ["help"]]) assertEquals(await run(args), whole, args.join(" "));
  const demo = await run(["help", "demo"], "no protocol\n");
  assertEquals([demo.code, demo.err], [0, ""]);
  for (
    const args of [["demo", "-h"], ["demo", "--calls", "x", "--help"], ["--help", "demo"], ["-h", "demo"]]
  ) {
    assertEquals(await run(args), demo, args.join(" "));
  }
});

Deno.test("a slip is answered on stderr alone, with the nearest right word and where to read on", async () => {
  const wrong: [args: string[], err: string][] = [
    [
      ["demo", "--port", "1"],
      "demo: there is no option --port; --port is an option of simulate\nSee: source-aircall demo --help",
    ],
    [
      ["demo", "--seeds=1"],
      "demo: there is no option --seeds; did you mean --seed?\nSee: source-aircall demo --help",
    ],
    [
      ["demo", "--no-color"],
      "demo: there is no option --no-color; set NO_COLOR=1 in the environment\nSee: source-aircall demo --help",
    ],
    [
      ["simulate", "--users-v1", "lice"],
      '--users-v1 is live or refused, not "lice"; did you mean live?\nSee: source-aircall simulate --help',
    ],
    [["demo", "--", "--help"], 'demo: "--help" is one argument too many\nSee: source-aircall demo --help'],
    [
      ["--latency", "1"],
      "there is no option --latency before the command; --latency is an option of simulate\nSee: source-aircall --help",
    ],
    [["completions"], "completions: SHELL is missing: which shell reads it\nFor example: "],
    [["completions", "bsh"], 'SHELL is bash, zsh or fish, not "bsh"; did you mean bash?'],
    [["help", "demo", "simulate"], '"simulate" is one argument too many\nSee: source-aircall --help'],
    [["constructor"], 'there is no command "constructor"'],
  ];
  for (const [args, words] of wrong) {
    const { code, out, err } = await run(args, "");
    assertEquals([code, out], [2, ""], args.join(" "));
    assertStringIncludes(err, words);
    assertMatch(err, /^source-aircall: [^]*\nSee: source-aircall [^\n]*--help\n$/);
  }
});

Deno.test("a fault that nobody foresaw is one line and exit code 1, and LOG_LEVEL=debug adds where it was", async () => {
  const line = /^source-aircall: A fault of this connector: RangeError: gone astray\. .*\n/;
  const plain = await adrift(["demo"]);
  assertEquals([plain.code, plain.out, plain.err.split("\n").length], [1, "", 2]);
  assertMatch(plain.err, line);
  const debug = await adrift(["demo"], { LOG_LEVEL: "Debug" });
  assertEquals([debug.code, debug.out], [1, ""]);
  assertMatch(debug.err, line);
  assertMatch(debug.err, /\n {4}at .*adrift\.ts:\d+/);
});

Deno.test("a reader that goes early ends help, version and completions quietly with exit code 0", async () => {
  for (const args of [["--help"], ["help", "simulate"], ["--version"], ["completions", "zsh"]]) {
    const [command, before] = commandLine(...args);
    const child = guarded(
      new Deno.Command(command, { args: before, stdin: "null", stdout: "piped", stderr: "piped" }).spawn(),
    );
    // closed before the program has come so far as to write
    await child.stdout.cancel();
    assertEquals(
      [await new Response(child.stderr).text(), (await child.status).code],
      ["", 0],
      args.join(" "),
    );
  }
});

Deno.test("a command whose reader has gone ends with exit code 1, without a word", async () => {
  assertEquals(await adrift(["pipe"]), { code: 1, out: "", err: "" });
});
