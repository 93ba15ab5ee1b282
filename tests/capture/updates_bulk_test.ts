import { assertEquals } from "@std/assert";
import { StreamFault } from "../../src/capture/source.ts";
import { CONTACTS, Driven } from "./driven.ts";
import type { TimelineOptions } from "../../src/capture/timeline_state.ts";

const DAY = 86_400;

/** So many contacts, all made within the minute before the beginning, in a life that has come to second 10; polls come every 100 s. */
async function crowd(count: number, reach: number, options: TimelineOptions = CONTACTS): Promise<Driven> {
  const driven = new Driven(options);
  driven.reach = reach;
  driven.settings = { ...driven.settings, interval: 100_000 };
  driven.rows = Array.from({ length: count }, (_, i) => {
    const second = driven.at(-4 - Math.floor(i / 2));
    return { id: i + 1, at: second, changed: second };
  });
  driven.start();
  await driven.pass(10);
  return driven;
}

/** The first so many contacts are changed, one a second from second 20 on. */
function change(driven: Driven, count: number): void {
  driven.rows = driven.rows.map((row, i) =>
    i < count ? { ...row, changed: driven.at(20 + i), title: 1 } : row
  );
}

/** Contacts from one to another, as a state keeps them. */
const keys = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`).sort().join(" ");

/** Pages of changes that were asked for. */
function pages(driven: Driven): string {
  return driven.asked().filter((one) => one.startsWith("tail")).map((one) => one.split(" ").at(-1)).join(" ");
}

Deno.test("changes are followed once there is a state to follow from, and not before", async () => {
  const driven = await crowd(3, 30);
  assertEquals(driven.asked(), [
    "backfill asc first..-2 page 1",
    "tail desc by changed page 1",
    "backfill asc first..-2 page 2",
    "tail desc by changed page 2",
  ]);
  const batches = driven.batches();
  assertEquals(batches.map(([documents]) => documents), ["", "c 2, c 1, c 3", "", ""]);
  await driven.end();
});

Deno.test("where more has changed than the list gives out, everything is read again at once", async () => {
  const driven = await crowd(40, 30);
  driven.batches();
  driven.asked();
  change(driven, 30);
  await driven.pass(100);
  const asked = driven.asked();
  assertEquals(asked.slice(0, 9), Array.from({ length: 9 }, (_, i) => `tail desc by changed page ${i + 1}`));
  assertEquals(asked[9], "backfill asc first..98 page 1");
  const batches = driven.batches();
  assertEquals(batches.slice(0, 9).flatMap(([documents]) => documents.split(", ")).length, 27);
  assertEquals(batches.slice(9, 11), [
    ["", { cursor: 49, edge: keys(4, 30), again: true, whole: 49 }],
    ["", {
      passed: 98,
      again: null,
      backfill: { at: 0, since: 0, read: 0, left: null, to: 98, repeats: true },
    }],
  ]);
  const rest = batches.slice(11).flatMap(([documents]) => documents === "" ? [] : documents.split(", "));
  assertEquals(rest.toSorted(), ["u 1", "u 2", "u 3"]);
  assertEquals(
    driven.log.lines,
    ["info: contacts: more has changed than can be followed; everything is read again"],
  );
  // the run's life and the next poll
  assertEquals(driven.waiting, 2);
  await driven.end();
});

Deno.test("a wait for the next full refresh is called off when everything is read again for another reason", async () => {
  const driven = await crowd(40, 30);
  await driven.end();
  driven.settings = { ...driven.settings, mode: "full_refresh" };
  driven.start();
  await driven.pass(10);
  assertEquals(driven.waiting, 3);
  change(driven, 40);
  await driven.pass(100);
  assertEquals(driven.brief(driven.kept["passed"]), 108);
  assertEquals(driven.waiting, 3);
  await driven.pass(DAY - 5);
  assertEquals(driven.brief(driven.kept["passed"]), 108 + DAY - 2);
  await driven.end();
  assertEquals(driven.waiting, 0);
});

Deno.test("as many changes as the list gives out are followed where the last page brings none", async () => {
  for (const [count, again] of [[24, false], [25, true]] as const) {
    const driven = await crowd(40, 30);
    // what has not changed was changed in the very second of the cursor
    driven.rows = driven.rows.map((row) => ({ ...row, changed: driven.at(-2) }));
    await driven.pass(100);
    driven.batches();
    driven.asked();
    change(driven, count);
    await driven.pass(100);
    assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9");
    assertEquals(driven.batches().some(([, patch]) => "again" in patch), again, `${count} changes`);
    await driven.end();
  }
});

Deno.test("an overlap of many rows is read to the tenth page, and on from there while there is something new in it", async () => {
  const driven = await crowd(80, 90);
  driven.asked();
  await driven.pass(100);
  assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9 10");
  // on the tenth page, and with no other time
  driven.rows = driven.rows.map((row, i) => i === 28 ? { ...row, title: "changed" } : row);
  await driven.pass(100);
  assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9 10 11");
  change(driven, 30);
  await driven.pass(100);
  assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9 10 11");
  await driven.end();
});

Deno.test("many rows that were changed in the very second of the cursor are read to the tenth page, too", async () => {
  const driven = await crowd(80, 90);
  driven.rows = driven.rows.map((row) => ({ ...row, changed: driven.at(-2) }));
  await driven.pass(100);
  driven.asked();
  await driven.pass(100);
  assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9 10");
  await driven.end();
});

Deno.test("after a restart an overlap of many rows of which none is kept is read to its end, but not where everything was read as a whole", async () => {
  for (const [whole, last] of [[0, 17], [-2, 10]] as const) {
    const driven = await crowd(50, 90);
    await driven.end();
    driven.asked();
    driven.batches();
    driven.state = { ...driven.state, edge: "", whole: driven.at(whole) };
    driven.start();
    await driven.pass(10);
    assertEquals(pages(driven).split(" ").length, last);
    assertEquals(driven.documents().length, Math.min(50, 3 * last));
    await driven.end();
  }
});

Deno.test("after a restart an overlap of many rows that are kept is read as if there had been none, and nothing comes out", async () => {
  const driven = await crowd(50, 90);
  await driven.end();
  driven.asked();
  driven.batches();
  driven.start();
  await driven.pass(10);
  assertEquals(pages(driven), "1 2 3 4 5 6 7 8 9 10");
  assertEquals(driven.batches(), []);
  // a change that moves no time, and one in the very second of the cursor
  driven.rows = driven.rows.map((row, i) => i === 2 ? { ...row, title: "changed" } : row);
  driven.rows = driven.rows.map((row, i) => i === 40 ? { ...row, changed: driven.at(-2) } : row);
  await driven.end();
  driven.start();
  await driven.pass(10);
  assertEquals(driven.documents(), ["u 41", "u 3"]);
  await driven.end();
});

Deno.test("a change that came out of a poll which was not finished comes out once more, and none is lost", async () => {
  const driven = await crowd(5, 30);
  change(driven, 4);
  driven.documents();
  driven.lie = (page, { page: number }) => {
    if (number === 2) throw new StreamFault("not now");
    return page;
  };
  await driven.pass(100);
  assertEquals(driven.batches(), [["u 4, u 3, u 2", {}]]);
  await driven.end();
  driven.lie = (page) => page;
  driven.start();
  await driven.pass(10);
  assertEquals(driven.batches(), [["u 4, u 3, u 2", {}], ["u 1", {}], ["", {
    cursor: 23,
    edge: keys(1, 5),
  }]]);
  await driven.end();
});

const GONE: TimelineOptions = { ...CONTACTS, confirmGone: (id) => `/v1/contacts/${id}` };

Deno.test("a list that holds fewer rows than are known is searched for those that are gone, after its changes", async () => {
  const driven = await crowd(5, 30, GONE);
  await driven.pass(200);
  driven.documents();
  driven.rows.splice(1, 1);
  change(driven, 1);
  await driven.pass(100);
  assertEquals(driven.documents(), ["u 1", "d 2"]);
  await driven.end();
});

Deno.test("a row that is gone with all its neighbours is gone if another that is there answers, and stays if that is refused", async () => {
  for (const answer of [200, 403]) {
    const driven = new Driven(GONE);
    // a cell that is full, and one of three rows
    driven.rows = Array.from({ length: 51 }, (_, i) => {
      const second = driven.at(-9 * DAY + i * 100);
      return { id: i + 1, at: second, changed: second };
    });
    await driven.once();
    await driven.pass(100);
    driven.rows.splice(48);
    // page 1 of the changes begins with 48, page 2 with 45
    driven.rows = driven.rows.map((row, i) => i < 44 ? row : { ...row, changed: driven.at(i) });
    const asked: string[] = [];
    driven.status = (path) => {
      asked.push(path);
      return path.endsWith("/48") ? answer : 404;
    };
    driven.documents();
    await driven.once();
    assertEquals(driven.documents().slice(4), answer === 200 ? ["d 49", "d 50", "d 51"] : []);
    assertEquals(asked.includes("/v1/contacts/48"), true);
  }
});

Deno.test("a row of the overlap that was taken for gone, and is there again as it was, comes out again, after a restart too", async () => {
  for (const restarts of [false, true]) {
    const driven = new Driven(GONE);
    const row = (id: number, seconds: number) => ({
      id,
      at: driven.at(seconds),
      changed: driven.at(seconds),
    });
    driven.rows = [row(1, -500), row(2, -400), row(3, -300)];
    driven.settings = { ...driven.settings, interval: 100_000 };
    driven.start();
    await driven.pass(10);
    driven.rows.push(row(4, 50));
    driven.rows.shift();
    driven.documents();
    // once it was read in the list of changes, a copy of the account answers that does not know it yet
    driven.lie = ({ rows, total }, { query }) => {
      if (query) return { rows, total };
      const known = rows.filter(({ id }) => id !== 4);
      return { rows: known, total: total - rows.length + known.length };
    };
    driven.status = (path) => /[14]$/.test(path) ? 404 : 200;
    await driven.pass(100);
    assertEquals(driven.documents().sort(), ["c 4", "d 1", "d 4"]);
    driven.lie = (page) => page;
    if (restarts) {
      await driven.end();
      driven.start();
    }
    await driven.pass(110);
    assertEquals(driven.documents(), ["c 4"]);
    await driven.end();
  }
});

Deno.test("where keys are kept a contact is new that no cell knows, however old, and changed that one does, after a restart too", async () => {
  const driven = new Driven(GONE);
  driven.rows = [-9 * DAY, -5 * DAY, -100].map((second, i) => ({
    id: i + 1,
    at: driven.at(second),
    changed: driven.at(second),
  }));
  await driven.once();
  await driven.pass(100);
  driven.documents();
  driven.rows.push({ id: 8, at: driven.at(-7 * DAY), changed: driven.at(50) });
  driven.rows.push({ id: 9, at: driven.at(-5 * DAY + 5), changed: driven.at(60) });
  driven.rows[0] = { id: 1, at: driven.at(-9 * DAY), changed: driven.at(70) };
  await driven.once();
  assertEquals(driven.documents(), ["u 1", "c 9", "c 8"]);
  driven.rows[0] = { id: 1, at: driven.at(-9 * DAY), changed: driven.at(70), title: "changed" };
  await driven.once();
  assertEquals(driven.documents(), ["u 1"]);
});
