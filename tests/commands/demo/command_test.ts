import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { connectorCommand } from "../../../src/commands/demo/start.ts";

const root = new URL("../../../", import.meta.url);
const config = fileURLToPath(new URL("deno.json", root));

/** Runs the program's demo as a person does, but for the terminal. */
async function demo(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = new URL("main.ts", root).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--config", config, "-P=demo", main, "demo", ...args],
    cwd: new URL("../", root),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("deno task demo captures the account with the connector itself, from any directory", async () => {
  const { code, stdout, stderr } = await demo("--calls", "300", "--seed", "5");
  assertEquals([stderr, code], ["", 0], stdout);
  assertStringIncludes(stdout, "All 9 streams equal the account");
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("the demo refuses numbers that it can't use", async () => {
  const { code, stderr } = await demo("--calls", "many");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--calls");
});

Deno.test("the connector of a checkout is run with the permissions that it has in production", () => {
  const { args } = connectorCommand();
  assertEquals(args.slice(-4, -1), ["--config", config, "-P=capture"]);
});
