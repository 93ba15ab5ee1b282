import { assertEquals, assertLessOrEqual } from "@std/assert";
import { dailyCells, readCells } from "../../src/capture/cell_store.ts";
import { Cells } from "../../src/capture/cells.ts";
import { Digester } from "../../src/capture/digest.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import { mergePatch } from "../../src/capture/merge_patch.ts";
import type { JsonObject } from "../../src/capture/stream.ts";

const DAY = 86_400;
const SLOT = 300;
const BEGAN = 20_000 * DAY;
/** Seconds from one row to the next. */
const STEP = 30;
const MOST = 340;

Deno.test("while rows come in for days, cells stay within their number, and a state needs 13 characters for each that is not of the last day", () => {
  let now = BEGAN;
  const sizes = { full: 20, most: MOST, fine: { span: DAY, slot: SLOT } };
  const cells = new Cells(dailyCells, sizes);
  const fields = { key: "id", time: "started_at" };
  const ledger = new Ledger(cells, new Digester(), fields, {}, 0, () => now);
  const state: { cells: Record<string, string> & JsonObject } = { cells: {} };
  let documents = 0;
  /** Reads (from, to], page by page. */
  const read = (from: number, to: number) => {
    const reading = ledger.read({ from, to }, { keyless: () => {} });
    for (let at = from; at < to;) {
      const end = Math.min(to, at + 50 * STEP);
      const rows = [];
      for (let second = Math.ceil((at + 1) / STEP) * STEP; second <= end; second += STEP) {
        rows.push({ id: second, started_at: second });
      }
      documents += reading.take(rows, end, ledger.stamp()).length;
      mergePatch(state.cells, cells.patch(now) ?? {});
      at = end;
    }
    ledger.end(reading);
  };
  const whole = (second: number) => cells.at(second)?.from ?? second;

  for (let poll = 1; poll <= 6 * DAY / SLOT; poll++) {
    now = BEGAN + poll * SLOT;
    read(Math.max(BEGAN, whole(now - 1800)), now - 2);
    if (poll % 72 === 0) read(Math.max(BEGAN, whole(now - DAY)), now - 1800);
    if (poll % 288 === 0) read(BEGAN, now - DAY + 3600);
  }

  assertEquals(documents, (now - 2 - BEGAN) / STEP | 0);
  assertLessOrEqual(cells.all.length, MOST);
  const fine = cells.overlapping(now - DAY - 6 * 3600, now).length;
  const days = Object.keys(state.cells).length;
  assertLessOrEqual(JSON.stringify(state.cells).length, 13 * (cells.all.length + fine) + 12 * days);
  assertEquals(readCells(dailyCells, state.cells)?.length, cells.all.length);
});
