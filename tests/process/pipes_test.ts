import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { commandLine, guarded, logLines, World } from "./program.ts";

const size = { calls: 1200, days: 60, contacts: 10, users: 3, teams: 1, numbers: 2, tags: 12, webhooks: 1 };

/** The program with an open capture of all calls. */
async function opened(world: World, ...args: string[]) {
  const [command, before] = commandLine(...args);
  const child = guarded(
    new Deno.Command(command, { args: before, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn(),
  );
  const capture = {
    config: world.config,
    bindings: [{ resourceConfig: { stream: "calls" }, stateKey: "calls" }],
  };
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify({ open: { capture } })}\n`));
  return { child, reader: child.stdout.getReader(), writer, log: new Response(child.stderr).text() };
}

/** What the kernel counts of a process, in MiB. */
async function peak(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  return Number(/VmHWM:\s+(\d+) kB/.exec(new TextDecoder().decode(stdout))?.[1]) / 1024;
}

Deno.test("when the reader of stdout goes, the program ends with exit code 1 and says so", async () => {
  await using world = await World.start({ size, latency: 5 });
  const { child, reader, writer, log } = await opened(world);
  for (let bytes = 0; bytes < 100_000;) bytes += (await reader.read()).value?.length ?? Infinity;
  await reader.cancel();
  assertEquals((await child.status).code, 1);
  await writer.close().catch(() => {});
  const last = logLines(await log).at(-1);
  assertEquals(last?.level, "error");
  assertMatch(last?.message ?? "", /reader of this connector's stdout has gone; it stops\. Nothing was lost/);
});

Deno.test("a slow reader gets everything, and the program holds little meanwhile", async () => {
  await using world = await World.start({ size });
  const { child, reader, writer, log } = await opened(world, "--once");
  const decoder = new TextDecoder();
  let text = "";
  let most = 0;
  let requests = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true });
    if (text.length < 2 ** 20) requests = world.simulator.count();
    most = Math.max(most, await peak(child.pid) || 0);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assertEquals((await child.status).code, 0);
  await writer.close().catch(() => {});
  assertEquals(logLines(await log).filter(({ level }) => level === "error"), []);
  const ids = text.split("\n").filter((line) => line.startsWith('{"captured"')).map((line) =>
    JSON.parse(line).captured.doc.id
  );
  assertEquals(new Set(ids).size, 1200);
  assertEquals(text.slice(-1), "\n");
  assertGreater(most, 10);
  assertLess(most, 200);
  assertLess(requests, 24, "it does not read far ahead of its reader");
});

Deno.test("a reader that stops reading does not keep the program from being stopped", async () => {
  await using world = await World.start({ size });
  const { child, reader, writer, log } = await opened(world);
  await reader.read();
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
  await reader.cancel();
  await writer.close().catch(() => {});
  assert((await log).endsWith("\n"));
});

Deno.test("an answer that stalls on a real socket is given up and asked for again", async () => {
  await using world = await World.start({ size: { ...size, calls: 200 }, once: true });
  await world.publish();
  world.simulator.faults.add({ path: "/v1/calls", nth: 2, kind: "stall-body" });
  await using session = await world.runtime.open();
  assertEquals((await session.ended).code, 0);
  assertEquals(world.differences(), []);
});
