import { assertEquals, assertRejects } from "@std/assert";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { object, text, whole } from "../../src/capture/shape.ts";
import { snapshot, type SnapshotOptions } from "../../src/capture/snapshot.ts";
import { type Row, type Source, StreamFault } from "../../src/capture/source.ts";
import type { Batch, JsonObject, Settings } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const rowsOf = (count: number): Row[] => numbers(1, count).map((id) => ({ id, name: `row ${id}` }));

/** A list that is read whole, the state that is kept of it, and what came of it. */
class Read {
  readonly scripted: ScriptedList;
  readonly clock = new VirtualClock();
  readonly log = keptLog();
  readonly progress = noProgress();
  readonly state: JsonObject = {};
  readonly statuses: string[] = [];
  readonly stop = new AbortController();
  /** What a row's own address answers. */
  status: (path: string) => number = () => 200;
  reach = 10_000;

  constructor(
    rows: Row[],
    readonly options: Partial<SnapshotOptions> = {},
    readonly settings: Partial<Settings> = {},
  ) {
    this.scripted = new ScriptedList(rows, () => 0);
  }

  /** Polls until it is up to date, or for so many polls. */
  async poll(polls = 1): Promise<Batch[]> {
    const stream = snapshot({
      name: "teams",
      key: ["/id"],
      document: object({ id: whole() }),
      path: "/v1/teams",
      envelope: "teams",
      ...this.options,
    });
    const source: Source = {
      ...this.scripted.source,
      reach: this.reach,
      status: (path, work) => {
        this.statuses.push(`${work} ${path}`);
        return Promise.resolve(this.status(path));
      },
    };
    const [task, ...more] = stream.tasks({
      source,
      settings: { mode: "incremental", interval: 60_000, start: 0, rereads: true, ...this.settings },
      once: polls === 1,
      clock: this.clock,
      signal: this.stop.signal,
      log: this.log,
      progress: this.progress,
      state: () => this.state,
    });
    assertEquals([task?.name, more], ["snapshot", []]);
    const batches: Batch[] = [];
    for await (const batch of task?.batches() ?? []) {
      mergePatch(this.state, structuredClone(batch.patch));
      batches.push(batch);
      // each poll ends with a batch of nothing, which tells that the stream is in order
      if (Object.keys(batch.patch).length + batch.documents.length === 0 && --polls === 0) break;
    }
    return batches;
  }

  /** What a poll lets out: `u 7`. */
  async documents(): Promise<string[]> {
    return (await this.poll()).flatMap(({ documents }) =>
      documents.map(({ op, row }) => `${op} ${row["id"]}`)
    );
  }

  get known(): string[] {
    return Object.keys(Object(this.state["rows"]));
  }

  /** Seconds that passed. */
  get waited(): number {
    return (this.clock.now() - new VirtualClock().now()) / 1000;
  }
}

Deno.test("A row comes out when it is new and when it is other than it was, in a batch for each page", async () => {
  const read = new Read(rowsOf(70));
  const batches = await read.poll();
  assertEquals(
    batches.map(({ documents, patch }) => [documents.length, Object.keys(Object(patch["rows"])).length]),
    [
      [50, 50],
      [20, 20],
      [0, 0],
    ],
  );
  assertEquals(batches[0]?.documents[0], { op: "c", row: { id: 1, name: "row 1" } });
  assertEquals(await read.poll(), [{ documents: [], patch: {} }]);
  read.scripted.rows = [{ id: 71, name: "new" }, { id: 1, name: "other" }, ...rowsOf(70).slice(1)];
  const [changes] = await read.poll();
  assertEquals(changes?.documents, [
    { op: "c", row: { id: 71, name: "new" } },
    { op: "u", row: { id: 1, name: "other" } },
  ]);
  assertEquals(Object.keys(Object(changes?.patch["rows"])), ["1", "71"]);
  assertEquals([read.known.length, read.waited, read.log.lines], [71, 0, []]);
});

Deno.test("With full_refresh each row comes out once a poll, and only what is other than it was moves the state", async () => {
  const read = new Read(rowsOf(3), {}, { mode: "full_refresh" });
  assertEquals(await read.documents(), ["c 1", "c 2", "c 3"]);
  const [again] = await read.poll();
  assertEquals(again?.documents.map(({ op }) => op), ["u", "u", "u"]);
  assertEquals(again?.patch, {});
  // also where the list has to be read twice to know what is gone
  read.scripted.rows = [...rowsOf(2), { id: 4, name: "new" }];
  assertEquals(await read.documents(), ["u 1", "u 2", "c 4", "d 3"]);
});

Deno.test("What volatile fields say brings no row out", async () => {
  const read = new Read(rowsOf(2), { volatile: { presence: ["name"] } });
  await read.poll();
  read.scripted.rows = rowsOf(2).map((row) => ({ ...row, name: "other" }));
  assertEquals(await read.documents(), []);
});

Deno.test("Without an address of its own a row is gone that two reads miss, five seconds apart", async () => {
  const read = new Read(rowsOf(5));
  await read.poll();
  // the second read has one of the three again, and one more that has changed
  read.scripted.lie = (page, _, asked) => {
    const gone = asked === 2 ? [2, 3, 4] : [2, 3];
    const rows = page.rows.filter(({ id }) => !gone.includes(Number(id)));
    return { rows, total: rows.length };
  };
  const batches = await read.poll();
  assertEquals(batches[0], {
    documents: [{ op: "d", row: { id: 2 } }, { op: "d", row: { id: 3 } }],
    patch: { rows: { 2: null, 3: null } },
  });
  assertEquals([batches.length, read.waited, read.known], [2, 5, ["1", "4", "5"]]);
  assertEquals(read.log.lines, ["debug: teams: 2 is gone", "debug: teams: 3 is gone"]);
  assertEquals(read.statuses, []);
});

Deno.test("A row with an address of its own is gone where that says so, and a living one's does not", async () => {
  const read = new Read(rowsOf(5), { confirmGone: (key) => `/v1/teams/${key}` });
  await read.poll();
  read.scripted.rows = [{ id: 9 }, ...rowsOf(5).slice(2)];
  read.status = (path) => path.endsWith("/2") ? 404 : 200;
  assertEquals(await read.documents(), ["c 9", "d 2"]);
  assertEquals(read.statuses, [9, 1, 2].map((key) => `snapshot /v1/teams/${key}`));
  assertEquals([read.waited, read.known], [0, ["1", "3", "4", "5", "9"]]);
  read.scripted.rows = [{ id: 9 }, ...rowsOf(5).slice(3)];
  assertEquals(await read.poll(), [{ documents: [], patch: {} }], "it is missed, but lives");
});

Deno.test("Nothing is gone where a list misses rows twice whose addresses still answer; that is warned of", async () => {
  const read = new Read(rowsOf(5), { confirmGone: (key) => `/v1/teams/${key}` });
  await read.poll();
  read.scripted.rows = [];
  assertEquals(await read.documents(), []);
  assertEquals([read.known.length, read.waited], [5, 5]);
  assertEquals(read.log.lines, [
    "warn: teams: the list misses 5 rows, but their own addresses still answer; " +
    "nothing is taken for deleted, and the list is read again later",
  ]);
  read.status = () => 404;
  assertEquals(await read.documents(), ["d 1", "d 2", "d 3", "d 4", "d 5"]);
  assertEquals(read.known, []);
});

Deno.test("Of a stream that is known by a text the gone row's key is that text, whatever it is", async () => {
  const names = ["constructor", "12", "x"];
  const read = new Read(names.map((id) => ({ id })), { document: object({ id: text }) });
  assertEquals(await read.documents(), ["c constructor", "c 12", "c x"]);
  read.scripted.rows = [{ id: "x" }];
  const [batch] = await read.poll();
  assertEquals(batch?.documents.map(({ row }) => row), [{ id: "12" }, { id: "constructor" }]);
});

Deno.test("A list that contradicts itself is read six times, ever longer apart, and then it is a fault and a gap", async () => {
  const read = new Read(rowsOf(60));
  read.scripted.lie = (page) => ({ ...page, total: 61 });
  const said = "Aircall counts 61 rows, but only 50 different ones could be read in 6 attempts";
  await assertRejects(
    () => read.poll(),
    StreamFault,
    `${said}; nothing is taken for deleted, and the list is read again later`,
  );
  assertEquals([read.waited, read.scripted.asked], [1 + 2 + 4 + 8 + 16, 6 * 2]);
  assertEquals(
    read.log.lines,
    [2, 4, 8, 16].map((wait) =>
      `warn: teams: Aircall's count (61) and its rows do not agree; read again in ${wait} s`
    ),
  );
  assertEquals([...read.progress.gaps], [["list", said]]);
  // what was read by then has come out
  assertEquals(read.known.length, 50);
  read.scripted.lie = (page) => page;
  assertEquals((await read.documents()).length, 10);
  assertEquals([...read.progress.gaps], []);
});

Deno.test("A list of more rows than can be had is a fault at once, and all that can be had come out", async () => {
  const read = new Read(rowsOf(201));
  read.reach = 100;
  await assertRejects(() => read.poll(), StreamFault, "only 200 different ones could be read in 1 attempts");
  assertEquals([read.waited, read.known.length], [0, 200]);
  const fewer = new Read(rowsOf(150));
  fewer.reach = 100;
  fewer.scripted.lie = (page) => ({ ...page, total: page.total + 1 });
  await assertRejects(() => fewer.poll(), StreamFault, "in 6 attempts");
});

Deno.test("Its waits end when it is asked to stop", async () => {
  const reason = new Error("asked to stop");
  const contradicting = new Read(rowsOf(3));
  contradicting.scripted.lie = (page) => ({ ...page, total: 4 });
  const missing = new Read(rowsOf(3));
  await missing.poll();
  missing.scripted.rows = [];
  for (const read of [contradicting, missing]) {
    read.clock.sleep(500).then(() => read.stop.abort(reason));
    assertEquals([await assertRejects(() => read.poll()), read.waited], [reason, 0.5]);
  }
});

Deno.test("A row without a key is waited for to get one; then the others are captured, and it is said until it is mended", async () => {
  const read = new Read([...rowsOf(3), { name: "no key" }]);
  assertEquals(await read.documents(), ["c 1", "c 2", "c 3"]);
  assertEquals([read.waited, read.scripted.asked], [1 + 2 + 4 + 8 + 16, 6]);
  assertEquals(read.log.lines.filter((line) => line.startsWith("error")).length, 1);
  assertEquals([...read.progress.gaps.keys()], ["key"]);
  read.scripted.rows = rowsOf(4);
  assertEquals(await read.documents(), ["c 4"]);
  assertEquals([...read.progress.gaps.keys()], []);
});

Deno.test("Of a list that has a row without a key it is another one's address that is asked for", async () => {
  const read = new Read(rowsOf(3), { confirmGone: (key) => `/v1/teams/${key}` });
  await read.poll();
  read.scripted.rows = [{ name: "no key" }, ...rowsOf(2)];
  read.status = (path) => path.endsWith("/3") ? 404 : 200;
  assertEquals(await read.documents(), ["d 3"]);
  assertEquals(read.statuses, ["snapshot /v1/teams/1", "snapshot /v1/teams/3"]);
});

Deno.test("It is read again at each interval, and says what it does", async () => {
  const read = new Read(rowsOf(60), {}, { interval: 90_000 });
  const began = new VirtualClock().now();
  const polls: number[] = [];
  const phases: string[] = [];
  read.progress.remaining = 7;
  read.scripted.lie = (page, { page: number }) => {
    if (number === 1) polls.push((read.clock.now() - began) / 1000);
    phases.push(read.progress.phase);
    return page;
  };
  await read.poll(3);
  assertEquals(polls, [0, 90, 180]);
  assertEquals(phases, ["reading", "reading", ...Array(4).fill("up to date")]);
  assertEquals([read.progress.phase, read.progress.remaining, read.progress.pages], ["up to date", 0, 6]);
});
