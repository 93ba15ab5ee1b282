import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import configuration from "../../deno.json" with { type: "json" };
import { targets } from "../../src/build/binaries.ts";
import { actions, scriptsCalled, tasksCalled, wrongWith } from "./rules.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => Deno.readTextFile(`${ROOT}${path}`);

/** The files of a folder with their text. */
async function texts(folder: string): Promise<{ path: string; text: string }[]> {
  const names = (await Array.fromAsync(Deno.readDir(`${ROOT}${folder}`))).filter(({ isFile }) => isFile);
  return await Promise.all(
    names.map(async ({ name }) => ({ path: `${folder}/${name}`, text: await read(`${folder}/${name}`) })),
  );
}

const workflows = await texts(".github/workflows");
const parts = [
  ...workflows,
  ...await texts(".github/actions/deno"),
  ...await texts(".ci"),
];

Deno.test("the workflows keep to the rules", () => {
  assertEquals(
    workflows.map(({ path, text }) => [path, wrongWith(text)]),
    workflows.map(({ path }) => [path, []]),
  );
  assertEquals(workflows.map(({ path }) => path.replace(/.*\//, "")).toSorted(), [
    "ci.yml",
    "nightly.yml",
    "release.yml",
  ]);
});

Deno.test("an action is the same commit wherever it is used", () => {
  const used = new Map<string, string>();
  for (const { path, text } of workflows) {
    for (const { action, commit, version } of actions(text)) {
      assertEquals(`${commit} ${version}`, used.get(action) ?? `${commit} ${version}`, `${path}: ${action}`);
      used.set(action, `${commit} ${version}`);
    }
  }
});

Deno.test("what the workflows call is there: tasks in deno.json, scripts in .ci that may be run", async () => {
  for (const { path, text } of parts) {
    for (const task of tasksCalled(text)) {
      assert(task in configuration.tasks, `${path} calls deno task ${task}`);
    }
    for (const script of scriptsCalled(text)) {
      const { mode } = await Deno.stat(`${ROOT}.ci/${script}`);
      assertEquals((mode ?? 0) & 0o111, 0o111, `${path} runs .ci/${script}`);
    }
  }
  assert(parts.flatMap(({ text }) => tasksCalled(text)).length > 10);
});

Deno.test("Deno's version is written in .deno-version, and in the lock file that has its hash; nowhere else", async () => {
  const version = (await read(".deno-version")).trim();
  assertMatch(version, /^\d+\.\d+\.\d+$/);
  assertEquals(Deno.version.deno, version);
  const Package = z.looseObject({ dependencies: z.strictObject({ deno: z.string() }) });
  const Lock = z.looseObject({
    packages: z.record(z.string(), z.looseObject({ version: z.string(), integrity: z.string() }).partial()),
  });
  const pack = Package.parse(JSON.parse(await read(".github/actions/deno/package.json")));
  assertEquals(pack.dependencies.deno, version);
  const { packages } = Lock.parse(JSON.parse(await read(".github/actions/deno/package-lock.json")));
  const { "": _, ...locked } = packages;
  assert("node_modules/@deno/linux-x64-glibc" in locked);
  for (const [name, { version: is, integrity }] of Object.entries(locked)) {
    assertEquals([name, is], [name, version]);
    assertMatch(integrity ?? "", /^sha512-/, name);
  }
  for (const { path, text } of parts.filter(({ path }) => !/package(-lock)?\.json$/.test(path))) {
    assertNotMatch(text, /deno@v?\d/, path);
  }
  for (const page of ["README.md", "CONTRIBUTING.md"]) {
    for (const [, named] of (await read(page)).matchAll(/\bdeno@(\d+\.\d+\.\d+)/g)) {
      assertEquals(named, version, page);
    }
  }
});

Deno.test("a release runs each binary that is made on the system that it is for, and verifies all before it publishes", async () => {
  const text = await read(".github/workflows/release.yml");
  const run = [...text.matchAll(/\bfile: source-aircall-(\S+) /g)].map(([, suffix]) => suffix);
  assertEquals(run.toSorted(), Object.values(targets).map(({ suffix }) => suffix).toSorted());
  assertMatch(text, /\n {2}publish:\n(?: {4}.*\n)* {4}needs: \[check, sign, verify\]\n/);
  assertMatch(text, /\n {2}verify:\n(?: {4}.*\n)* {4}needs: \[attest, sign\]\n/);
  assertStringIncludes(text, '\n    tags: ["v*"]\n');
});
