import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import type { Page, PageAsk, Row, Source } from "../../src/capture/source.ts";
import { LegsAhead } from "../../src/capture/legs_ahead.ts";
import { List } from "../../src/capture/list.ts";
import { noProgress } from "../../src/capture/progress.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { walk } from "../../src/capture/walk.ts";
import { ScriptedList } from "../support/scripted.ts";

const TO = 1_000_000;

/** Rows that stand ten seconds apart; the first is number 1. */
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, started_at: 1000 + i * 10 }));

interface Slow {
  rows: Row[];
  ahead: number;
  /** Seconds that each answer takes. @default 1 */
  takes?: (asked: number) => number;
  /** Called before each answer. */
  answering?: (ask: PageAsk, asked: number) => void;
  /** Leaves the walk after so many steps. @default never */
  leaves?: number;
}

/** Walks over a list that takes its time. */
async function walked({ rows, ahead, takes = () => 1, answering = () => {}, leaves = Infinity }: Slow) {
  const clock = new VirtualClock();
  const began = clock.now();
  const scripted = new ScriptedList(rows);
  let flying = 0;
  let most = 0;
  let asked = 0;
  const source = {
    ...scripted.source,
    ahead,
    page: async (
      ...[endpoint, ask, work, signal]: Parameters<typeof scripted.source.page>
    ): Promise<Page> => {
      most = Math.max(most, ++flying);
      const number = ++asked;
      try {
        await clock.sleep(1000 * takes(number), signal);
      } finally {
        flying--;
      }
      answering(ask, number);
      return await scripted.source.page(endpoint, ask, work, signal);
    },
  };
  const endpoint = { path: "/v1/calls", envelope: "calls" };
  const list = new List(
    { source, progress: noProgress() },
    endpoint,
    "backfill",
    new AbortController().signal,
  );
  const options = { clock, fields: { key: "id", time: "started_at" }, warn: () => {} };
  const ids: number[] = [];
  let steps = 0;
  for await (const step of walk(list, { from: 0, to: TO }, options)) {
    ids.push(...step.rows.map(({ id }) => Number(id)));
    if (++steps >= leaves) break;
  }
  return {
    ids: ids.toSorted((a, b) => a - b),
    seconds: (clock.now() - began) / 1000,
    asks: scripted.asks,
    flying: () => flying,
    most,
    clock,
  };
}

const numbers = (to: number) => Array.from({ length: to }, (_, i) => i + 1);

Deno.test("From one leg to the next no time goes by, and no request is in vain", async () => {
  for (const [ahead, seconds] of [[4, 103], [10, 43], [30, 18]] as const) {
    const { ids, asks, seconds: took, most } = await walked({ rows: rowsOf(19_000), ahead });
    assertEquals(ids, numbers(19_000));
    // 380 pages, and the first one of each further leg, which reads two rows again
    assertEquals(asks.length, 381);
    assertEquals(new Set(asks.map(({ window, page }) => `${window?.from} ${page}`)).size, 381);
    assertLessOrEqual(took, seconds);
    assertLessOrEqual(most, ahead + 1);
  }
});

Deno.test("Where a row at a leg's end is listed late, the next leg begins before it, and what was asked for elsewhere is dropped", async () => {
  const rows = rowsOf(12_000);
  // amid the last pages but one, when the last one is there
  const [late] = rows.splice(4700, 1);
  rows.splice(4930, 0, ...late ? [late] : []);
  const { ids, asks } = await walked({ rows, ahead: 4 });
  assertEquals(ids, numbers(12_000));
  const legs = [...new Set(asks.map(({ window }) => window?.from))];
  // it came so late that the whole last page is read again
  assertEquals(legs.slice(0, 3), [0, 50_989, 50_499]);
  const dropped = asks.filter(({ window }) => window?.from === 50_989).length;
  assertLessOrEqual(dropped, 4);
});

Deno.test("A count that changes under a leg drops what was asked for of the next one, and nothing is lost", async () => {
  const rows = rowsOf(12_000);
  for (const gone of [90, 99, 101, 104]) {
    const left = rowsOf(12_000);
    const { ids } = await walked({
      rows: left,
      ahead: 6,
      answering: (_, asked) => void (asked === gone && left.splice(4_999, 1)),
    });
    const expected = rows.map(({ id }) => Number(id)).filter((id) => id !== 5000);
    assertEquals(ids.filter((id) => id !== 5000), expected, `at request ${gone}`);
  }
});

Deno.test("Who leaves a walk at a leg's end has nothing more asked for", async () => {
  for (const leaves of [90, 96, 100, 101]) {
    const { flying, clock, asks } = await walked({ rows: rowsOf(12_000), ahead: 8, leaves });
    const asked = asks.length;
    await clock.sleep(60_000);
    assertEquals([flying(), asks.length], [0, asked]);
  }
});

Deno.test("A page that fails beyond a leg's end is thrown when that leg has come", async () => {
  const mistake = new Error("it is broken");
  const read: number[] = [];
  const answering = ({ window, page }: PageAsk) => {
    if ((window?.from ?? 0) > 0 && page === 2) throw mistake;
    read.push(page);
  };
  const thrown = await walked({ rows: rowsOf(12_000), ahead: 6, answering }).catch((error) => error);
  assertEquals(thrown, mistake);
  assertEquals(read.toSorted((a, b) => a - b).at(-1), 100);
});

Deno.test("A leg's pages are asked for in its window, oldest first, and end with the list's signal", async () => {
  const stop = new AbortController();
  const scripted = new ScriptedList(rowsOf(240));
  const signals: AbortSignal[] = [];
  const page: Source["page"] = (endpoint, ask, work, signal) => {
    signals.push(signal);
    return scripted.source.page(endpoint, ask, work, signal);
  };
  const source = { ...scripted.source, page };
  const list = new List({ source, progress: noProgress() }, { path: "/", envelope: "" }, "tail", stop.signal);
  const legs = new LegsAhead(list, 90_000, 100);
  const first = await legs.first(1200);
  const read: number[] = [];
  for await (const { number } of legs.pages(first, true)) read.push(number);
  assertEquals(read, [1, 2, 3, 4, 5]);
  const window = { from: 1200, to: 90_000 };
  assertEquals(scripted.asks, read.map((page) => ({ window, order: "asc", page })));
  assertEquals(
    signals.map(({ aborted }) => aborted),
    [true, true, true, true, true],
    "nobody needs them now",
  );
  stop.abort(new Error("over"));
  await assertRejects(() => legs.first(1200), Error, "over");
});
