import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { utc, utcSecond } from "../../src/capture/utc.ts";

Deno.test("a moment is written as a date writes it", () => {
  const time = fc.oneof(
    fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
    fc.integer({ min: 0, max: 2 ** 33 * 1000 }),
    fc.double({ min: 0, max: 4e12, noNaN: true }),
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
  );
  fc.assert(
    fc.property(time, (time) => assertEquals(utc(time), new Date(time).toISOString())),
    { numRuns: 20_000, examples: [[0], [-1], [-0.5], [253_402_300_799_999], [-62_167_219_200_000]] },
  );
});

Deno.test("each day of 400 years and more is written as a date writes it", () => {
  for (let day = -200_000; day < 100_000; day++) {
    const time = day * 86_400_000;
    if (utc(time) !== new Date(time).toISOString()) assertEquals(utc(time), new Date(time).toISOString());
  }
});

Deno.test("a second has no fraction", () => {
  assertEquals(utcSecond(1_767_323_045), "2026-01-02T03:04:05Z");
  assertEquals(utcSecond(0), "1970-01-01T00:00:00Z");
});

Deno.test("what no date can hold is refused as a date does", () => {
  for (const time of [NaN, Infinity, -Infinity, 8.64e15 + 1]) assertThrows(() => utc(time), RangeError);
});
