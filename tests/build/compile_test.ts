import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { fileName, targets, V8_FLAGS } from "../../src/build/binaries.ts";
import { connectorArgs } from "../../src/commands/demo/start.ts";
import { originOf } from "../../src/build/runtimes.ts";
import { answersSpec } from "../../src/build/smoke.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a task of the build. */
async function task(name: string, args: string[] = [], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", name, ...args],
    cwd: root,
    env: { DENORT_BIN: "", NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("both binaries are linked, looked into, and answer spec with exactly their permissions", async () => {
  const { code, out, err } = await task("compile:check");
  assertEquals([code, err], [0, ""]);
  assertMatch(
    out,
    /^image: \d+ files, [1-7]\.\d MB beside the runtime; may: env LOG_LEVEL, net api\.aircall\.io:443, import/,
  );
  assertMatch(out, /\nimage: .*answers spec/);
  assertMatch(out, /\ncli: \d+ files, [1-7]\.\d MB/);
  assertMatch(out, /\ncli: .*answers spec/);
});

Deno.test("what was linked with something else than a denort is refused, since it does not answer", async () => {
  const folder = await Deno.makeTempDir({ prefix: "linked_" });
  try {
    const { code, err } = await task("compile", ["--output", `${folder}/x`], { DENORT_BIN: Deno.execPath() });
    assertEquals(code, 1);
    assertStringIncludes(err, "was linked, but does not answer spec");
    assertStringIncludes(err, "Is what DENORT_BIN names a denort?");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a system that no release is for is refused, and those that there are are named", async () => {
  const { code, err } = await task("compile", ["--target", "riscv64-unknown-linux-gnu"]);
  assertEquals(code, 2);
  assertStringIncludes(err, "no release for riscv64-unknown-linux-gnu; known are x86_64-unknown-linux-gnu,");
  assertEquals(new Set(Object.values(targets).map(({ suffix }) => suffix)).size, 5);
});

Deno.test("a program for Windows gets its ending, once; others get none", () => {
  assertEquals(fileName("dist/x", "x86_64-pc-windows-msvc"), "dist/x.exe");
  assertEquals(fileName("dist/x.exe", "x86_64-pc-windows-msvc"), "dist/x.exe");
  assertEquals(fileName("dist/x", "x86_64-unknown-linux-gnu"), "dist/x");
});

Deno.test("a runtime is the given one, on this machine alone, else one that was downloaded before, else the download", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cache_" });
  try {
    const version = "9.9.9";
    const target = Deno.build.target;
    const [other = ""] = Object.keys(targets).filter((name) => name !== target);
    const given = { given: "/denort", folder, version };
    const none = { given: undefined, folder, version };
    assertEquals(await originOf(target, given), "given");
    assertEquals(await originOf(other, given), "to be downloaded");
    assertEquals(await originOf(target, { ...given, given: "" }), "to be downloaded");
    await Deno.mkdir(`${folder}/dl/release/v9.9.9`, { recursive: true });
    await Deno.writeTextFile(`${folder}/dl/release/v9.9.9/denort-${target}.zip`, "");
    assertEquals(await originOf(target, none), "cached");
    assertEquals(await originOf(other, none), "to be downloaded");
    assertEquals(await originOf(target, { ...none, version: "9.9.8" }), "to be downloaded");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a program that says nothing, something else, or cannot be started does not answer spec", async () => {
  const deno = (script: string) => answersSpec(Deno.execPath(), ["eval", script]);
  assertMatch(await deno("") ?? "", /it answered: nothing/);
  assertMatch(await deno('console.log(`{"spec":{"protocol":1}}`)') ?? "", /it answered: \{"spec"/);
  assertMatch(await deno("console.error(1); Deno.exit(3)") ?? "", /exit code 3 and said: .*1/);
  assertMatch(await answersSpec("/nowhere/at/all") ?? "", /it cannot be started: /);
  assertEquals(await deno('console.log(`{"spec":{"protocol":3032023}}`)'), undefined);
});

Deno.test("V8 and the runtime are told the same in every way of starting", async () => {
  const [, ...task] = configuration.tasks.capture.command.split(" ");
  const told = task.slice(0, task.indexOf("-P=capture"));
  assertEquals(told.at(-1), `--v8-flags=${V8_FLAGS.join(",")}`);
  assertEquals(connectorArgs().slice(0, told.length), told);
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  assertStringIncludes(readme.replaceAll(/\n +- /g, " "), ` deno ${told.join(" ")} --config=`);
});
