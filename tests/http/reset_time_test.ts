import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { resetTime } from "../../src/http/reset_time.ts";

const NOW = Date.UTC(2026, 10, 2, 9);
const SECONDS = NOW / 1000;
const HTTP_DATE = new Date(NOW + 45_000).toUTCString();
const PAST_DATE = new Date(NOW - 45_000).toUTCString();

/** What the two headers say, and after how many seconds requests are taken again. */
const table: [says: string, retryAfter: string | undefined, reset: string | undefined, seconds: number][] = [
  ["nothing", undefined, undefined, 60],
  ["Retry-After in seconds", "7", undefined, 7],
  ["Retry-After as a date", HTTP_DATE, undefined, 45],
  ["Retry-After before X-AircallApi-Reset", "7", String(SECONDS + 30), 7],
  ["Retry-After in parts of a second", "0.5", undefined, 0.5],
  ["X-AircallApi-Reset in seconds of Unix time", undefined, String(SECONDS + 30), 30],
  ["X-AircallApi-Reset in milliseconds of Unix time", undefined, String(NOW + 30_500), 30.5],
  ["X-AircallApi-Reset in seconds from now", undefined, "42", 42],
  ["120 s", "120", undefined, 120],
  ["more than 120 s", "3600", undefined, 120],
  ["a moment that is a day away", undefined, String(SECONDS + 86_400), 120],
  ["a million seconds from now", "1000000", undefined, 120],
  ["a moment of 1970", undefined, "2000000", 60],
  ["the greatest number of seconds from now", undefined, "1000000", 120],
  ["the least moment of Unix time", undefined, "1000001", 60],
  ["the greatest number of seconds of Unix time", undefined, "100000000000", 120],
  ["the least number of milliseconds of Unix time", undefined, "100000000001", 60],
  ["Infinity", "Infinity", undefined, 120],
  ["zero", "0", undefined, 60],
  ["a negative number", "-5", undefined, 60],
  ["a moment that is past", undefined, String(SECONDS - 1), 60],
  ["this very moment", undefined, String(SECONDS), 60],
  ["a date that is past", PAST_DATE, undefined, 60],
  ["a past Retry-After, but a usable X-AircallApi-Reset", "0", "20", 20],
  ["no number and no date", "soon", "later", 60],
  ["nonsense, but a usable X-AircallApi-Reset", "soon", "20", 20],
  ["empty headers", "", " ", 60],
];

function headersOf(retryAfter: string | undefined, reset: string | undefined): Headers {
  const headers = new Headers();
  if (retryAfter !== undefined) headers.set("retry-after", retryAfter);
  if (reset !== undefined) headers.set("x-aircallapi-reset", reset);
  return headers;
}

for (const [says, retryAfter, reset, seconds] of table) {
  Deno.test(`A 429 that says ${says} is waited out for ${seconds} s`, () => {
    assertEquals(resetTime(headersOf(retryAfter, reset), NOW), NOW + seconds * 1000);
  });
}

const printable = fc.string({ unit: fc.constantFrom(..."0123456789.-+eEx :,GMTJanMonInfinityNa") });
const value = fc.option(
  fc.oneof(
    printable,
    fc.integer().map(String),
    fc.double().map(String),
    fc.integer({ min: -200, max: 200 }).map((s) => String(SECONDS + s)),
    fc.integer({ min: -200_000, max: 200_000 }).map((ms) => String(NOW + ms)),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  ),
  { nil: undefined },
);

Deno.test("Whatever a 429 says, the moment is never past and never more than 120 s ahead", () => {
  fc.assert(
    fc.property(value, value, (retryAfter, reset) => {
      const until = resetTime(headersOf(retryAfter, reset), NOW);
      assertGreater(until, NOW);
      assertLessOrEqual(until, NOW + 120_000);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("Seconds from now, seconds of Unix time and milliseconds of Unix time mean the same moment", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), (seconds) => {
    for (const reset of [seconds, SECONDS + seconds, NOW + seconds * 1000]) {
      assertEquals(resetTime(headersOf(undefined, String(reset)), NOW), NOW + seconds * 1000);
    }
  }));
});
