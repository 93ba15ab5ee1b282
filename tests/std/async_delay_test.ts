import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { delay } from "@std/async";

/** Runs a program with this project's imports. Resolves to what it printed. */
async function printed(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: new URL("../../", import.meta.url),
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("delay resolves to nothing, not before its time", async () => {
  const start = performance.now();
  const nothing: void = await delay(20);
  assertGreaterOrEqual(performance.now() - start, 19);
  assertStrictEquals(nothing, undefined);
});

Deno.test("delay resolves at once when there is no time to wait", async () => {
  const start = performance.now();
  await delay(0);
  await delay(-1_000);
  await delay(NaN);
  assertLess(performance.now() - start, 500);
});

Deno.test("delay rejects with the reason of a signal that has aborted, which may be undefined", async () => {
  const reason = new Error("enough");
  assertStrictEquals(await assertRejects(() => delay(10_000, { signal: AbortSignal.abort(reason) })), reason);
  const error = await assertRejects(() => delay(10_000, { signal: AbortSignal.abort() }), DOMException);
  assertEquals(error.name, "AbortError");
});

Deno.test("delay rejects with the reason as soon as its signal aborts, and leaves no timer", async () => {
  for (const ms of [10_000, 2 ** 40, Infinity]) {
    const controller = new AbortController();
    const waiting = delay(ms, { signal: controller.signal });
    const rejected = assertRejects(() => waiting);
    await delay(2);
    controller.abort("enough");
    assertStrictEquals(await rejected, "enough");
  }
});

Deno.test("delay is not ended by a signal that aborts later", async () => {
  const controller = new AbortController();
  await delay(1, { signal: controller.signal });
  controller.abort();
});

Deno.test("delay keeps the process alive", async () => {
  const program = `import { delay } from "@std/async/delay"; delay(100).then(() => console.log("woke"));`;
  assertEquals(await printed(program), "woke");
});

Deno.test("delay that is not persistent resolves where something else keeps the process alive", async () => {
  const order: string[] = [];
  await Promise.all([
    delay(2, { persistent: false }).then(() => order.push("not persistent")),
    delay(40).then(() => order.push("persistent")),
  ]);
  assertEquals(order, ["not persistent", "persistent"]);
});
