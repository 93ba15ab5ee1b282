import { assertEquals } from "@std/assert";
import { CALLS, Driven } from "./driven.ts";

const DAY = 86_400;

/** Rows 1, 2, … that start so many seconds from the beginning and have ended long ago. */
function of(...seconds: number[]): Driven {
  const driven = new Driven(CALLS);
  driven.rows = seconds.map((second, i) => ({
    id: i + 1,
    at: driven.at(second),
    ended: 1,
  }));
  return driven;
}

/** Moments at which a pass asks for its first page. */
function passes(driven: Driven): number[] {
  const moments: number[] = [];
  driven.lie = (page, { work, page: number }) => {
    if (work === "backfill" && number === 1) moments.push(driven.now);
    return page;
  };
  return moments;
}

Deno.test("with a full refresh everything is read again a day after the last pass began, to the second, and comes out as it is", async () => {
  const driven = of(-900, -800);
  driven.settings = { ...driven.settings, mode: "full_refresh", start: driven.at(-1000), interval: 1e10 };
  const moments = passes(driven);
  driven.start();
  await driven.pass(10);
  driven.batches();
  await driven.pass(DAY - 20);
  assertEquals([driven.batches(), driven.progress.phase], [[], "following"]);
  // the run's life, the next pass and the next poll
  assertEquals(driven.waiting, 3);
  await driven.pass(DAY + 20);
  assertEquals(moments, [0, DAY - 2, 2 * DAY - 4]);
  const [first, ...later] = driven.batches();
  assertEquals(first, ["", {
    passed: DAY - 4,
    again: null,
    backfill: { at: -1001, since: -1001, read: 0, left: null, to: DAY - 4, repeats: true },
  }]);
  assertEquals(later.map(([documents]) => documents).filter((text) => text !== ""), ["u 1, u 2", "u 1, u 2"]);
  assertEquals(later.find(([documents]) => documents !== "")?.[1], { backfill: null });
  await driven.end();
  assertEquals(driven.waiting, 0);
});

Deno.test("with a full refresh a run that comes a second too early reads nothing again, and says what it reads again", async () => {
  const driven = of(-900, -800);
  driven.settings = { ...driven.settings, mode: "full_refresh" };
  driven.state = { cursor: driven.at(-10), passed: driven.at(-DAY) };
  const moments = passes(driven);
  await driven.once();
  assertEquals(moments, [0]);
  driven.state = { cursor: driven.at(-10), passed: driven.at(1 - DAY) };
  await driven.once();
  assertEquals(moments, [0]);
  let phase: string | undefined;
  driven.lie = (page, { work }) => {
    if (work === "backfill") phase = driven.progress.phase;
    return page;
  };
  await driven.pass(1);
  await driven.once();
  assertEquals(phase, "reading everything again");
});

Deno.test("without a full refresh nothing is read again by itself, however long it lasts", async () => {
  const driven = of(-900);
  driven.settings.interval = 1e10;
  const moments = passes(driven);
  driven.start();
  await driven.pass(3 * DAY);
  // the run's life and the next poll
  assertEquals(driven.waiting, 2);
  await driven.end();
  assertEquals(moments, [0]);
});

Deno.test("what has to be read again is read again without a full refresh too, and what has changed since comes out", async () => {
  const driven = of(-900, -500, -200);
  await driven.once();
  driven.batches();
  driven.rows[1] = { ...driven.rows[1], title: "changed" };
  driven.rows.push({ id: 9, at: driven.at(-400), ended: 1 });
  driven.state = { ...driven.state, again: true };
  await driven.pass(50);
  await driven.once();
  const backfill = { read: 0, left: null, to: 48, repeats: true };
  assertEquals(driven.batches().slice(0, 3), [
    ["", { passed: 48, again: null, backfill: { at: 0, since: 0, ...backfill } }],
    ["u 9", { backfill: { at: -901, since: 0, read: 0, left: 4 } }],
    ["u 2", { backfill: null }],
  ]);
  assertEquals(driven.state["again"], undefined);
});
