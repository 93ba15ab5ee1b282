import { assertAlmostEquals, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { calls } from "../../src/aircall/streams/calls.ts";
import { contacts } from "../../src/aircall/streams/contacts.ts";
import { cellsWithIds } from "../../src/capture/cell_store.ts";
import { Slow } from "./slow.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** So many calls, one each so many seconds, the last of them an hour ago. */
function slowCalls(count: number, apart: number): Slow {
  const slow = new Slow(calls, [], "started_at");
  for (let i = 0; i < count; i++) {
    const started_at = slow.began - HOUR - (count - 1 - i) * apart;
    slow.rows.push({ id: i + 1, started_at, ended_at: started_at + 30 });
  }
  return slow;
}

Deno.test("a stretch whose passes are in time is told with its period, and the backfill is its first pass", async () => {
  const slow = slowCalls(500, 600);
  slow.start();
  await slow.pass(0.4 * HOUR);
  const { rereads } = slow.progress;
  assertEquals([...rereads.keys()], ["24 h", "7 d", "all"]);
  for (const [title, { every, real, last, remaining }] of rereads) {
    assertEquals(every, { "24 h": HOUR, "7 d": 6 * HOUR, all: DAY }[title]);
    assertEquals(real, every);
    assertLessOrEqual(Math.abs(last - slow.began), 2);
    assertEquals(remaining, undefined);
  }
  await slow.end();
});

Deno.test("a pass that takes longer than its period says what it will take by how far it has come, and afterwards what it took", async () => {
  const slow = slowCalls(2016, 300);
  await slow.live(0.9 * HOUR);
  slow.delays.reread = 1800;
  const seen: { real: number; remaining: number | undefined }[] = [];
  slow.start();
  for (let hour = 1; hour <= 3; hour++) {
    await slow.pass(HOUR);
    const { real = NaN, remaining } = slow.progress.rereads.get("24 h") ?? {};
    seen.push({ real, remaining });
  }
  await slow.pass(0.3 * HOUR);
  await slow.end();
  // it begins after an hour and reads 264 calls on six pages, three hours of waiting
  assertEquals(seen.map(({ real, remaining }) => [Math.round(real / 360) / 10, remaining]), [
    [1, 215],
    [4.2, 115],
    [3.5, 15],
  ]);
  const { took = 0 } = (slow.state["rereads"] as Record<string, { took?: number }>)["day"] ?? {};
  assertAlmostEquals(took, 3 * HOUR, 600);
  assertEquals(slow.documents.length, 2016, "nothing comes out twice");
});

Deno.test("a pass that has got no answer for longer than its period cannot tell how long it takes", async () => {
  const slow = slowCalls(300, 300);
  await slow.live(0.9 * HOUR);
  slow.delays.reread = 100 * HOUR;
  const real = () => slow.progress.rereads.get("24 h")?.real;
  slow.start();
  await slow.pass(2.5 * HOUR);
  assertEquals(real(), HOUR, "it is told when a page comes, or a pass begins");
  await slow.end();
  slow.start();
  await slow.pass(1);
  assertEquals(real(), Infinity);
  await slow.end();
});

Deno.test("while the first reading is under way a re-read leaves to it what it has not come to", async () => {
  const slow = slowCalls(1000, 600);
  slow.interval = HOUR / 2;
  slow.delays.backfill = 1200;
  await slow.live(4.5 * HOUR);
  const rereads = slow.of("reread");
  assertGreater(rereads.length, 1);
  const cutoff = slow.began - 2;
  for (const { window } of rereads) assertEquals(window?.from, cutoff);
  slow.delays.backfill = 0;
  await slow.live(2.5 * HOUR);
  const after = slow.of("reread").slice(rereads.length).filter(({ window }) => (window?.from ?? 0) < cutoff);
  assertGreater(after.length, 0);
  assertEquals(new Set(slow.documents.map(({ row }) => row["id"])).size, 1000);
});

Deno.test("deletions are not looked for where the keys of more than a million rows would have to be kept, and a note says so", async () => {
  for (const { count, noted } of [{ count: 1_000_000, noted: true }, { count: 999_999, noted: false }]) {
    const slow = new Slow(contacts, [{ id: 1, created_at: 100, updated_at: 100 }], "created_at");
    const cell = { from: 1, to: 1000, sum: 5, count };
    const cells = { [cellsWithIds.place(cell)]: cellsWithIds.write([cell]) };
    slow.state = { cursor: slow.began - 3600, passed: slow.began - 3600, digests: 1, cells };
    slow.status = () => 404;
    slow.start();
    await slow.pass(50);
    assertEquals(
      [...slow.progress.notes.values()],
      noted ? ["deletions are not looked for: there are more than a million rows"] : [],
    );
    await slow.end();
    assertEquals(slow.documents.filter(({ op }) => op === "d"), []);
    // a poll; where they are looked for, everything is counted besides
    assertEquals(slow.asked.some(({ window }) => window !== undefined), !noted);
  }
});
