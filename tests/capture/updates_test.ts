import { assert, assertEquals } from "@std/assert";
import { type Row, StreamFault } from "../../src/capture/source.ts";
import { CONTACTS, Driven } from "./driven.ts";

/** Contacts 1, 2, … that were made and changed at these seconds, in a life that has come to second 10; polls come every 100 s. */
async function following(seconds: number[], reach = 30): Promise<Driven> {
  const driven = new Driven(CONTACTS);
  driven.reach = reach;
  driven.settings.interval = 100_000;
  driven.rows = seconds.map((second, i) => ({
    id: i + 1,
    at: driven.at(second),
    changed: driven.at(second),
  }));
  driven.start();
  await driven.pass(10);
  driven.batches();
  driven.asked();
  return driven;
}

/** Contacts are changed at a second. */
function change(driven: Driven, second: number, ...ids: number[]): void {
  driven.rows = driven.rows.map((row) =>
    ids.includes(Number(row["id"])) ? { ...row, changed: driven.at(second), changes: second } : row
  );
}

/** So many contacts, a minute apart, the last at second -100. */
const many = (count: number) => Array.from({ length: count }, (_, i) => -100 - 60 * (count - 1 - i));

Deno.test("changes are read from the newest down to a page whose last two lie before the overlap", async () => {
  const driven = await following(many(30));
  let times = 0;
  driven.settled = () => {
    times++;
    return driven.now - 2;
  };
  // once a minute before, then the cursor is -2
  change(driven, 90, 3);
  change(driven, 50, 4);
  change(driven, 20, 5);
  change(driven, -2, 6);
  change(driven, -62, 7);
  change(driven, -63, 8);
  await driven.pass(100);
  assertEquals(driven.asked(), [1, 2, 3].map((page) => `tail desc by changed page ${page}`));
  assertEquals(driven.batches(), [
    ["u 3, u 4, u 5", {}],
    ["u 6, u 7", {}],
    ["", { cursor: 90, edge: "3 4" }],
  ]);
  assertEquals(driven.progress.cursor, driven.at(90));
  assertEquals(times, 1, "nobody but the poll has asked for the time");
  await driven.pass(100);
  assertEquals(driven.asked(), [1, 2].map((page) => `tail desc by changed page ${page}`));
  assertEquals(driven.batches(), []);
  await driven.end();
});

Deno.test("a change in a second that is not over yet is read, and read again", async () => {
  const driven = await following(many(5));
  change(driven, 99, 3);
  await driven.pass(100);
  assertEquals(driven.batches(), [["u 3", {}], ["", { cursor: 98, edge: "3" }]]);
  await driven.end();
});

Deno.test("a list that ends with a full page is asked for the page after it", async () => {
  const driven = await following(many(3));
  change(driven, 50, 1, 2, 3);
  await driven.pass(100);
  assertEquals(driven.asked(), [1, 2].map((page) => `tail desc by changed page ${page}`));
  assertEquals(driven.documents(), ["u 3", "u 2", "u 1"]);
  await driven.end();
});

Deno.test("a new contact is told as new, whether it was made now or long ago, one that was known as changed", async () => {
  const driven = await following(many(5));
  driven.rows.push({ id: 8, at: driven.at(50), changed: driven.at(50) });
  driven.rows.push({ id: 9, at: driven.at(-7), changed: driven.at(60) });
  change(driven, 70, 2);
  await driven.pass(100);
  assertEquals(driven.documents(), ["u 2", "u 9", "c 8"]);
  await driven.end();
});

Deno.test("after a restart what was changed since comes out, and nothing of what was before", async () => {
  const driven = await following([...many(5), -30, -20]);
  await driven.end();
  driven.start();
  await driven.pass(10);
  assertEquals(driven.batches(), []);
  change(driven, 50, 2);
  await driven.pass(100);
  assertEquals(driven.batches(), [["u 2", {}], ["", { cursor: 50, edge: "2" }]]);
  await driven.end();
});

Deno.test("what comes out after a restart though it has not changed leaves its cell as it was", async () => {
  // one was made in the very second of the cursor
  const driven = await following([...many(5), -30, -2]);
  await driven.end();
  // as one that was kept by a program that kept no rows of the overlap
  const { edge: _, ...older } = driven.state;
  driven.state = older;
  driven.start();
  await driven.pass(10);
  assertEquals(driven.documents(), ["u 7", "u 6"]);
  await driven.end();
  driven.state = { ...driven.state, again: true };
  await driven.once();
  assertEquals(driven.documents(), []);
});

Deno.test("a row without a key is said, in the last attempt the others come out", async () => {
  const driven = await following(many(5));
  change(driven, 50, 2, 3);
  driven.lie = ({ rows, total }) => ({
    rows: rows.map(({ id, ...row }) => id === 3 ? row : { id, ...row }),
    total,
  });
  await driven.pass(150);
  assertEquals(driven.documents(), ["u 2"]);
  assertEquals([...driven.progress.gaps.keys()], ["key"]);
  assertEquals(
    driven.log.lines.filter((line) => line.startsWith("warn")),
    [2, 4, 8].map((wait) =>
      `warn: contacts: the list of changes does not agree with its count; read again in ${wait} s`
    ),
  );
  await driven.end();
});

Deno.test("a row that says no time of change is taken by its making, and one that says neither for the newest that is known", async () => {
  const driven = await following(many(9));
  driven.rows[2] = { id: 3, at: driven.at(50), nth: 1, changed: null };
  change(driven, 40, 1);
  driven.lie = ({ rows, total }, { query, page }) => {
    if (!query || page > 1) return { rows, total };
    return { rows: [{ id: 3, at: driven.at(50), nth: 1 }, { id: 20, nth: 1 }, ...rows.slice(0, 1)], total };
  };
  await driven.pass(100);
  assertEquals(driven.documents().slice(0, 3), ["u 3", "c 20", "u 1"]);
  assertEquals(driven.brief(driven.kept["cursor"]), 50);
  await driven.end();
});

for (
  const [what, spoil] of [
    ["a page that is not full", (rows: Row[]) => rows.slice(1)],
    ["a row twice", (rows: Row[]) => [...rows.slice(0, 1), ...rows.slice(0, 1), ...rows.slice(2)]],
    ["a row without a key", (rows: Row[]) => [...rows.slice(0, 2), { at: 7 }]],
  ] as const
) {
  Deno.test(`${what} in the list of changes has it read again from its top, after a second that is told to nobody`, async () => {
    const driven = await following(many(9));
    change(driven, 50, 1, 2, 3, 4);
    let spoilt = 0;
    const moments: number[] = [];
    driven.lie = ({ rows, total }, { page }) => {
      moments.push(driven.now);
      return page === 2 && spoilt++ === 0 ? { rows: spoil(rows), total } : { rows, total };
    };
    await driven.pass(100);
    assertEquals(moments, [100, 100, 101, 101]);
    assertEquals(driven.batches(), [["u 4, u 3, u 2", {}], ["u 1", {}], ["", {
      cursor: 50,
      edge: "1 2 3 4",
    }]]);
    assertEquals(driven.log.lines, []);
    await driven.end();
  });
}

Deno.test("a count that falls under the walk has the list read again, one that grows has not", async () => {
  for (const [by, pages] of [[-1, "1 2 1 2"], [1, "1 2"]] as const) {
    const driven = await following(many(9));
    change(driven, 50, 1, 2, 3, 4);
    const told: number[] = [];
    driven.lie = ({ rows, total }, { page }) => {
      told.push(page);
      return { rows, total: told.length === 2 ? total + by : total };
    };
    await driven.pass(100);
    assertEquals(told.slice(0, 4).join(" "), pages);
    assertEquals(driven.documents(), ["u 4", "u 3", "u 2", "u 1"]);
    await driven.end();
  }
});

Deno.test("a list of changes that goes on to contradict itself stops the stream, with the number of attempts", async () => {
  const driven = await following(many(9));
  const moments: number[] = [];
  driven.lie = ({ rows, total }) => {
    moments.push(driven.clock.now() / 1000 - driven.began);
    return { rows: rows.slice(1), total };
  };
  await driven.pass(200);
  assertEquals(moments, [100, 101, 103, 107, 115]);
  assertEquals([...driven.progress.failing], [[
    "changes",
    "its list contradicts itself in 5 attempts at what has changed; nothing was skipped",
  ]]);
  await driven.end();
});

Deno.test("a fault is over with the first poll that finds nothing wrong, though it finds nothing new", async () => {
  const driven = await following(many(9));
  driven.lie = () => {
    throw new StreamFault("not now");
  };
  await driven.pass(100);
  assertEquals(driven.progress.failing.size, 1);
  driven.lie = (page) => page;
  await driven.pass(3600);
  assertEquals(driven.progress.failing.size, 0);
  assert(driven.batches().length === 0);
  await driven.end();
});

Deno.test("an account without contacts has nothing to follow, and nothing wrong", async () => {
  const driven = await following([]);
  await driven.pass(300);
  assertEquals([driven.progress.failing.size, driven.log.lines, driven.batches()], [0, [], []]);
  await driven.end();
});

Deno.test("a wait for a list that contradicts itself ends with the run", async () => {
  const driven = await following(many(9));
  driven.lie = ({ rows, total }) => ({ rows: rows.slice(1), total });
  await driven.pass(100);
  assertEquals(driven.now, 110);
  await driven.end();
  assertEquals(driven.waiting, 0);
});

Deno.test("what is known to have changed leaves its cell known, so that nothing else of it comes out after a restart", async () => {
  const driven = await following([...many(5), -90, -80]);
  change(driven, 50, 6);
  await driven.pass(200);
  assertEquals(driven.documents(), ["u 6"]);
  await driven.end();
  driven.state = { ...driven.state, again: true };
  await driven.once();
  assertEquals(driven.documents(), []);
});

Deno.test("a change that comes out after a restart and is taken back without a word is found when all is read again", async () => {
  const driven = await following(many(5));
  await driven.end();
  const [before = {}] = driven.rows.splice(1, 1);
  driven.rows.push({ ...before, changed: driven.at(50), title: "changed" });
  await driven.pass(100);
  await driven.once();
  assertEquals(driven.documents(), [`u ${before["id"]}`]);
  driven.rows.splice(4, 1, before);
  driven.state = { ...driven.state, again: true };
  await driven.once();
  assert(driven.documents().includes(`u ${before["id"]}`));
});
