import { assert, assertEquals } from "@std/assert";
import type { Row } from "../../src/capture/source.ts";
import { CALLS, Driven } from "./driven.ts";

const DAY = 86_400;

/** A life that has come to second 10; polls come every 50 s. @param seconds of calls that go on for ever */
async function following(...seconds: number[]): Promise<Driven> {
  const driven = new Driven(CALLS);
  driven.settings = { ...driven.settings, start: driven.at(-10_000), interval: 50_000 };
  driven.rows = seconds.map((second, i) => ({ id: i + 1, at: driven.at(second), ended: null }));
  driven.start();
  await driven.pass(10);
  driven.batches();
  driven.asked();
  return driven;
}

function change(driven: Driven, id: number, more: Row): void {
  driven.rows = driven.rows.map((row) => row["id"] === id ? { ...row, ...more } : row);
}

Deno.test("a call that goes on is kept in the state once the overlap leaves it, and read by itself from then on", async () => {
  const driven = await following();
  driven.rows.push({ id: 7, at: driven.at(20), ended: null }, { id: 8, at: driven.at(21), ended: 1 });
  await driven.pass(150);
  assertEquals(driven.batches(), [
    ["c 7, c 8", { cursor: 48 }],
    ["", { cursor: 98 }],
    ["", { cursor: 148, open: { 7: 20 } }],
  ]);
  driven.asked();
  change(driven, 8, { title: "not followed" });
  // one that the overlap holds is not in the state
  driven.rows.push({ id: 9, at: driven.at(190), ended: null });
  await driven.pass(50);
  assertEquals(driven.asked(), [
    "tail asc 48..198 page 1",
    "tail asc 17..22 page 1",
  ]);
  assertEquals(driven.batches(), [["c 9", { cursor: 198 }]]);
  change(driven, 7, { title: "changed" });
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: 248 }], ["u 7", {}]]);
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: 298, open: { 9: 190 } }]]);
  // it ended long ago, so this is its last version
  change(driven, 7, { ended: 1 });
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: 348 }], ["u 7", { open: { 7: null } }]]);
  await driven.end();
});

Deno.test("a call is followed until it ended twenty minutes ago, and what comes then is not looked for there", async () => {
  const driven = await following(-300);
  assertEquals(driven.brief(driven.kept["open"]), { 1: -300 });
  await driven.pass(50);
  change(driven, 1, { ended: driven.at(60) });
  await driven.pass(50);
  assertEquals(driven.documents(), ["u 1"]);
  await driven.pass(60 + 1200 - 110);
  assertEquals(driven.brief(driven.kept["open"]), { 1: -300 });
  driven.batches();
  await driven.pass(50);
  assertEquals(driven.batches(), [["", { cursor: 1298 }], ["", { open: { 1: null } }]]);
  driven.asked();
  await driven.pass(50);
  assertEquals(driven.asked().filter((one) => one.includes("..-298")), []);
  await driven.end();
});

Deno.test("a call that the list does not hold any more is let go once it is two days old", async () => {
  const driven = await following(-300);
  driven.settings.interval = 50_000;
  driven.rows = [];
  await driven.end();
  await driven.pass(2 * DAY - 300 - 20);
  driven.batches();
  await driven.once();
  assertEquals(driven.brief(driven.state["open"]), { 1: -300 });
  await driven.pass(20);
  driven.batches();
  await driven.once();
  assertEquals(driven.batches().at(-1), ["", { open: { 1: null } }]);
  assertEquals(driven.state["open"], {});
});

Deno.test("calls that are followed near each other share a window, and only they come out of it", async () => {
  const driven = await following(-330, -300, -200);
  driven.rows.push({ id: 8, at: driven.at(-310), ended: 1 });
  await driven.pass(50);
  assertEquals(driven.asked(), [
    "tail asc -102..48 page 1",
    "tail asc -333..-298 page 1",
    "tail asc -333..-298 page 2",
    "tail asc -203..-198 page 1",
  ]);
  assertEquals(driven.documents(), []);
  await driven.end();
});

Deno.test("after a restart a call that is followed comes out once, since only its key is known", async () => {
  const driven = await following(-300);
  await driven.end();
  driven.start();
  await driven.pass(150);
  assertEquals(driven.documents(), ["u 1"]);
  await driven.end();
});

Deno.test("a stretch around a call that is followed may be a gap, and is mended like any", async () => {
  const driven = await following(-300, -299);
  driven.lie = ({ rows, total }, { window }) =>
    window?.to === driven.at(-297)
      ? { rows: rows.map((row) => ({ ...row, id: 2, at: driven.at(-299) })), total }
      : { rows, total };
  await driven.pass(300);
  assertEquals(Object.keys(driven.brief(driven.kept["gaps"] ?? {})), ["-303--297"]);
  assert(driven.log.lines.some((line) => line.startsWith("warn: calls: after 20")));
  driven.lie = (page) => page;
  await driven.pass(150);
  assertEquals(driven.kept["gaps"], {});
  await driven.end();
});

Deno.test("a call that is followed and changes makes its cell unknown, so that a re-read after a restart brings it again at most", async () => {
  const driven = await following(-300);
  change(driven, 1, { title: "changed" });
  await driven.pass(100);
  assertEquals(driven.documents(), ["u 1"]);
  await driven.end();
  change(driven, 1, { title: "changed", ended: 1 });
  driven.state = { ...driven.state, again: true, open: {} };
  await driven.once();
  assertEquals(driven.documents(), ["u 1"]);
  driven.state = { ...driven.state, again: true };
  await driven.once();
  assertEquals(driven.documents(), []);
});

Deno.test("a last second with more calls than fit between two anchors moves the cursor, and what the overlap leaves is kept", async () => {
  const driven = await following();
  driven.reach = 3000;
  driven.rows = Array.from({ length: 310 }, (_, i) => ({ id: 100 + i, at: driven.at(48), ended: null }));
  driven.rows.push({ id: 7, at: driven.at(-60), ended: null });
  await driven.pass(50);
  const batches = driven.batches();
  assertEquals(batches.flatMap(([documents]) => documents === "" ? [] : documents.split(", ")).length, 311);
  assertEquals(batches.filter(([, patch]) => Object.keys(patch).length > 0), [
    ["", { cursor: 48, open: { 7: -60 } }],
  ]);
  await driven.end();
});
