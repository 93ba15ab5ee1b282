import { calls } from "../../src/aircall/streams/calls.ts";
import { contacts } from "../../src/aircall/streams/contacts.ts";
import type { Figure, Section } from "./figure.ts";
import { type FirstReading, firstReading } from "./first_reading.ts";
import { firstRun } from "./first_run.ts";
import { secondsOf, type Shape } from "./shapes.ts";

const DAY = 86_400;
/** Six months, as the generated account has them. */
const HORIZON = 182 * DAY;
/** The most that a first reading may cost, times the least. */
const MOST = 1.02;

/** Accounts that are read for the first time, nothing leaving meanwhile. */
const SHAPES = [
  { stream: calls, shapes: ["even", "bursty", "in one week", "in one hour"] },
  { stream: contacts, shapes: ["even", "imported", "in one hour"] },
] as const;

/** Accounts whose rows leave at the front while they are read: where they end and how far they reach back, in days. */
const LEAVING: [shape: Shape, ends: number, days: number, said: string][] = [
  ["even", 0.1, 200, "over 200 days"],
  ["bursty", 0.1, 200, "over 200 days"],
  ["in one week", 176, 0, "the first 6 days that are served"],
];

/** Requests that a first reading takes, against the least possible. */
export const requests: Section = {
  name: "requests",
  title: "Requests of a first reading, against the least possible: a page for each 50 rows",
  run: async function* ({ quick }) {
    const sizes = quick ? [1_000, 1_017, 25_000] : [1_000, 1_017, 25_000, 250_000, 1_000_000];
    for (const { stream, shapes } of SHAPES) {
      for (const count of sizes) {
        for (const shape of shapes) {
          const read = await firstReading({
            stream,
            secondsOf: (now) => secondsOf(shape, count, { end: now - 5 * 3600, days: 170 }),
          });
          yield figureOf(`${said(count)} ${stream.name}, ${shape}`, read);
        }
      }
    }
    for (const count of quick ? [25_000] : [25_000, 250_000, 1_000_000]) {
      for (const [shape, ends, days, place] of LEAVING) {
        const read = await firstReading({
          stream: calls,
          perMinute: 60,
          horizon: HORIZON,
          secondsOf: (now) => secondsOf(shape, count, { end: now - ends * DAY, days }),
        });
        yield figureOf(
          `${said(count)} calls, ${shape}, ${place}, 60 requests a minute, the oldest leaving`,
          read,
        );
      }
    }
    yield* firstRun();
  },
};

function figureOf(what: string, { requests, least, rows, missing, seconds }: FirstReading): Figure {
  if (missing > 0) throw new Error(`${what}: ${missing} rows were served to the end and not read`);
  const took = seconds > 0 ? `, ${(seconds / 3600).toFixed(1)} h` : "";
  return {
    what,
    value: Math.round(requests / least * 10_000) / 10_000,
    unit: "× least",
    bar: { most: MOST },
    note: `${requests} requests for ${rows} rows, at least ${least}${took}`,
  };
}

function said(count: number): string {
  return count.toLocaleString("en");
}
