import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs .ci/binary on a program that is a shell script. */
async function checked(script: string): Promise<{ code: number; out: string }> {
  const folder = await Deno.makeTempDir({ prefix: "binary_" });
  try {
    await Deno.writeTextFile(`${folder}/program`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { code, stdout } = await new Deno.Command(`${ROOT}.ci/binary`, {
      args: ["program"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    return { code, out: new TextDecoder().decode(stdout) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const sound = `exec "${Deno.execPath()}" run -q -A --config "${ROOT}deno.json" "${ROOT}main.ts" "$@"`;

Deno.test("a binary passes that says its version, answers spec, and captures the demo's account whole", async () => {
  const { code, out } = await checked(sound);
  assertStringIncludes(out, `version: ${configuration.version}\nspec: protocol 3032023\n`);
  assertMatch(out, /\n.*calls/);
  assertEquals(code, 0, out);
});

Deno.test("a binary of another version, one that does not answer spec, and one whose demo fails do not pass", async () => {
  const other = await checked("echo 0.0.0");
  assertEquals(other, { code: 1, out: `!! it says version 0.0.0, not ${configuration.version}\n` });
  const version = `[ "$1" = --version ] && { echo ${configuration.version}; exit; }`;
  const dumb = await checked(`${version}\necho '{"spec":{"protocol":1}}'`);
  assertEquals(dumb.code, 1);
  assertStringIncludes(dumb.out, "!! it answers spec with protocol 1\n");
  const silent = await checked(`${version}\ntrue`);
  assertEquals(silent.code, 1);
  assertStringIncludes(silent.out, "!! it answers spec with protocol not JSON");
  const differing = await checked(`${version}\n[ "$1" = demo ] && exit 1\n${sound}`);
  assertEquals(differing.code, 1);
  assertStringIncludes(differing.out, "spec: protocol 3032023\n");
});
