import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { contacts } from "../../src/aircall/streams/contacts.ts";
import { cellsWithIds, readCells } from "../../src/capture/cell_store.ts";
import { Digester, DIGESTS } from "../../src/capture/digest.ts";
import { KnownIds } from "../../src/capture/known_ids.ts";
import { Slow } from "./slow.ts";

/** Polls come once a minute. */
const MINUTE = 60;
/** Rows of several cells. */
const FULL = 250;
/** Rows of a full cell. */
const CELL = 50;

/** So many contacts, one each ten seconds, the last a day ago; all captured, and quiet since. */
async function captured(count: number): Promise<Slow> {
  const slow = new Slow(contacts, [], "created_at");
  slow.interval = MINUTE;
  for (let i = 0; i < count; i++) {
    const created_at = slow.began - 86_400 - (count - 1 - i) * 10;
    slow.rows.push({ id: i + 1, created_at, updated_at: created_at });
  }
  slow.start();
  await slow.pass(1.5 * MINUTE);
  assertEquals(slow.taken().length, count);
  slow.asked.length = 0;
  slow.statuses.length = 0;
  return slow;
}

/** Takes a contact out of the account. */
function remove(slow: Slow, ...ids: number[]): void {
  for (const id of ids) slow.rows.splice(slow.rows.findIndex((row) => row["id"] === id), 1);
}

/** First pages of windows: counts, and readings. */
function windows({ asked }: Slow): [number, number][] {
  return asked.flatMap(({ window, page, work }) =>
    window && page === 1 && work === "tail" ? [[window.from, window.to]] : []
  );
}

Deno.test("a contact that is gone is looked for by counts of halves, and then in its cell alone", async () => {
  const slow = await captured(8 * CELL);
  const { cells: texts } = slow.running as { cells: Record<string, string> };
  const cells = readCells(cellsWithIds, texts) ?? [];
  assertEquals(cells.map(({ count }) => count), Array.from({ length: 8 }, () => CELL));
  const ends = [0, ...cells.map(({ to }) => to)];
  remove(slow, 5 * CELL + 7);
  await slow.pass(0.9 * MINUTE);
  assertEquals(slow.taken(), [`d ${5 * CELL + 7}`]);
  const places = windows(slow).map((window) => window.map((second) => ends.indexOf(second)));
  // eight cells and what comes after them; the sixth differs
  const reading = [5, 6];
  assertEquals(places, [[0, 5], [5, 7], [5, 6], reading]);
  assertEquals(slow.statuses.filter((path) => path.endsWith(`/${5 * CELL + 7}`)).length, 1);
  assertLessOrEqual(slow.statuses.length, 2);
  slow.asked.length = 0;
  await slow.pass(2.9 * MINUTE);
  assertEquals([slow.taken(), windows(slow)], [[], []], "nothing is looked for any more");
  await slow.end();
});

Deno.test("the first and the last of all, and some of several cells, are found at once", async () => {
  for (const ids of [[1], [1000], [1, 1000], [1, 2, 3, 300, 301, 600, 999], [250, 251]]) {
    const slow = await captured(4 * FULL);
    remove(slow, ...ids);
    await slow.pass(0.9 * MINUTE);
    assertEquals(slow.taken().toSorted(), ids.map((id) => `d ${id}`).toSorted());
    slow.asked.length = 0;
    await slow.pass(1.9 * MINUTE);
    assertEquals([slow.taken(), windows(slow)], [[], []]);
    await slow.end();
  }
});

Deno.test("a contact that comes with old times, before all others, between them or after, is found by the count", async () => {
  for (const place of [-5, 17, 500, 999, 1003]) {
    const slow = await captured(4 * FULL);
    const created_at = slow.began - 86_400 - (999 - place) * 10 + 5;
    slow.rows.push({ id: 5000, created_at, updated_at: 100 });
    slow.rows.sort((a, b) => Number(a["created_at"]) - Number(b["created_at"]));
    await slow.pass(1.9 * MINUTE);
    assertEquals(slow.taken().map((one) => one.slice(2)), ["5000"], `${place}`);
    slow.asked.length = 0;
    await slow.pass(1.9 * MINUTE);
    assertEquals([slow.taken(), windows(slow)], [[], []]);
    await slow.end();
  }
});

Deno.test("a contact that the list misses for hours, while its own address answers, is not taken for gone, nor looked for at each poll", async () => {
  const slow = await captured(4 * FULL);
  const [hidden] = slow.rows.splice(600, 1);
  assert(hidden);
  slow.status = () => 200;
  await slow.pass(10.5 * MINUTE);
  assertEquals(slow.taken(), []);
  // once, and not at each of ten polls
  assertLessOrEqual(windows(slow).length, 6);
  slow.asked.length = 0;
  slow.rows.splice(600, 0, hidden);
  await slow.pass(3.5 * MINUTE);
  assertEquals(slow.taken(), []);
  await slow.end();
});

Deno.test("rows without a key, that the list counts, are looked for once, and a deletion beside them is still found", async () => {
  const slow = await captured(4 * FULL);
  const created_at = slow.began - 86_400 - 4000;
  slow.rows.splice(600, 0, { created_at, updated_at: 100 }, { created_at, updated_at: 100 });
  await slow.pass(4 * MINUTE);
  slow.asked.length = 0;
  await slow.pass(2 * MINUTE);
  assertEquals(windows(slow), [], "it is not looked for any more");
  remove(slow, 601, 30);
  await slow.pass(3 * MINUTE);
  assertEquals(slow.taken().toSorted(), ["d 30", "d 601"]);
  await slow.end();
});

Deno.test("where the address of no row can be relied on, two readings have to miss a contact", async () => {
  const slow = await captured(2 * FULL);
  remove(slow, 77);
  slow.status = () => 404;
  await slow.pass(0.9 * MINUTE);
  assertEquals(slow.taken(), ["d 77"]);
  const all = windows(slow).map((window) => window.join());
  assertEquals(all.filter((window) => window === all.at(-1)).length, 2, "read, and read again");
  const times = slow.asked.filter(({ window, page }) =>
    page === 1 && `${window?.from},${window?.to}` === all.at(-1)
  );
  const [first = NaN, second = NaN] = times.slice(-2).map(({ at }) => at);
  assertEquals(second - first, 5, "what was wrong with the first may have passed by then");
  await slow.end();
});

Deno.test("where very many are missing, of which the addresses still answer, that is said, and none of them is taken for gone", async () => {
  const slow = await captured(4 * FULL);
  slow.rows.splice(600, 25);
  slow.status = () => 200;
  await slow.pass(3.5 * MINUTE);
  assertEquals(slow.taken(), []);
  const [warning, ...others] = slow.log.lines.filter((line) => line.includes("own addresses still answer"));
  assertEquals(warning?.startsWith("warn: contacts: the list misses 25 rows"), true, warning);
  assertEquals(others, []);
  await slow.end();
});

Deno.test("where counting would cost more than reading, everything is read again, and what is gone is found by that", async () => {
  const slow = new Slow(contacts, [], "created_at");
  slow.interval = MINUTE;
  const digester = new Digester();
  const cells: Record<string, string> = {};
  for (let id = 1; id <= 60; id++) {
    const created_at = slow.began - 90_000 + 1000 * id;
    const row = { id, created_at, updated_at: created_at };
    slow.rows.push(row);
    const ids = KnownIds.of([String(id)]);
    const cell = { from: created_at - 1, to: created_at, sum: digester.lasting(row), count: 1, ids };
    cells[cellsWithIds.place(cell)] = cellsWithIds.write([cell]);
  }
  const cursor = slow.began - 3600;
  slow.state = { cursor, passed: cursor, digests: DIGESTS, cells };
  const gone = Array.from({ length: 20 }, (_, i) => 3 * i + 1);
  remove(slow, ...gone);
  await slow.live(0.9 * MINUTE);
  assertEquals(
    slow.taken().filter((one) => one.startsWith("d")).toSorted(),
    gone.map((id) => `d ${id}`).toSorted(),
  );
  // eight counts, and one for up to two hundred rows
  assertLessOrEqual(windows(slow).length, 9);
  assert(slow.of("backfill").some(({ window }) => window?.from === 0));
  assertEquals(slow.log.lines.filter((line) => line.includes("everything is read again")).length, 1);
  assertEquals([slow.state["again"], slow.state["backfill"]], [undefined, undefined], "and that is done");
});
