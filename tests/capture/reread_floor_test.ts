import { assertEquals } from "@std/assert";
import { ALL, DAY, HOUR, LAST_DAY, Passes } from "./passes.ts";

/** As calls are declared. */
const CALLS = { confirms: false, changes: { overlap: 1800, ended: "ended" } };
/** A stretch whose nearer one is read each hour. */
const WEEK = { name: "week", title: "7 d", reach: 7 * DAY, every: 6 * HOUR };
/** Everything up to this age is the polls'. */
const POLLED = 1800 + 100;

/** The stretch of the pass that comes when the first is due, as ages by then. */
async function stretch(passes: Passes, every: number): Promise<number[] | undefined> {
  passes.list.rows.push({ id: 1, at: passes.began - 200 * DAY });
  await passes.pass(every - 1);
  assertEquals(passes.windows(), [], "it is not due yet");
  await passes.pass(1.5);
  const all = passes.windows().map(([from, to]) => [from + every, to + every]);
  await passes.end();
  return all[0];
}

Deno.test("a stretch is read from its reach on, up to what each poll reads or what is read more often reaches over", async () => {
  assertEquals(await stretch(new Passes(LAST_DAY, CALLS), HOUR), [DAY, POLLED + HOUR]);
  assertEquals(
    await stretch(new Passes(LAST_DAY), HOUR),
    [DAY, 2],
    "what polls do not read, up to the last second that is over",
  );
  const week = new Passes(WEEK, { ...CALLS, nearer: LAST_DAY });
  week.state["rereads"] = { day: { last: week.began + 6 * HOUR } };
  assertEquals(await stretch(week, 6 * HOUR), [7 * DAY, 23 * HOUR]);
  const all = new Passes(ALL, CALLS);
  assertEquals(await stretch(all, DAY), [all.began + DAY, POLLED + DAY], "all that there is");
});

Deno.test("it begins with the whole cell that holds its first second, and ends with the whole cell that holds its last", async () => {
  const [from, to] = [7 * DAY - 6 * HOUR, 17 * HOUR];
  for (
    const { cell, read } of [
      { cell: [from + 50, from - 50], read: [from + 50, to] },
      { cell: [from + 50, from - 1], read: [from + 50, to] },
      { cell: [from + 50, from], read: [from, to] },
      { cell: [from, from - 50], read: [from, to] },
      { cell: [from - 1, from - 50], read: [from, to] },
      { cell: [to + 50, to - 50], read: [from, to - 50] },
      { cell: [to + 1, to - 50], read: [from, to - 50] },
      { cell: [to, to - 50], read: [from, to] },
      { cell: [to + 50, to], read: [from, to] },
    ]
  ) {
    const passes = new Passes(WEEK, { nearer: LAST_DAY });
    passes.state["rereads"] = { day: { last: passes.began + 6 * HOUR } };
    passes.cell(cell[0] ?? 0, cell[1] ?? 0, cell[1] ?? 0);
    const asked = await stretch(passes, 6 * HOUR);
    assertEquals(asked?.map((age) => age - 6 * HOUR), read, `${cell}`);
  }
});

Deno.test("a stretch reaches over the nearer one by that one's period, or by as long as that one has not come by, and never by more than its own period", async () => {
  for (const [ago, over] of [[-1, 1], [0, 1], [1, 1], [2.5, 2.5], [6, 6], [30, 6]] as const) {
    const passes = new Passes(WEEK, { ...CALLS, nearer: LAST_DAY });
    const begins = passes.began + 6 * HOUR;
    passes.state["rereads"] = { day: { last: begins - ago * HOUR } };
    assertEquals(await stretch(passes, 6 * HOUR), [7 * DAY, DAY - over * HOUR], `${ago} h ago`);
  }
});

Deno.test("what the first reading has not come to yet is left to it, what a repetition reads is not", async () => {
  for (const { repeats, from } of [{ repeats: false, from: HOUR / 2 }, { repeats: true, from: DAY - HOUR }]) {
    const passes = new Passes(LAST_DAY);
    const to = passes.began - HOUR / 2;
    passes.state["backfill"] = { at: 5, since: 5, read: 0, left: null, to, ...(repeats ? { repeats } : {}) };
    assertEquals(await stretch(passes, HOUR), [from + HOUR, 2]);
  }
});

Deno.test("nothing before the start date is read again, where the stream has one", async () => {
  for (const bounded of [true, false]) {
    const passes = new Passes(LAST_DAY, { time: { bounded } });
    passes.shared.run.settings.start = passes.began - 5000;
    const asked = await stretch(passes, HOUR);
    assertEquals(asked, [bounded ? 5001 + HOUR : DAY, 2]);
  }
});

Deno.test("a cell that the start date cuts is made anew of what lies after it, any other stays", async () => {
  for (
    const { from, to, stays } of [
      { from: 5100, to: 4900, stays: false },
      { from: 5100, to: 5000, stays: false },
      { from: 5002, to: 4900, stays: false },
      { from: 5100, to: 5001, stays: true },
      { from: 5001, to: 4900, stays: true },
      { from: 5000, to: 4900, stays: true },
    ]
  ) {
    const passes = new Passes(LAST_DAY, { time: { bounded: true } }).cell(from, to, from - 1, to);
    passes.ledger.table.delete(`${to}`);
    passes.shared.run.settings.start = passes.began - 5000;
    await stretch(passes, HOUR);
    const begins = passes.ledger.cells.all.map(({ from }) => passes.began - from);
    assertEquals(begins[0], stays ? from : 5001, `${from} to ${to}`);
    assertEquals(passes.taken().includes(`u ${to}`), !stays);
  }
});

Deno.test("what is not served any more is neither asked for nor kept", async () => {
  const serves = 100 * DAY;
  // by the last second that is over when the pass begins
  const edge = serves + 2 - DAY;
  const passes = new Passes(ALL, { time: { serves }, full: 1 });
  passes.cell(edge + 50, edge + 1, edge + 1).cell(edge + 1, edge, edge).cell(edge, edge - 1, edge - 1);
  passes.cell(edge - 1, edge - 50, edge - 50);
  for (const age of [edge - 1, edge - 50]) passes.ledger.table.delete(`${age}`);
  const read = await stretch(passes, DAY);
  assertEquals(passes.taken().filter((one) => one !== "u 1"), [], "what is kept is known");
  assertEquals(read, [serves + 2, 2]);
  assertEquals(passes.ledger.cells.all.map(({ to }) => passes.began - to), [edge - 1, edge - 50]);
});

Deno.test("a stretch in which nothing lies counts as passed over when it is due, at no cost", async () => {
  for (const ahead of [0, 1]) {
    const passes = new Passes(LAST_DAY, { time: { bounded: true } });
    passes.shared.run.settings.start = passes.began + HOUR - 1 + ahead;
    await passes.pass(HOUR + 1);
    assertEquals([passes.windows(), passes.of], [[], { last: passes.began + HOUR, took: 0 }]);
    assertEquals(passes.batches.length, 1);
    await passes.pass(HOUR);
    assertEquals(passes.of.last, passes.began + 2 * HOUR);
    await passes.end();
  }
  const passes = new Passes(LAST_DAY, { time: { bounded: true } });
  passes.shared.run.settings.start = passes.began + HOUR - 2;
  assertEquals(await stretch(passes, HOUR), [3, 2], "one second");
});
