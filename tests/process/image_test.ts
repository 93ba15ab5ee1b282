import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { binaries, V8_FLAGS } from "../../src/build/binaries.ts";
import { permissionFlags, permissionSet } from "../../src/build/permissions.ts";
import { guarded, logLines, World } from "./program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs the image's entry point with exactly the permissions that are compiled into it. */
async function image(args: string[], input: string) {
  const child = guarded(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        `--v8-flags=${V8_FLAGS.join(",")}`,
        ...permissionFlags(permissionSet(configuration, "image")),
        `--config=${root}deno.json`,
        root + binaries.image.entry,
        ...args,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  await new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("the image's program has no commands, and says so", async () => {
  const help = await image(["--help"], "");
  assertEquals([help.code, help.err], [0, ""]);
  assertStringIncludes(help.out, "This build speaks the protocol alone");
  assertEquals(/Commands:|simulate|demo/.test(help.out), false);
  const { code, err, out } = await image(["simulate"], "");
  assertEquals([code, out], [2, ""]);
  assertStringIncludes(err, 'no command "simulate": this build speaks the Flow capture protocol');
  assertMatch((await image(["--version"], "")).out, /^\d+\.\d+\.\d+\n$/);
});

Deno.test("the image's program refuses a base_url on this machine, though something answers there", async () => {
  await using world = await World.start();
  const { code, out, err } = await image([], `${JSON.stringify({ discover: { config: world.config } })}\n`);
  assertEquals([code, out, world.simulator.count()], [2, "", 0]);
  const [line] = logLines(err);
  assertEquals(line?.level, "error");
  assertMatch(
    line?.message ?? "",
    /"advanced\/base_url" names 127\.0\.0\.1:\d+, which this build has no permission to reach/,
  );
});
