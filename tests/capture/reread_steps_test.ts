import { assertEquals } from "@std/assert";
import { ALL, DAY, HOUR, LAST_DAY, Passes } from "./passes.ts";

/** Rows of a page. */
const PAGE = 50;

/** So many pages of rows that came out as they are, one a second, up to an hour ago; a pass over them is due at once. */
function pages(count: number, wanted: ConstructorParameters<typeof Passes>[1] = {}): Passes {
  const passes = new Passes(LAST_DAY, wanted);
  const oldest = HOUR + count * PAGE;
  for (let i = 0; i < count; i++) {
    const from = oldest - i * PAGE;
    passes.cell(from, from - PAGE, ...Array.from({ length: PAGE }, (_, j) => from - 1 - j));
  }
  passes.of.last = passes.began - HOUR;
  return passes;
}

/** How many batches come before each that the state is told by, and where the pass is by then, as an age. */
function told({ batches, began }: Passes): [number, number][] {
  let before = 0;
  return batches.splice(0).flatMap(({ patch }): [number, number][] => {
    const { day } = (patch["rereads"] ?? {}) as { day?: { pass?: { at?: number } } };
    before++;
    if (!day) return [];
    const skipped = before - 1;
    before = 0;
    return [[skipped, day.pass?.at === undefined ? NaN : began - day.pass.at]];
  });
}

Deno.test("the state is told where a pass is when it begins, at every twentieth page where nothing has changed, and at its end", async () => {
  const passes = await pages(45).pass(1);
  const oldest = HOUR + 45 * PAGE;
  // its last page is read once more where it goes on
  const after = (pages: number) => oldest - (pages - 1) * PAGE;
  assertEquals(told(passes), [[0, DAY], [19, after(20)], [19, after(40)], [5, NaN]]);
  assertEquals(passes.of, { last: passes.began, took: 0 });
  await passes.end();
});

Deno.test("where something has changed the state is told with it, and then again after twenty pages", async () => {
  const passes = pages(45);
  const [edited] = passes.list.rows.splice(4 * PAGE + 7, 1);
  passes.add({ ...edited, version: 2 });
  await passes.pass(1);
  const documents = passes.batches.findIndex(({ documents }) => documents.length > 0);
  assertEquals(documents, 5);
  assertEquals(told(passes).map(([skipped]) => skipped), [0, 4, 19, 19, 0]);
  await passes.end();
});

Deno.test("a stretch that cannot be read completely is told at once, and so is that it could be read after all", async () => {
  const passes = new Passes(ALL).cell(2 * HOUR, HOUR, 5000, 5001);
  passes.state["passed"] = passes.began - DAY;
  // counted once more than can be read
  passes.add(passes.row(5000, 5000));
  await passes.pass(300);
  const gap = passes.batches.find(({ patch }) => patch["gaps"])?.patch ?? {};
  assertEquals(["gaps", "rereads"].filter((name) => name in gap), ["gaps", "rereads"]);
  assertEquals(passes.progress.gaps.size, 1);
  const lines = passes.log.lines.map((line) => line.slice(0, 22));
  assertEquals(new Set(lines), new Set(["warn: contacts: after ", "error: contacts: after"]));
  passes.list.rows.pop();
  passes.batches.length = 0;
  await passes.pass(DAY);
  const mended = passes.batches.find(({ patch }) => patch["gaps"])?.patch ?? {};
  assertEquals(["gaps", "rereads"].filter((name) => name in mended), ["gaps", "rereads"]);
  assertEquals([passes.progress.gaps.size, passes.taken()], [0, []]);
  await passes.end();
});

Deno.test("rows that are missing from several cells of a page are each looked for in their own cell, and are gone", async () => {
  const passes = new Passes(LAST_DAY, { full: 2 });
  for (let i = 0; i < 5; i++) {
    passes.cell(HOUR + 100 - 10 * i, HOUR + 90 - 10 * i, HOUR + 98 - 10 * i, HOUR + 95 - 10 * i);
  }
  passes.of.last = passes.began - HOUR;
  const gone = [HOUR + 98, HOUR + 85, HOUR + 58];
  passes.remove(...gone);
  await passes.pass(1);
  assertEquals(passes.taken(), gone.map((id) => `d ${id}`));
  assertEquals(passes.windows(), [
    [DAY, 2],
    [HOUR + 100, HOUR + 90],
    [HOUR + 90, HOUR + 80],
    [HOUR + 60, HOUR + 50],
  ]);
  assertEquals(passes.asked.filter(({ work }) => work !== "reread"), []);
  assertEquals(new Set(passes.statuses.map(({ work }) => work)), new Set(["reread"]));
  await passes.end();
});

Deno.test("a pass goes on after a restart where the state says that it was, and what lay before is counted by itself", async () => {
  for (const left of [52, 53]) {
    const passes = pages(2);
    // amid the second page, where a cell ends
    const [oldest, at] = [HOUR + 2 * PAGE, HOUR + PAGE];
    passes.underWay(DAY, 2, at, { since: passes.began - oldest, read: 50, left });
    passes.cell(HOUR, HOUR - 2, HOUR - 1, HOUR - 2);
    await passes.pass(40);
    const asked = passes.windows();
    assertEquals(asked[0], [at, 2]);
    assertEquals(asked.some(([from, to]) => from === oldest && to === at), true, `${left}`);
    assertEquals([passes.of.last, passes.of.pass], [passes.began - 600, undefined]);
    await passes.end();
  }
});

Deno.test("a cell that a restart has cut is read by itself, as a whole, and one that ends or begins there is not", async () => {
  for (
    const { at, cell } of [
      { at: 5000, cell: undefined },
      { at: 4999, cell: [5000, 4900] },
      { at: 4950, cell: [5000, 4900] },
      { at: 4901, cell: [5000, 4900] },
      { at: 4900, cell: undefined },
      { at: 4850, cell: undefined },
    ] as const
  ) {
    const passes = new Passes(LAST_DAY, { full: 2 }).cell(5000, 4900, 4999, 4900).cell(
      4800,
      4700,
      4790,
      4780,
    );
    const [edited] = passes.list.rows.splice(0, 1);
    passes.add({ ...edited, version: 2 });
    passes.underWay(DAY, 2, at);
    await passes.pass(1);
    assertEquals(passes.windows(), cell ? [[...cell], [at, 2]] : [[at, 2]], `${at}`);
    assertEquals(passes.taken(), cell || at === 5000 ? ["u 4999"] : []);
    assertEquals(passes.asked.length, 0);
    await passes.end();
  }
  const begins = new Passes(LAST_DAY).cell(5000, 4900, 4999).underWay(4950, 2, 4950);
  await begins.pass(1);
  assertEquals(begins.windows(), [[4950, 2]], "a pass that begins amid a cell");
  await begins.end();
});

Deno.test("a pass that was under way when the start date was moved later goes on from there, without what it had counted", async () => {
  for (
    const { start, asked } of [
      { start: 3000, asked: [[3001, 2]] },
      { start: 6000, asked: [[5000, 2], [6000, 5000]] },
      { start: 2, asked: [[3, 2]] },
      { start: 1, asked: [] },
      { start: -50, asked: [] },
    ]
  ) {
    const passes = new Passes(LAST_DAY, { time: { bounded: true } }).cell(1000, 900, 950);
    passes.add(passes.row(1, 2));
    passes.shared.run.settings.start = passes.began - start;
    passes.underWay(DAY, 2, 5000, { since: passes.began - 6000, read: 7, left: 9 });
    await passes.pass(0);
    assertEquals(passes.windows().slice(0, 2), asked, `${start}`);
    await passes.pass(120);
    assertEquals(passes.of.last, passes.began - 600);
    await passes.end();
  }
  const unbounded = new Passes(LAST_DAY).underWay(DAY, 2, 5000).cell(1000, 900, 950);
  unbounded.shared.run.settings.start = unbounded.began;
  await unbounded.pass(1);
  assertEquals(unbounded.windows(), [[5000, 2]], "where the stream has no start date");
  await unbounded.end();
});

Deno.test("a row without a key is said, and what something else has let out before a page was asked for is read as it is by then", async () => {
  const passes = new Passes(LAST_DAY, { full: 2 }).cell(5000, 4900, 4990, 4980);
  passes.of.last = passes.began - HOUR;
  passes.list.lie = (page, _ask, asked) => {
    if (asked > 1) return page;
    const { ledger } = passes;
    const digest = ledger.digester.lasting(passes.row(4990, 4990, 2));
    ledger.emitted({ key: "4990", second: passes.began - 4990, digest, before: ledger.table.get("4990") });
    passes.remove(4990);
    passes.add(passes.row(4990, 4990, 3), { at: passes.began - 4000 });
    return { ...page, total: page.total + 1 };
  };
  await passes.pass(300);
  assertEquals(passes.taken(), ["u 4990"]);
  assertEquals([...passes.progress.gaps.keys()], ["key"]);
  assertEquals(passes.log.lines.filter((line) => line.startsWith("error")), [
    'error: contacts: a row came without a usable "id" and cannot be captured',
  ]);
  await passes.end();
});

Deno.test("where rows leave the list at its front, a pass reads a page there first, and whole legs at once where none do", async () => {
  for (const { serves, second } of [{ serves: 190 * DAY, second: 1 }, { serves: undefined, second: 2 }]) {
    const passes = new Passes(ALL, { time: serves === undefined ? {} : { serves } });
    for (let i = 0; i < 5010; i++) passes.add(passes.row(i + 1, 150 * DAY - 100 * i));
    passes.state["passed"] = passes.began - DAY;
    await passes.pass(5);
    assertEquals(passes.asked[1]?.page, second);
    assertEquals(passes.taken().length, 5010);
    await passes.end();
  }
});
