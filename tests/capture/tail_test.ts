import { assert, assertEquals } from "@std/assert";
import { type Row, StreamFault } from "../../src/capture/source.ts";
import { CALLS, Driven } from "./driven.ts";

/** A call that ended long ago. */
function call(driven: Driven, id: number, second: number, more: Row = {}): Row {
  return { id, at: driven.at(second), ended: 1, ...more };
}

/** Calls that are captured already, up to second -2, in a life that goes on: polls come every 50 s. */
async function following(seconds: number[], options = CALLS, start = -10_000): Promise<Driven> {
  const driven = new Driven(options);
  driven.settings = { ...driven.settings, start: driven.at(start), interval: 50_000 };
  driven.rows = seconds.map((second, i) => call(driven, i + 1, second));
  driven.start();
  await driven.pass(10);
  driven.batches();
  driven.asked();
  return driven;
}

Deno.test("each poll reads from the overlap before the cursor to the last second that is over, and moves the cursor there", async () => {
  const driven = await following([-500]);
  driven.rows.push(call(driven, 7, 20), call(driven, 8, 48), call(driven, 9, 49));
  await driven.pass(50);
  assertEquals(driven.asked(), ["tail asc -102..48 page 1"]);
  assertEquals(driven.batches(), [["c 7, c 8", { cursor: 48 }]]);
  assertEquals(driven.progress.cursor, driven.at(48));
  await driven.pass(50);
  assertEquals(driven.batches(), [["c 9", { cursor: 98 }]]);
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: 148 }]]);
  assertEquals(driven.asked(), [
    "tail asc -52..98 page 1",
    // a page that agrees with the count, and the one after it
    "tail asc -52..98 page 2",
    "tail asc -2..148 page 1",
    "tail asc -2..148 page 2",
  ]);
  await driven.end();
});

Deno.test("a poll begins where the cell begins that it would begin within, so that the cell is read whole", async () => {
  const driven = await following([-250, -150, -50]);
  await driven.pass(50);
  // cells end with a slot of 300 s
  assertEquals(driven.asked(), ["tail asc -301..48 page 1", "tail asc -301..48 page 2"]);
  assertEquals(driven.documents(), []);
  await driven.end();
});

Deno.test("a poll that begins at a cell's edge begins there", async () => {
  const begins: string[] = [];
  for (const begin of [-302, -301, -300, -51, -50, -49]) {
    const driven = new Driven(CALLS);
    driven.rows = [-250, -150, -50].map((second, i) => call(driven, i + 1, second));
    await driven.once();
    driven.state = { ...driven.state, cursor: driven.at(begin + 100) };
    await driven.pass(200);
    driven.asked();
    await driven.once();
    begins.push(driven.asked()[0] ?? "");
  }
  assertEquals(begins, [-302, -301, -301, -301, -50, -49].map((begin) => `tail asc ${begin}..198 page 1`));
});

Deno.test("a poll begins no more than a quarter of an hour sooner for the sake of a whole cell", async () => {
  const day = 86_400;
  // one cell, from the day before on
  const first = 3 * day - 9 * 3600 - day;
  for (const [cursor, begin] of [[first + 899, first - 1], [first + 900, first + 900]] as const) {
    const driven = new Driven(CALLS);
    driven.clock.set(driven.clock.now() + 5 * day * 1000);
    driven.rows = [first, first + 2000].map((second, i) => call(driven, i + 1, second));
    await driven.once();
    driven.asked();
    driven.state = { ...driven.state, cursor: driven.at(cursor + 100) };
    await driven.once();
    assertEquals(driven.asked()[0], `tail asc ${begin}..${5 * day - 2} page 1`);
  }
});

Deno.test("a poll reads nothing before the start date, and one that is still to come covers no more than what follows it", async () => {
  const driven = await following([], CALLS, -50);
  await driven.pass(50);
  assertEquals(driven.asked(), ["tail asc -51..48 page 1"]);
  assertEquals(driven.batches(), [["", { cursor: 48 }]]);
  await driven.end();
  const soon = await following([], CALLS, 20);
  soon.rows.push(call(soon, 7, 19), call(soon, 8, 20));
  await soon.pass(50);
  assertEquals(soon.asked(), ["tail asc 19..48 page 1"]);
  assertEquals(soon.batches(), [["c 8", { cursor: 48, start: 20 }]]);
  await soon.pass(50);
  assertEquals(soon.batches(), [["", { cursor: 98 }]]);
  await soon.end();
  const late = await following([], CALLS, 1000);
  await late.pass(50);
  assertEquals([late.asked(), late.batches()], [[], [["", { cursor: 48, start: 1000 }]]]);
  await late.end();
  // the second after the cursor is the first that is read anyway
  const now = await following([], CALLS, -1);
  await now.pass(50);
  assertEquals(now.batches(), [["", { cursor: 48 }]]);
  await now.end();
});

Deno.test("while no second is over that was not before nothing is asked for, and a fault is over all the same", async () => {
  const driven = await following([-500]);
  driven.lie = (page) => {
    if (driven.now < 60) throw new StreamFault("not now");
    return page;
  };
  await driven.pass(50);
  assertEquals([...driven.progress.failing], [["tail", "not now"]]);
  driven.asked();
  driven.settled = () => -2;
  await driven.pass(3600);
  assertEquals([driven.asked(), driven.batches(), driven.progress.failing.size], [[], [], 0]);
  // a second that is over already stays so
  driven.settled = () => -60;
  await driven.pass(50);
  assertEquals([driven.asked(), driven.progress.cursor], [[], driven.at(-2)]);
  driven.settled = () => -1;
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: -1 }]]);
  await driven.end();
});

Deno.test("amid a long poll the cursor moves as far as counts have proven it", async () => {
  const driven = await following([-5000]);
  driven.reach = 3000;
  driven.rows.push(...Array.from({ length: 420 }, (_, i) => call(driven, 100 + i, 1000 + 2 * i)));
  await driven.end();
  await driven.pass(1890);
  driven.start();
  await driven.pass(10);
  // a leg of 100 pages is proven by the one that follows it
  const cursors = driven.batches().flatMap(([, { cursor }]) => cursor === undefined ? [] : [cursor]);
  assertEquals(cursors, [1597, 1898]);
  await driven.end();
});

Deno.test("a row that comes into the overlap is new where the tail has read that second before, and an older one after a restart", async () => {
  const driven = await following([-500]);
  await driven.end();
  driven.start();
  driven.rows.push(call(driven, 7, -50), call(driven, 8, 0));
  await driven.pass(50);
  assertEquals(driven.documents(), ["u 7", "c 8"]);
  driven.rows.push(call(driven, 9, -1));
  await driven.pass(50);
  assertEquals(driven.documents(), ["c 9"]);
  await driven.end();
});

Deno.test("what changes in the overlap in any detail comes out, older than that only what lasts", async () => {
  const driven = await following([-500], { ...CALLS, volatile: { lapsing: ["recording"] } });
  const change = (more: Row) => driven.rows.splice(1, 1, call(driven, 7, 20, more));
  driven.rows.push(call(driven, 7, 20), call(driven, 8, 40));
  await driven.pass(50);
  assertEquals(driven.documents(), ["c 7", "c 8"]);
  change({ recording: "there" });
  await driven.pass(50);
  assertEquals(driven.documents(), ["u 7"]);
  driven.rows.push(call(driven, 9, 140));
  await driven.pass(50);
  assertEquals(driven.documents(), ["c 9"]);
  // it is read on with its cell, though it lies before the overlap
  driven.asked();
  change({});
  await driven.pass(50);
  assertEquals(driven.asked(), ["tail asc -1..198 page 1", "tail asc -1..198 page 2"]);
  assertEquals(driven.documents(), []);
  change({ title: "new" });
  driven.rows.push(call(driven, 10, 199));
  await driven.pass(50);
  assertEquals(driven.documents(), ["u 7", "c 10"]);
  await driven.end();
});

Deno.test("a row without a key is said once, and the rows beside it come out", async () => {
  const driven = await following([-500]);
  driven.rows.push({ at: driven.at(20) }, call(driven, 8, 30));
  await driven.pass(110);
  assertEquals(driven.documents(), ["c 8"]);
  assertEquals([...driven.progress.gaps.keys()], ["key"]);
  assertEquals(
    driven.log.lines.filter((line) => line.startsWith("error: calls: a row came without")).length,
    1,
  );
  await driven.end();
});

Deno.test("a poll that goes on to contradict itself is a gap behind the cursor, said with the stream's name", async () => {
  const driven = await following([-500]);
  driven.rows.push(call(driven, 7, -10), call(driven, 8, 20), call(driven, 9, 30));
  driven.lie = ({ rows, total }) => ({ rows: rows.map((row) => ({ ...row, id: 9 })), total });
  await driven.pass(115);
  const [gap] = Object.keys(driven.brief(driven.kept["gaps"] ?? {}));
  assertEquals(gap, "-2-48");
  assert(driven.log.lines.some((line) => line.startsWith("warn: calls: after 20")));
  assertEquals(driven.brief(driven.kept["cursor"]), 48);
  driven.lie = (page) => page;
  await driven.pass(100);
  assertEquals(driven.kept["gaps"], {});
  await driven.end();
});

Deno.test("the tail begins once there is a cursor, and not before", async () => {
  const driven = new Driven(CALLS);
  driven.settings.start = driven.at(-1000);
  driven.rows = [call(driven, 1, -50)];
  driven.start();
  await driven.pass(10);
  assertEquals(driven.asked(), ["backfill asc -1001..-2 page 1"]);
  assertEquals(driven.documents(), ["c 1"]);
  await driven.end();
});

Deno.test("a list that knows no start date is followed from before it too", async () => {
  const driven = new Driven({ ...CALLS, time: { ...CALLS.time, bounded: false } });
  await driven.once();
  driven.asked();
  driven.settings.start = driven.at(-20);
  await driven.pass(50);
  await driven.once();
  assertEquals(driven.asked()[0], "tail asc -102..48 page 1");
});

Deno.test("what changes while another task reads it too comes out as it is in the end", async () => {
  for (const [slow, fast] of [["tail", "backfill"], ["backfill", "tail"]]) {
    const driven = new Driven(CALLS);
    driven.settings = { ...driven.settings, mode: "full_refresh", start: driven.at(-140) };
    const rows = [-140, -130, -120, -110, -20].map((second, i) => call(driven, i + 1, second));
    driven.rows = rows;
    await driven.once();
    const at = driven.at(-141);
    driven.state = {
      cursor: driven.at(-41),
      start: driven.at(-140),
      passed: driven.at(-2),
      backfill: { at, since: at, read: 0, left: null, to: driven.at(-2), repeats: true },
    };
    driven.documents();
    const titles: unknown[] = [];
    driven.lie = async (page, { work, page: number }) => {
      if (work === slow && number === 1) await driven.pass(20);
      if (work === fast && number === 2) driven.rows = rows.map((row) => ({ ...row, title: "changed" }));
      if (work === slow && number === 2) titles.push(page.rows.map(({ title }) => title));
      return page;
    };
    driven.start();
    await driven.pass(100);
    assertEquals(titles, [["changed", "changed"]]);
    const documents = driven.documents();
    assertEquals(documents.filter((one) => one.endsWith(" 5")).length, 2, `a slow ${slow}`);
    await driven.end();
  }
});
