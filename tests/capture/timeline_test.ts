import { assertEquals } from "@std/assert";
import { cellsWithIds, dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { type Row, StreamFault } from "../../src/capture/source.ts";
import type { TimelineOptions } from "../../src/capture/timeline_state.ts";
import { CALLS, CONTACTS, Driven } from "./driven.ts";

const DAY = 86_400;
const GONE: TimelineOptions = { ...CONTACTS, confirmGone: (id) => `/v1/contacts/${id}` };

function row(driven: Driven, id: number, second: number): Row {
  return { id, at: driven.at(second), changed: driven.at(second), ended: 1 };
}

/** The cells that are kept of rows at these seconds, as `-600..-301: 2`. */
async function cells(options: TimelineOptions, seconds: number[]): Promise<string[]> {
  const driven = new Driven(options);
  driven.reach = 3000;
  driven.rows = seconds.map((second, i) => row(driven, i + 1, second));
  await driven.once();
  const store = options.confirmGone ? cellsWithIds : dailyCells;
  const kept = readCells(store, driven.state["cells"] as Record<string, string>) ?? [];
  return kept.map(({ from, to, count }) => `${from - driven.began}..${to - driven.began}: ${count}`);
}

Deno.test("a cell holds 250 rows, or 50 where it keeps their keys", async () => {
  const counts = async (options: TimelineOptions, size: number) => {
    const seconds = Array.from({ length: size }, (_, i) => -3 * DAY + i);
    return (await cells(options, seconds)).map((cell) => cell.split(": ")[1]);
  };
  assertEquals(await counts(CALLS, 250), ["250"]);
  assertEquals(await counts(CALLS, 251), ["246", "5"]);
  assertEquals(await counts(GONE, 50), ["50"]);
  assertEquals(await counts(GONE, 51), ["48", "3"]);
});

Deno.test("in the last day a cell spans no more than five minutes, before it a day", async () => {
  assertEquals(await cells(CALLS, [-600, -301, -300, -2]), ["-601..-301: 2", "-301..-2: 2"]);
  assertEquals(await cells(CALLS, [-DAY - 900, -DAY, 1 - DAY, 2 - DAY]), [
    `${-118_801}..${-DAY}: 2`,
    `${-DAY}..${2 - DAY}: 2`,
  ]);
  // where keys are kept, many rows make a cell, whenever they came
  assertEquals((await cells(GONE, [-20 * DAY, -DAY, -600, -301, -300])).length, 1);
});

Deno.test("run once, a timeline is read, then followed, and then read again if that is wanted", async () => {
  const driven = new Driven(CONTACTS);
  driven.rows = Array.from({ length: 40 }, (_, i) => row(driven, i + 1, -5000 + i));
  await driven.once();
  driven.asked();
  driven.batches();
  driven.rows = driven.rows.map((row, i) => ({ ...row, changed: driven.at(10 + i), title: "changed" }));
  await driven.pass(100);
  await driven.once();
  const works = driven.asked().map((one) => one.split(" ")[0]);
  assertEquals(works.lastIndexOf("tail"), 8);
  assertEquals(new Set(works.slice(9)), new Set(["backfill"]));
  assertEquals(new Set(driven.documents()), new Set(driven.rows.map(({ id }) => `u ${id}`)));
  assertEquals(driven.state["again"], undefined);
});

Deno.test("what a state says of gaps is in the status before anything is read", async () => {
  const driven = new Driven(CALLS);
  driven.state = { cursor: driven.at(-2), passed: driven.at(-2), gaps: { "5-7": "why" } };
  driven.start();
  assertEquals([...driven.progress.gaps], [["5-7", "why"]]);
  await driven.end();
});

Deno.test("each stretch is read again for itself and up to where the nearer one is, but not where that is not wanted", async () => {
  const rereads = [
    { name: "near", title: "near ones", reach: 3000, every: 400 },
    { name: "far", title: "far ones", every: 1000 },
  ];
  const asks = async (change: (driven: Driven) => void) => {
    const driven = new Driven({ ...CALLS, rereads });
    driven.settings = { ...driven.settings, start: driven.at(-5000), interval: 1e10, rereads: true };
    change(driven);
    driven.start();
    await driven.pass(1100);
    await driven.end();
    return driven.asked().filter((one) => one.startsWith("reread"));
  };
  const near = ["reread asc -2602..-102 page 1", "reread asc -2202..-102 page 1"];
  assertEquals(await asks(() => {}), [...near, "reread asc -5001..-1602 page 1"]);
  assertEquals(await asks(({ settings }) => settings.mode = "full_refresh"), near);
  assertEquals(await asks(({ settings }) => settings.rereads = false), []);
});

Deno.test("a fault in a re-read is told by the stretch", async () => {
  const driven = new Driven({ ...CALLS, rereads: [{ name: "all", title: "all of them", every: 400 }] });
  driven.settings = { ...driven.settings, interval: 1e10, rereads: true };
  driven.lie = (page, { work }) => {
    if (work === "reread") throw new StreamFault("not now");
    return page;
  };
  driven.start();
  await driven.pass(500);
  assertEquals([...driven.progress.failing], [["re-reads of all of them", "not now"]]);
  await driven.end();
});

Deno.test("the first cells say of which digests they are, and later ones need not", async () => {
  const driven = new Driven(CALLS);
  driven.rows = [row(driven, 1, -50)];
  await driven.once();
  assertEquals(driven.state["digests"], 2);
  driven.state = { ...driven.state, digests: 1, again: true };
  await driven.once();
  assertEquals([driven.documents(), driven.state["digests"]], [["c 1"], 2]);
});

Deno.test("run once, a timeline does all that it does one after the other, and fails as one", async () => {
  const driven = new Driven(CALLS);
  driven.lie = () => {
    throw new StreamFault("not now");
  };
  await driven.once();
  assertEquals([...driven.progress.failing], [["once", "not now"]]);
});
