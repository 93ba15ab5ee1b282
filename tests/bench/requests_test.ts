import { assertEquals, assertLessOrEqual } from "@std/assert";
import { calls } from "../../src/aircall/streams/calls.ts";
import { contacts } from "../../src/aircall/streams/contacts.ts";
import type { Stream } from "../../src/capture/stream.ts";
import { type FirstReading, firstReading } from "./first_reading.ts";
import { firstRun } from "./first_run.ts";
import { keeps } from "./figure.ts";
import { secondsOf, type Shape } from "./shapes.ts";

const DAY = 86_400;

/** Reads a generated account; nothing that is served to the end may be missing, and nothing may come twice. */
async function read(stream: Stream, shape: Shape, count: number): Promise<FirstReading> {
  const found = await firstReading({
    stream,
    secondsOf: (now) => secondsOf(shape, count, { end: now - 5 * 3600, days: 170 }),
  });
  assertEquals([found.rows, found.missing, found.twice], [count, 0, 0]);
  return found;
}

const SHAPES: [Stream, Shape[]][] = [
  [calls, ["even", "bursty", "in one week", "in one hour"]],
  [contacts, ["even", "imported", "in one hour"]],
];

for (const [stream, shapes] of SHAPES) {
  Deno.test(`1,017 ${stream.name} are read by the 21 requests that they need at least, however they lie`, async () => {
    for (const shape of shapes) assertEquals((await read(stream, shape, 1017)).requests, 21, shape);
  });

  Deno.test(`1,000 ${stream.name} are read by their 20 pages, since the last, which is full, says that none follows`, async () => {
    for (const shape of shapes) assertEquals((await read(stream, shape, 1000)).requests, 20, shape);
  });
}

Deno.test("25,000 calls are read by 500 pages and the one or three more that five seams take where many share their second", async () => {
  // four or five seams, each a row or some seconds of rows: less than a page in all, unless a burst lies there
  const found = await Promise.all(
    (["even", "bursty", "in one week", "in one hour"] as const).map((shape) => read(calls, shape, 25_000)),
  );
  assertEquals(found.map(({ requests }) => requests), [501, 503, 501, 501]);
});

Deno.test("25,000 contacts are read by 500 pages and the one or three more that seams take", async () => {
  const found = await Promise.all(
    (["even", "imported", "in one hour"] as const).map((shape) => read(contacts, shape, 25_000)),
  );
  assertEquals(found.map(({ requests }) => requests), [501, 503, 501]);
});

Deno.test("25,000 calls whose oldest leave while they are read at 60 requests a minute cost at most 1.02 times the least", async () => {
  for (
    const [shape, ends, days] of [["even", 0.1, 200], ["bursty", 0.1, 200], ["in one week", 176, 0]] as const
  ) {
    const { requests, least, missing } = await firstReading({
      stream: calls,
      perMinute: 60,
      horizon: 182 * DAY,
      secondsOf: (now) => secondsOf(shape, 25_000, { end: now - ends * DAY, days }),
    });
    assertEquals(missing, 0);
    assertLessOrEqual(requests, 1.02 * least, shape);
  }
});

Deno.test("A day of 100,000 calls at the front, a call leaving with each request, is read at the pace of the rate, not of the day", async () => {
  const { requests, least, missing, seconds } = await firstReading({
    stream: calls,
    perMinute: 60,
    horizon: 182 * DAY,
    secondsOf: (now) => secondsOf("even", 20_000, { end: now - 181.9 * DAY, days: 0.2 }),
  });
  assertEquals(missing, 0);
  assertLessOrEqual(requests, 1.02 * least);
  assertLessOrEqual(seconds, 1.02 * least + 60);
});

Deno.test("A first run of nine streams over the protocol asks for each list's pages once, and once for what has changed in calls and contacts", async () => {
  for await (const figure of firstRun()) {
    assertEquals(keeps(figure) ?? true, true, `${figure.what}: ${figure.value}`);
  }
});
