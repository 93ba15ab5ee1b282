import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { realClock } from "../../../src/capture/clock.ts";
import { makeAccount } from "../../../src/commands/demo/account.ts";
import { demonstrate } from "../../../src/commands/demo/demonstrate.ts";
import { Screen } from "../../../src/local/screen.ts";
import type { Connector } from "../../../src/flow/runtime/mod.ts";
import { streams } from "../../../src/simulator/mod.ts";
import { dying, type Flaw, mirror } from "./mirror.ts";
import { opened } from "../../flow/runtime/scripted.ts";
import { Sheet } from "../../support/sheet.ts";

/** Runs the demo over a mirror of its account; calls go so fast that they are over at once. */
async function show(
  flaw: Flaw = {},
  { interactive = false, signal = new AbortController().signal, columns = 100 } = {},
) {
  const demo = makeAccount(realClock, { seed: 3, calls: 40, speed: 100_000 });
  const sheet = new Sheet(interactive, columns, 50);
  const code = await demonstrate({
    demo,
    start: mirror(demo.simulator, flaw),
    shown: "mirror",
    screen: new Screen(sheet, realClock),
    clock: realClock,
    patience: 500,
    settling: 300,
    signal,
  });
  return { code, lines: sheet.text, text: sheet.text.join("\n"), sheet };
}

Deno.test("the demo ends with 0 when all nine streams equal the account", async () => {
  for (const interactive of [true, false]) {
    const { code, lines, text, sheet } = await show({}, { interactive });
    assertEquals(code, 0, text);
    assertMatch(lines.at(-1) ?? "", /^All 9 streams equal the account, after /);
    const table = lines.slice(lines.findIndex((line) => line.trimStart().startsWith("stream ")) + 1, -2);
    assertEquals(table.map((line) => line.trim().split(/ +/).at(0)), [...streams]);
    assert(table.every((line) => line.endsWith("yes")), text);
    assertMatch(table[0] ?? "", / \d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}yes$/);
    assertMatch(table[4] ?? "", /^ *tags +31 +0 +1 +0 +0 +– +yes$/);
    assertEquals(lines.filter((line) => line.includes("arrived after")).length, 7);
    assertEquals(sheet.cursorShown, true);
  }
});

Deno.test("the demo fits into 80 columns", async () => {
  const { code, lines } = await show({}, { columns: 80 });
  assertEquals(code, 0);
  for (const line of lines) assert(line.length <= 80, line);
});

Deno.test("the demo tells a row that differs and ends with 1", async () => {
  const { code, text } = await show({
    spoil: (stream, row) => stream === "users" && row.extension === "007" ? { ...row, name: "Nobody" } : row,
  });
  assertEquals(code, 1);
  assertMatch(text, /1 stream of 9 not equal to the account:\n {2}users \d+: name is "Nobody", should be "/);
  assertMatch(text, /\n *users .* no\n/);
});

Deno.test("the demo waits for a row that never comes no longer than its patience, and ends with 1", async () => {
  const { code, text } = await show({
    spoil: (stream, row) => stream === "tags" && row.name === "Conference" ? undefined : row,
  });
  assertEquals(code, 1);
  assertMatch(text, /\n {2}tags \d+: missing, should be /);
});

Deno.test("the demo prints the last words of a connector that dies", async () => {
  const { code, lines } = await show(dying("The account is closed."));
  assertEquals(code, 1);
  assertEquals(lines.slice(-2), [
    "The connector died (exit code 1). Its last words:",
    "  The account is closed.",
  ]);
});

Deno.test("the demo says which rule a connector broke", async () => {
  const { code, text } = await show({
    open(stage) {
      stage.say(opened, { captured: { binding: 9, doc: {} } });
      return Promise.resolve(0);
    },
  });
  assertEquals(code, 1);
  assertStringIncludes(
    text,
    "The connector broke the protocol:\n  stdout line 3: there is no binding 9: 9 are open",
  );
});

Deno.test("the demo does not take the end of a connector for a success", async () => {
  const { code, lines } = await show({
    open(stage) {
      stage.say(opened);
      return Promise.resolve(0);
    },
  });
  assertEquals(code, 1);
  assertEquals(lines.at(-1), "The connector ended by itself, with exit code 0.");
});

Deno.test("the demo stops when it is asked to, and leaves the terminal as it was", async () => {
  const stop = new AbortController();
  const { code, lines, sheet } = await show({
    open(stage) {
      stage.say(opened);
      setTimeout(() => stop.abort(new Error("asked to stop")), 250);
      return new Promise(() => {});
    },
  }, { interactive: true, signal: stop.signal });
  assertEquals(code, 1);
  assertEquals(lines.at(-1), "Stopped before the end; nothing was compared.");
  assertEquals(sheet.cursorShown, true);
});

/** A connector that takes everything and says nothing until it is killed. */
function mute(): Connector {
  const { promise: status, resolve } = Promise.withResolvers<number>();
  const closers: (() => void)[] = [];
  const silence = () =>
    new ReadableStream<Uint8Array>({ start: (stream) => void closers.push(() => stream.close()) });
  return {
    write: () => Promise.resolve(),
    closeInput: () => Promise.resolve(),
    output: silence(),
    logs: silence(),
    status,
    kill() {
      for (const close of closers.splice(0)) close();
      resolve(137);
    },
  };
}

Deno.test("the demo does not wait for ever for a connector that does not answer, and ends with 1", async () => {
  const demo = makeAccount(realClock, { seed: 3, calls: 40 });
  const sheet = new Sheet(false, 100, 50);
  const stop = new AbortController();
  const parts = { demo, start: mute, shown: "mute", screen: new Screen(sheet, realClock), clock: realClock };
  const code = await demonstrate({ ...parts, answering: 50, signal: stop.signal });
  stop.abort();
  assertEquals(code, 1);
  assertStringIncludes(sheet.text.join("\n"), "The connector did not answer spec within");
});
