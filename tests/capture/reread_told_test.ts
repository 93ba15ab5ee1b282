import { assertEquals } from "@std/assert";
import type { Reread } from "../../src/capture/progress.ts";
import { ALL, DAY, HOUR, LAST_DAY, Passes } from "./passes.ts";

/** What is told of the stretch, and how often until now. */
const told = ({ progress }: Passes, title = "24 h") => progress.rereads.get(title);

Deno.test("a stretch is named for people where it fails, and read again unless the settings do without", () => {
  const passes = new Passes(LAST_DAY);
  assertEquals(passes.rereads.name, "re-reads of 24 h");
  for (
    const { mode, rereads, day, all } of [
      { mode: "incremental", rereads: true, day: true, all: true },
      { mode: "incremental", rereads: false, day: false, all: false },
      // everything is read each day anyway
      { mode: "full_refresh", rereads: true, day: true, all: false },
      { mode: "full_refresh", rereads: false, day: false, all: false },
    ] as const
  ) {
    const wanted = (rung: typeof ALL) => new Passes(rung, { settings: { mode, rereads } }).rereads.wanted;
    assertEquals([wanted(LAST_DAY), wanted(ALL)], [day, all], `${mode} ${rereads}`);
  }
});

Deno.test("nothing is read or told before there is a cursor, and the wait for one ends when the run does", async () => {
  const passes = new Passes(LAST_DAY);
  passes.of.last = passes.began - DAY;
  const batches = passes.keep(passes.rereads.batches());
  const ended = batches.then(() => "so", (error) => error.message);
  await passes.clock.sleep(10_000);
  assertEquals([passes.asked, passes.batches, told(passes)], [[], [], undefined]);
  passes.stop.abort(new Error("it is over"));
  assertEquals(await Promise.race([ended, passes.clock.sleep(DAY * 1000).then(() => "not")]), "it is over");
  const waiting = new Passes(LAST_DAY);
  const life = waiting.keep(waiting.rereads.batches()).then(() => "so", (error) => error.message);
  await waiting.pass(10);
  waiting.stop.abort(new Error("it is over"));
  assertEquals(await Promise.race([life, waiting.clock.sleep(10).then(() => "not")]), "it is over");
  await waiting.end();
});

Deno.test("a stretch is due its period after its last pass began; a reading of everything was one, as long as it had none or is everything", async () => {
  const ago = (hours: number) => (passes: Passes) => passes.began - hours * HOUR;
  for (
    const { rung, last, passed, due } of [
      { rung: LAST_DAY, last: ago(0.25), passed: ago(5), due: 0.75 },
      { rung: LAST_DAY, last: ago(0.75), passed: ago(0.5), due: 0.25 },
      { rung: LAST_DAY, last: undefined, passed: ago(0.5), due: 0.5 },
      { rung: LAST_DAY, last: undefined, passed: ago(7), due: 0 },
      { rung: ALL, last: ago(10), passed: ago(20), due: 14 },
      { rung: ALL, last: ago(20), passed: ago(10), due: 14 },
      { rung: ALL, last: undefined, passed: ago(10), due: 14 },
      // the clock was set back
      { rung: LAST_DAY, last: ago(-7), passed: ago(1), due: 1 },
    ]
  ) {
    const passes = new Passes(rung);
    passes.state["passed"] = passed(passes);
    if (last) passes.of.last = last(passes);
    passes.add(passes.row(1, 1.5 * DAY), passes.row(2, HOUR / 2));
    await passes.pass(due * HOUR - 1);
    const begun = last ? last(passes) : passed(passes);
    const which = rung.reach === undefined ? Math.max(begun, passed(passes)) : begun;
    if (due > 0) assertEquals([passes.asked.length, told(passes, rung.title)?.last], [0, which]);
    await passes.pass(2);
    assertEquals(passes.of.last, passes.began + due * HOUR);
    assertEquals(told(passes, rung.title)?.last, passes.of.last);
    await passes.end();
  }
  const never = new Passes(LAST_DAY);
  delete never.state["passed"];
  never.list.lie = (page) => {
    assertEquals(told(never)?.last, 0);
    return page;
  };
  await never.pass(0.5);
  assertEquals(never.of.last, never.began, "at once where nothing was read yet");
  await never.end();
});

Deno.test("the time from pass to pass is told as the period, as what the last one took, or as what this one will take", async () => {
  for (
    const { began, took, tells } of [
      { began: 10, took: 20, tells: [HOUR, HOUR] },
      { began: 10, took: 2 * HOUR, tells: [2 * HOUR, 2 * HOUR] },
      { began: HOUR, took: 0, tells: [HOUR, HOUR] },
      // a quarter of the stretch is read
      { began: HOUR + 1, took: 0, tells: [Infinity, 4 * (HOUR + 1)] },
      { began: 2 * HOUR, took: 3 * HOUR, tells: [Infinity, 8 * HOUR] },
      { began: 2 * HOUR, took: 9 * HOUR, tells: [Infinity, 9 * HOUR] },
    ]
  ) {
    const passes = new Passes(LAST_DAY);
    passes.of.took = took;
    for (let i = 0; i < 50; i++) passes.add(passes.row(i + 1, 7499 - i));
    passes.add(passes.row(100, 4000));
    passes.underWay(9300, 2100, 7500, { began: passes.began - began });
    const seen: (Reread | undefined)[] = [];
    passes.list.lie = (page) => {
      seen.push(told(passes));
      return page;
    };
    await passes.pass(0.5);
    // where it is due again at once, the next one has come by now
    const [first, second] = seen;
    assertEquals([first?.real, second?.real], tells);
    assertEquals([first?.every, second?.every], [HOUR, HOUR]);
    assertEquals([first?.remaining, second?.remaining], [undefined, 1]);
    const ends = passes.batches.map(({ patch }) => JSON.stringify(patch)).filter((text) =>
      text.includes("took")
    );
    assertEquals(JSON.parse(ends[0] ?? ""), {
      rereads: { day: { last: passes.began - began, took: began, pass: null } },
    });
    await passes.end();
  }
});

Deno.test("a pass took no time at all where the clock was set back meanwhile", async () => {
  const passes = new Passes(LAST_DAY).underWay(DAY, 2, 5000, { began: Math.floor(Date.UTC(2027, 0) / 1000) });
  passes.add(passes.row(1, 3000));
  await passes.pass(0.5);
  assertEquals(passes.of.took, 0);
  await passes.end();
});
