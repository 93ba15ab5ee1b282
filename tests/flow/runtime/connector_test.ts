import { assertEquals } from "@std/assert";
import { spawn } from "../../../src/flow/runtime/mod.ts";
import { scripted } from "./scripted.ts";

/** A child process that speaks just enough. */
const child = (after: string) =>
  spawn(Deno.execPath(), ["eval", `console.log('{"spec":{"a":1}}'); console.error("{}"); ${after}`]);

Deno.test("a child process is written to, read, and waited for", async () => {
  const echo = spawn(Deno.execPath(), ["eval", "await Deno.stdin.readable.pipeTo(Deno.stdout.writable)"]);
  await echo.write(new TextEncoder().encode("one\ntwo\n"));
  await echo.closeInput();
  await echo.closeInput();
  assertEquals(await new Response(echo.output).text(), "one\ntwo\n");
  assertEquals(await new Response(echo.logs).text(), "");
  assertEquals(await echo.status, 0);
  echo.kill("SIGKILL");
});

Deno.test("a child process can be killed", async () => {
  const stubborn = child("setInterval(() => {}, 1e6); await new Promise(() => {})");
  const reader = stubborn.output.getReader();
  await reader.read();
  stubborn.kill("SIGKILL");
  assertEquals(await stubborn.status, 137);
  await reader.cancel();
  await stubborn.logs.cancel();
  await stubborn.closeInput().catch(() => {});
});

Deno.test("a scripted connector keeps to the contract of a connector", async () => {
  const dead = scripted(() => new Promise(() => {}));
  dead.kill("SIGKILL");
  assertEquals(await dead.status, 137);
  assertEquals(await new Response(dead.output).text(), "");
  assertEquals(await new Response(dead.logs).text(), "");
});
