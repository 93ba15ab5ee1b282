import { assert, assertEquals } from "@std/assert";
import { StreamFault } from "../../src/capture/source.ts";
import { CALLS, CONTACTS, Driven } from "./driven.ts";

const DAY = 86_400;

Deno.test("a row of the past that has not ended is followed from the page on that brings it", async () => {
  const driven = new Driven(CALLS);
  driven.rows = [-900, -500, -102, -101].map((second, i) => ({
    id: i + 1,
    at: driven.at(second),
    ended: null,
  }));
  await driven.once();
  // what lies after the cursor less the overlap is the tail's
  const opens = driven.batches().map(([, { open }]) => open).filter((open) => open !== undefined);
  assertEquals(opens, [{ 1: -900, 2: -500, 3: -102 }]);
});

Deno.test("with a full refresh a pass that a first one was cut off from brings nothing twice", async () => {
  const driven = new Driven(CALLS);
  driven.settings = { ...driven.settings, mode: "full_refresh" };
  driven.rows = [-900, -500, -200].map((second, i) => ({ id: i + 1, at: driven.at(second), ended: 1 }));
  await driven.once();
  const at = driven.at(-1000);
  driven.state = { ...driven.state, backfill: { at, since: at, read: 0, left: null, to: driven.at(-2) } };
  driven.batches();
  await driven.once();
  assertEquals(driven.documents(), []);
});

Deno.test("a stretch that goes on to contradict itself is said with the stream's name, and kept in the state until a pass reads it", async () => {
  const driven = new Driven(CALLS);
  driven.rows = [-900, -800].map((second, i) => ({ id: i + 1, at: driven.at(second), ended: 1 }));
  driven.settings.start = driven.at(-1000);
  driven.lie = ({ rows, total }) => ({ rows: rows.map((row) => ({ ...row, id: 1 })), total });
  await driven.once();
  const gaps = driven.brief(driven.state["gaps"]);
  assertEquals(Object.keys(gaps ?? {}), ["-1001--2"]);
  assert(driven.log.lines.some((line) => line.startsWith("warn: calls: after 20")), "of the contradiction");
  assert(driven.log.lines.some((line) => line.startsWith("error: calls: after 20")));
  assertEquals(driven.state["backfill"], undefined);
});

Deno.test("a row without a key is said, and forgotten with the next pass over everything", async () => {
  const driven = new Driven(CALLS);
  driven.settings = { ...driven.settings, mode: "full_refresh", start: driven.at(-1000), interval: 1e10 };
  driven.rows = [{ at: driven.at(-900), ended: 1 }, { id: 2, at: driven.at(-800), ended: 1 }];
  driven.start();
  await driven.pass(200);
  assertEquals([...driven.progress.gaps.keys()], ["key"]);
  assertEquals(driven.documents(), ["c 2"]);
  driven.rows[0] = { id: 1, at: driven.at(-900), ended: 1 };
  await driven.pass(DAY);
  assertEquals([...driven.progress.gaps.keys()], []);
  await driven.end();
});

Deno.test("where rows leave at the front of a long list, a pass reads little there at first, and goes on a minute before its last row", async () => {
  const serves = 190 * DAY;
  const driven = new Driven({ ...CALLS, time: { ...CALLS.time, serves } });
  driven.rows = Array.from({ length: 301 }, (_, i) => ({
    id: i + 1,
    at: driven.at(100 * i - 189 * DAY),
    ended: 1,
  }));
  driven.reach = 1000;
  await driven.once();
  const begin = (seconds: number) => seconds - 189 * DAY;
  // of one page of three rows a third would be read again, of two a sixth
  assertEquals(driven.asked().slice(0, 5), [
    ...[1, 2].map((page) => `backfill asc ${-2 - serves}..-2 page ${page}`),
    ...[1, 2, 3].map((page) => `backfill asc ${begin(500 - 51)}..-2 page ${page}`),
  ]);
  assertEquals(driven.documents().length, 301);
});

Deno.test("rows that a pass misses are looked for at once, before it ends", async () => {
  const driven = new Driven({ ...CONTACTS, confirmGone: (id) => `/v1/contacts/${id}` });
  driven.rows = Array.from({ length: 8 }, (_, i) => ({
    id: i + 1,
    at: driven.at(-9000 + i * 1000),
    changed: driven.at(-9000 + i * 1000),
  }));
  await driven.once();
  driven.batches();
  driven.asked();
  driven.rows.splice(7, 1);
  driven.rows.splice(2, 1);
  driven.state = { ...driven.state, again: true };
  await driven.once();
  assertEquals(driven.asked().slice(3), [
    "backfill asc first..-2000 page 1",
    "backfill asc first..-2000 page 2",
    "backfill asc first..-2000 page 3",
    "tail desc by changed page 1",
  ]);
  assertEquals(driven.batches().slice(2), [
    ["u 1, u 2, u 4, u 5, u 6, u 7", { backfill: { at: -2, since: 0, read: 6, left: 0 } }],
    ["d 3, d 8", {}],
    ["", { backfill: null }],
  ]);
});

Deno.test("rows that are missing from several cells are looked for in all of them, in their order", async () => {
  const driven = new Driven({ ...CONTACTS, confirmGone: (id) => `/v1/contacts/${id}` });
  driven.reach = 3000;
  // a cell of 48, and one of three
  driven.rows = Array.from({ length: 51 }, (_, i) => ({ id: i + 1, at: driven.at(-9000 + i), changed: 1 }));
  await driven.once();
  driven.batches();
  driven.rows = driven.rows.filter(({ id }) => id !== 10 && id !== 50);
  driven.state = { ...driven.state, again: true };
  await driven.once();
  const batches = driven.batches();
  const deletions = batches.filter(([documents]) => documents.startsWith("d")).map(([documents]) =>
    documents
  );
  assertEquals(deletions, ["d 10", "d 50"]);
  assertEquals(batches.at(-1), ["", { backfill: null }]);
});

Deno.test("a pass that fails is told with its name, and goes on an hour later where it was", async () => {
  const driven = new Driven(CALLS);
  driven.settings = { ...driven.settings, start: driven.at(-1000), interval: 1e10 };
  driven.rows = [-900, -800, -700, -600].map((second, i) => ({ id: i + 1, at: driven.at(second), ended: 1 }));
  driven.lie = (page, { work, page: number }) => {
    if (work === "backfill" && number === 2 && driven.now < 3600) throw new StreamFault("no page");
    return page;
  };
  driven.start();
  await driven.pass(100);
  assertEquals([...driven.progress.failing], [["backfill", "no page"]]);
  await driven.pass(3600);
  assertEquals([...driven.progress.failing], []);
  assertEquals(driven.documents(), ["c 1", "c 2", "c 3", "c 4"]);
  await driven.end();
});

Deno.test("a fault while there is nothing to read is over once it is", async () => {
  const driven = new Driven(CALLS);
  await driven.once();
  driven.settings = { ...driven.settings, interval: 1e10 };
  let fails = true;
  driven.settled = () => {
    if (fails) throw new StreamFault("no clock");
    return driven.now - 2;
  };
  driven.start();
  await driven.pass(100);
  assertEquals(driven.progress.failing.get("backfill"), "no clock");
  fails = false;
  await driven.pass(3600);
  assertEquals(driven.progress.failing.get("backfill"), undefined);
  await driven.end();
});
