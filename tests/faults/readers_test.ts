import { assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { FlowLog } from "../../src/flow/log.ts";
import { readLog } from "../../src/flow/runtime/logs.ts";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { serve } from "../../src/flow/session.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import {
  assertRefused,
  bindingOf,
  configOf,
  documents,
  openOf,
  smallAccount,
  stateAfter,
  talk,
} from "../support/talk.ts";
import { World } from "../support/world.ts";
import { capture, differing, MINUTE } from "./support.ts";

const names = ["calls", "contacts", "tags"] as const;

/** What a reader does with the nth write, counted from 0: it takes its time, or it has gone. */
type Reader = (n: number) => Promise<void> | void;

/** One session over these streams with such a reader. */
async function readBy(simulator: Simulator, reader: Reader, signal = new AbortController().signal) {
  const { clock, fetch } = simulator;
  const decoder = new TextDecoder();
  let text = "";
  let err = "";
  let writes = 0;
  const open = openOf(configOf(simulator), names.map((name) => bindingOf(name)));
  const code = await serve(ReadableStream.from([new TextEncoder().encode(`${JSON.stringify(open)}\n`)]), {
    async write(bytes) {
      await reader(writes++);
      text += decoder.decode(bytes, { stream: true });
      return bytes.length;
    },
  }, {
    ...{ clock, fetch, once: true, random: () => 0.5, signal, mayReach: () => true },
    log: new FlowLog({ clock, level: "info", write: (line) => void (err += line) }),
  });
  const lines = text.split("\n").slice(0, -1);
  const responses: JsonObject[] = lines.map((line) => JSON.parse(line));
  const logs = err.split("\n").slice(0, -1).map((text, i) =>
    readLog({ source: "stderr", number: i + 1, text })
  );
  // what came after the last checkpoint is dropped, as the platform does
  const kept = responses.slice(0, responses.findLastIndex((response) => "checkpoint" in response) + 1);
  return {
    code,
    err,
    logs,
    last: logs.at(-1),
    writes,
    responses: kept,
    ended: text.endsWith("\n"),
    said: responses,
  };
}

/** A reader that goes at the given write. */
function goneAt(target: number): Reader {
  return (n) => {
    if (n === target) throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  };
}

Deno.test("a pipe that breaks at any write ends the capture with exit code 1 and one last line, and the next run makes it whole", async () => {
  const simulator = smallAccount();
  const { writes } = await readBy(simulator, () => {});
  assertGreater(writes, 8);
  for (let target = 0; target < writes; target++) {
    const ran = await readBy(simulator, goneAt(target));
    const message = assertRefused(ran, 1);
    assertMatch(
      message,
      /^The reader of this connector's stdout has gone; it stops\. Nothing was lost: the next run/,
    );
    assertEquals(ran.logs.filter(({ level }) => level !== "info").length, 1);
    assertEquals(ran.writes, target + 1, "it writes on");
    const rest = await capture(simulator, names, { once: true, state: stateAfter(ran) });
    assertEquals(rest.code, 0);
    assertEquals(differing(simulator, names, ran, rest), [], `broken at write ${target}`);
  }
});

Deno.test("asked to stop while a slow reader takes a batch, the capture finishes that batch, and begins no other", async () => {
  const { writes } = await readBy(smallAccount(), () => {});
  for (let target = 1; target < writes; target++) {
    const simulator = smallAccount();
    const { clock } = simulator;
    const stop = new AbortController();
    const ran = await readBy(simulator, async (n) => {
      if (n === target) {
        clock.sleep(5000).then(() => stop.abort(new DOMException("asked to stop", "AbortError")));
      }
      await clock.sleep(10_000);
    }, stop.signal);
    assertEquals([ran.code, ran.ended], [0, true]);
    assertEquals(ran.responses, ran.said, "it ends at a checkpoint");
    const batches = ran.responses.slice(1).filter((response) => "checkpoint" in response).length;
    assertLess(batches, target + 1);
    assertLess(ran.writes - target, 4, "no more than the rest of the batch is written");
    assertEquals(ran.logs.filter(({ level }) => level !== "info"), []);
    const rest = await capture(simulator, names, { once: true, state: stateAfter(ran) });
    assertEquals([rest.code, differing(simulator, names, ran, rest)], [0, []]);
  }
});

Deno.test("while a reader does not read, no more is asked for than is read ahead, and when it reads on everything comes", async () => {
  const world = new World({
    bind: ["calls", "contacts", "users"],
    size: { calls: 1500, contacts: 1500, users: 500 },
    requestsPerMinute: 6000,
    interval: "PT12H",
  });
  await world.publish();
  world.simulator.clearJournal();
  let waits = 0;
  const asked: number[] = [];
  await using session = await world.runtime.open({
    checkpoint: async () => {
      if (waits++ % 12 !== 5) return true;
      const before = world.simulator.journal.length;
      await world.clock.sleep(30 * MINUTE);
      asked.push(world.simulator.journal.length - before);
      return true;
    },
  });
  const sizes = () => world.bound.map((name) => world.runtime.collection(name).size);
  await session.until(() => sizes().every((size, i) => size >= (i < 2 ? 1500 : 500)));
  assertGreater(asked.length, 3);
  // two timelines read 12 pages ahead; each stream has one more that waits to be written
  for (const requests of asked) assertLess(requests, 30);
  session.kill("SIGTERM");
  assertEquals((await session.ended).code, 0);
  assertEquals(world.differences(), []);
});

Deno.test("a request of 100 MB on stdin is read, and one of more than 128 MiB is refused in one line", async () => {
  const simulator = smallAccount();
  const encoder = new TextEncoder();
  const open = JSON.stringify(
    openOf(configOf(simulator), [bindingOf("tags")], {
      state: { sourceAircall: { version: 1 }, bindings: { gone: { text: "#" } } },
    }),
  );
  const [before = "", behind = ""] = open.split("#");
  const megabyte = new Uint8Array(1_000_000).fill(0x78);
  const line = (megabytes: number) => [
    encoder.encode(before),
    ...Array.from({ length: megabytes }, () => megabyte),
    encoder.encode(`${behind}\n`),
  ];
  const ran = await talk(line(100), { simulator, once: true });
  assertEquals([ran.code, documents(ran).length], [0, 12], ran.last?.message);
  const refused = await talk(line(135), { simulator, once: true });
  assertEquals(refused.out, "");
  assertMatch(assertRefused(refused, 1), /a request is longer than 128 MiB/);
});
