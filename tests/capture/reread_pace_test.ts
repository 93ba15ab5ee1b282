import { assertAlmostEquals, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { calls } from "../../src/aircall/streams/calls.ts";
import { contacts } from "../../src/aircall/streams/contacts.ts";
import { cellsWithIds } from "../../src/capture/cell_store.ts";
import { type Binding, Engine } from "../../src/capture/engine.ts";
import type { Page, PageAsk, Row, Work } from "../../src/capture/source.ts";
import type { JsonObject, Stream } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog, ScriptedList } from "../support/scripted.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What was asked for, when, in seconds. */
interface Asked extends PageAsk {
  work: Work;
  at: number;
}

/** One stream over a list whose answers may take long, each class of work as long as is said. */
class Slow {
  readonly clock = new VirtualClock();
  readonly began = Math.floor(this.clock.now() / 1000);
  readonly asked: Asked[] = [];
  /** Seconds that an answer takes. */
  readonly delays: Partial<Record<Work, number>> = {};
  readonly documents: { op: string; row: Row }[] = [];
  /** Seconds between two polls. */
  interval = 6 * HOUR;
  /** The address of a single row answers so. */
  status = 200;
  state: JsonObject = {};
  readonly #list: ScriptedList;
  readonly #stream: Stream;
  #engine: Engine | undefined;

  constructor(stream: Stream, rows: Row[], time: string) {
    this.#stream = stream;
    this.#list = new ScriptedList(rows, (row) => Number(row[time]));
  }

  get rows(): Row[] {
    return this.#list.rows;
  }

  get progress() {
    const [running] = this.#engine?.running ?? [];
    if (!running) throw new Error("it does not run");
    return running.progress;
  }

  /** Since the beginning, in seconds. */
  get elapsed(): number {
    return Math.round(this.clock.now() / 1000 - this.began);
  }

  /** One life; `look` is called at these moments of it, all in seconds. */
  async live(seconds: number, moments: number[] = [], look: () => void = () => {}): Promise<void> {
    const binding: Binding = {
      stream: this.#stream,
      settings: { mode: "incremental", interval: this.interval * 1000, start: 0, rereads: true },
      state: this.state,
    };
    const { source } = this.#list;
    const page = async (
      endpoint: Parameters<typeof source.page>[0],
      ask: PageAsk,
      work: Work,
      signal: AbortSignal,
    ): Promise<Page> => {
      this.asked.push({ ...ask, work, at: this.elapsed });
      const answer = await source.page(endpoint, ask, work, signal);
      const delay = this.delays[work];
      if (delay) await this.clock.sleep(delay * 1000, signal);
      return answer;
    };
    this.#engine = new Engine({
      bindings: [binding],
      source: () => ({
        ...source,
        ahead: 1,
        page,
        status: () => Promise.resolve(this.status),
        settled: () => Promise.resolve(Math.floor(this.clock.now() / 1000) - 2),
      }),
      sink: {
        write: (_, batch) => {
          this.documents.push(...batch.documents);
          return Promise.resolve();
        },
      },
      clock: this.clock,
      log: keptLog(),
      life: seconds * 1000,
      signal: new AbortController().signal,
    });
    const over = new AbortController();
    const looks = Promise.all(moments.map(async (at) => {
      await this.clock.sleep(at * 1000, over.signal);
      look();
    }));
    await this.#engine.run();
    over.abort();
    await looks;
    this.state = structuredClone(binding.state);
  }

  of(work: Work): Asked[] {
    return this.asked.filter((one) => one.work === work);
  }
}

/** So many calls, one each so many seconds, the last of them an hour ago. */
function slowCalls(count: number, apart: number): Slow {
  const slow = new Slow(calls, [], "started_at");
  for (let i = 0; i < count; i++) {
    const started_at = slow.began - HOUR - (count - 1 - i) * apart;
    slow.rows.push({ id: i + 1, started_at, ended_at: started_at + 30 });
  }
  return slow;
}

Deno.test("a stretch whose passes are in time is told with its period, and the backfill is its first pass", async () => {
  const slow = slowCalls(500, 600);
  await slow.live(0.5 * HOUR, [0.4 * HOUR], () => {
    const { rereads } = slow.progress;
    assertEquals([...rereads.keys()], ["24 h", "7 d", "all"]);
    for (const [title, { every, real, last, remaining }] of rereads) {
      assertEquals(every, { "24 h": HOUR, "7 d": 6 * HOUR, all: DAY }[title]);
      assertEquals(real, every);
      assertLessOrEqual(Math.abs(last - slow.began), 2);
      assertEquals(remaining, undefined);
    }
  });
});

Deno.test("a pass that takes longer than its period says what it will take by how far it has come, and afterwards what it took", async () => {
  const slow = slowCalls(2016, 300);
  await slow.live(0.9 * HOUR);
  slow.delays.reread = 1800;
  const seen: { real: number; remaining: number | undefined }[] = [];
  await slow.live(3.3 * HOUR, [HOUR, 2 * HOUR, 3 * HOUR], () => {
    const { real = NaN, remaining, every } = slow.progress.rereads.get("24 h") ?? {};
    assertEquals(every, HOUR);
    seen.push({ real, remaining });
  });
  // it begins after an hour and reads 264 calls on six pages, three hours of waiting
  assertEquals(seen.map(({ real, remaining }) => [Math.round(real / 360) / 10, remaining]), [
    [1, 215],
    [4.2, 115],
    [3.5, 15],
  ]);
  const { took = 0 } = (slow.state["rereads"] as Record<string, { took?: number }>)["day"] ?? {};
  assertAlmostEquals(took, 3 * HOUR, 600);
  assertEquals(slow.documents.length, 2016, "nothing comes out twice");
});

Deno.test("a pass that has got no answer for longer than its period cannot tell how long it takes", async () => {
  const slow = slowCalls(300, 300);
  await slow.live(0.9 * HOUR);
  slow.delays.reread = 100 * HOUR;
  const seen: number[] = [];
  await slow.live(5 * HOUR, [0.5 * HOUR, 1.5 * HOUR, 2.5 * HOUR], () => {
    seen.push(slow.progress.rereads.get("24 h")?.real ?? NaN);
  });
  assertEquals(seen.slice(0, 2), [HOUR, HOUR]);
  await slow.live(1, [0.5], () => seen.push(slow.progress.rereads.get("24 h")?.real ?? NaN));
  assertEquals(seen.at(-1), Infinity);
});

Deno.test("while the first reading is under way a re-read leaves to it what it has not come to", async () => {
  const slow = slowCalls(1000, 600);
  slow.interval = HOUR / 2;
  slow.delays.backfill = 1200;
  await slow.live(4.5 * HOUR);
  const rereads = slow.of("reread");
  assertGreater(rereads.length, 1);
  const cutoff = slow.began - 2;
  for (const { window } of rereads) assertEquals(window?.from, cutoff);
  slow.delays.backfill = 0;
  await slow.live(2.5 * HOUR);
  const after = slow.of("reread").slice(rereads.length).filter(({ window }) => (window?.from ?? 0) < cutoff);
  assertGreater(after.length, 0);
  assertEquals(new Set(slow.documents.map(({ row }) => row["id"])).size, 1000);
});

Deno.test("deletions are not looked for where the keys of more than a million rows would have to be kept, and a note says so", async () => {
  for (const { count, noted } of [{ count: 1_000_000, noted: true }, { count: 999_999, noted: false }]) {
    const slow = new Slow(contacts, [{ id: 1, created_at: 100, updated_at: 100 }], "created_at");
    const cell = { from: 1, to: 1000, sum: 5, count };
    const cells = { [cellsWithIds.place(cell)]: cellsWithIds.write([cell]) };
    slow.state = { cursor: slow.began - 3600, passed: slow.began - 3600, digests: 1, cells };
    slow.status = 404;
    const notes: string[][] = [];
    await slow.live(60, [50], () => notes.push([...slow.progress.notes.values()]));
    assertEquals(notes, [noted ? ["deletions are not looked for: there are more than a million rows"] : []]);
    assertEquals(slow.documents.filter(({ op }) => op === "d"), []);
    // a poll; where they are looked for, everything is counted besides
    assertEquals(slow.asked.some(({ window }) => window !== undefined), !noted);
  }
});
