import { assertEquals, assertRejects } from "@std/assert";
import { type Account, expectedOf, readGreeting, serveAccount, servePrepared } from "./account.ts";
import { ended } from "../measured.ts";
import { capturing, distinct, type Measure } from "./capturing.ts";
import type { Capture, Contender } from "./contender.ts";
import { ours } from "./ours.ts";

const rows = { calls: 120, contacts: 60, users: 12, teams: 3, numbers: 4, tags: 12, webhooks: 2 };

/** Runs without a look into /proc, which no test may have. */
const unmeasured: Measure = async (command, use, { ends } = {}) => {
  await ended(command.spawn(), use, ends);
  return { cpu: 0, wall: 0, peak: 0 };
};

/** A capture that says these lines, and perhaps goes on for ever. */
function saying(lines: string[], { endless = false, code = 0 } = {}): Contender {
  const script = `console.log(${JSON.stringify(lines.join("\n"))}); console.error("that was all");` +
    (endless ? "setInterval(() => {}, 1000);" : `Deno.exit(${code});`);
  const capture: Capture = {
    command: Deno.execPath(),
    args: ["eval", script],
    prefix: "row",
    row: (line) => ({ stream: "tags", key: String(line) }),
    endless,
  };
  return { name: "a peer", version: "1", spec: capture, capture: () => Promise.resolve(capture) };
}

/** An account that is nowhere, with some tags. */
function tags(count: number): Account {
  const expected = new Map([["tags", count]]);
  return { url: "", id: "", token: "", start: "", expected, [Symbol.asyncDispose]: () => Promise.resolve() };
}

Deno.test("what the simulator says when it serves is understood, and nothing before it", () => {
  const text = "Listening on http://127.0.0.1:8484\nAPI ID an-id, API token a-token\n";
  assertEquals(readGreeting(text), { url: "http://127.0.0.1:8484", id: "an-id", token: "a-token" });
  assertEquals(readGreeting(text.slice(0, 50)), undefined);
});

Deno.test("this project's connector, as it is measured, gives out each row of an account once", async () => {
  for (const serve of [serveAccount, servePrepared]) {
    await using account = await serve(rows);
    assertEquals(await distinct(ours, account, unmeasured), expectedOf(rows));
    const { documents } = await capturing(ours, account, unmeasured);
    assertEquals(documents, 120 + 60 + 12 + 12 + 3 + 4 + 12 + 2 + 1);
  }
});

Deno.test("a capture without end is stopped when all has come, and has to be stopped", async () => {
  const endless = saying(["row", "else", "row"], { endless: true });
  assertEquals((await capturing(endless, tags(2), unmeasured)).documents, 2);
});

Deno.test("no cost is told of a capture that gives out too few rows, or that fails", async () => {
  await assertRejects(
    () => capturing(saying(["row"]), tags(2), unmeasured),
    Error,
    "a peer gave out 1 rows of 2",
  );
  const failing = saying(["row", "row"], { code: 3 });
  const why = "a peer: it ended with exit code 3; the end of its log: that was all";
  await assertRejects(() => capturing(failing, tags(2), unmeasured), Error, why);
});
