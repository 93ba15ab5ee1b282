import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { realClock } from "../../../src/capture/clock.ts";
import { makeAccount } from "../../../src/commands/demo/account.ts";
import { demonstrate } from "../../../src/commands/demo/demonstrate.ts";
import { Screen } from "../../../src/local/screen.ts";
import { connectorArgs, starter } from "../../../src/commands/demo/start.ts";
import { Sheet } from "../../support/sheet.ts";

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
  assertEquals(connectorArgs().slice(-4, -1), ["--config", config, "-P=capture"]);
});

Deno.test(
  "compiled, where no process may be started, the demo's connector is a session in the same process",
  async () => {
    const demo = makeAccount(realClock, { seed: 5, calls: 120, speed: 100_000 });
    const { start, shown } = starter(true);
    const sheet = new Sheet(false, 100, 50);
    const code = await demonstrate({
      demo,
      start: () => start("info"),
      shown,
      screen: new Screen(sheet, realClock),
      clock: realClock,
      signal: new AbortController().signal,
    });
    assertEquals(code, 0, sheet.text.join("\n"));
    assertStringIncludes(sheet.text.join("\n"), "a session in this process");
  },
);
