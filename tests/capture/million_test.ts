import { assert, assertEquals, assertGreater, assertLess, assertLessOrEqual } from "@std/assert";
import { calls } from "../../src/aircall/streams/calls.ts";
import { dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { type Binding, Engine } from "../../src/capture/engine.ts";
import type { Page, PageAsk, Row, Source } from "../../src/capture/source.ts";
import type { JsonObject } from "../../src/capture/stream.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { keptLog } from "../support/scripted.ts";

const COUNT = 1_000_000;
const DAY = 86_400;
const HOUR = 3_600_000;

/** A million calls, evenly over 175 days, that are made when they are asked for; edits are kept beside. */
class Million {
  readonly clock = new VirtualClock();
  readonly edits = new Map<number, number>();
  /** Edited calls that were served. */
  readonly again = new Set<number>();
  pages = 0;
  readonly #end = Math.floor(this.clock.now() / 1000) - 3600;
  readonly #step = 175 * DAY / COUNT;

  get source(): Source {
    return {
      pageSize: 50,
      reach: 10_000,
      ahead: 1,
      page: (_endpoint, ask) => Promise.resolve(this.#page(ask)),
      status: () => Promise.resolve(200),
      settled: () => Promise.resolve(Math.floor(this.clock.now() / 1000) - 2),
    };
  }

  /** The id of a call by its place in time. */
  idOf(place: number): number {
    return 3_100_000_000 + place * 41_003;
  }

  #startOf(place: number): number {
    return this.#end - Math.ceil((COUNT - 1 - place) * this.#step);
  }

  /** The first place that starts after this second. */
  #after(second: number): number {
    let low = 0;
    let high = COUNT;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#startOf(middle) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #page({ window = { from: 0, to: Infinity }, page }: PageAsk): Page {
    this.pages++;
    const [first, last] = [this.#after(window.from), this.#after(window.to)];
    const rows: Row[] = [];
    for (let place = first + (page - 1) * 50; place < Math.min(last, first + page * 50); place++) {
      const id = this.idOf(place);
      const started_at = this.#startOf(place);
      const edits = this.edits.get(id) ?? 0;
      if (edits > 0) this.again.add(id);
      rows.push({ id, started_at, ended_at: started_at + 30, edits });
    }
    return { rows, total: last - first };
  }
}

Deno.test("a million calls: a state of less than 64 KiB, re-reads in time, each edit found alone or with its cell", async () => {
  const account = new Million();
  const { clock } = account;
  let state: JsonObject = {};
  let documents: Row[] = [];
  let patches: number[] = [];
  /** One life of the connector. @returns its binding's state as text */
  const live = async (hours: number): Promise<string> => {
    const binding: Binding = {
      stream: calls,
      settings: { mode: "incremental", interval: HOUR / 2, start: 0, rereads: true },
      state,
    };
    documents = [];
    await new Engine({
      bindings: [binding],
      source: () => account.source,
      sink: {
        write: (_, batch) => {
          for (const { row } of batch.documents) documents.push(row);
          patches.push(JSON.stringify(batch.patch).length);
          return Promise.resolve();
        },
      },
      clock,
      log: keptLog(),
      life: hours * HOUR,
      signal: new AbortController().signal,
    }).run();
    const text = JSON.stringify(binding.state);
    state = JSON.parse(text);
    return text;
  };
  const ids = () => documents.map(({ id }) => Number(id));

  const text = await live(0.1);
  assertEquals(documents.length, COUNT);
  assertLess(text.length, 65_536);
  const { cells } = state as { cells: Record<string, string> };
  // a stretch between two cells is written too, and is none
  const number = readCells(dailyCells, cells)?.length ?? 0;
  assertGreater(number, 2800, "fine enough");
  assertLessOrEqual(number, 4000);

  // one of the last day, one of the last week, one of long ago
  const edited = [COUNT - 2000, COUNT - 20_000, 300_000].map((place) => account.idOf(place));
  for (const id of edited) account.edits.set(id, 1);
  account.pages = 0;
  patches = [];
  await live(25);
  for (const id of edited) assert(ids().includes(id), `call ${id}`);
  assertLessOrEqual(documents.length, 3 * 400);
  // the least for 24 passes over a day, 4 over a week and one over everything, with a margin for anchors
  assertLess(account.pages, 1.04 * (24 * 5715 + 4.3 * 41_000 + COUNT) / 50);
  assertLess(Math.max(...patches), 6000, "a change costs one day's text");
  assertLess(patches.reduce((sum, bytes) => sum + bytes), 500_000, "in a day");

  // as long as it takes to come by the first two of them once more
  account.again.clear();
  assertLess((await live(7)).length, 65_536);
  assertEquals(account.again, new Set(edited.slice(0, 2)));
  assertEquals(documents.length, 0);
});
