import { assertEquals } from "@std/assert";
import { keeps, median } from "./figure.ts";
import { line, number } from "./table.ts";

Deno.test("a bar is kept up to its value and no further, and where there is none nothing is said", () => {
  const figure = (value: number, bar?: { most: number } | { least: number }) => ({
    what: "x",
    value,
    unit: "s",
    ...(bar ? { bar } : {}),
  });
  assertEquals([1, 1.01].map((value) => keeps(figure(value, { most: 1 }))), [true, false]);
  assertEquals([1, 0.99].map((value) => keeps(figure(value, { least: 1 }))), [true, false]);
  assertEquals(keeps(figure(1)), undefined);
  assertEquals(keeps(figure(NaN, { most: 1 })), false);
  assertEquals(line(figure(2, { most: 1 })).split(/\s+/), ["x", "2", "s", "≤", "1", "MISSED"]);
  assertEquals(line(figure(1, { least: 1 })).split(/\s+/), ["x", "1", "s", "≥", "1", "kept"]);
  assertEquals(line(figure(1)).split(/\s+/), ["x", "1", "s"]);
});

Deno.test("the median is the middle one, or between the two in the middle", () => {
  assertEquals([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])], [2, 2.5, 7]);
});

Deno.test("numbers have the digits that mean something", () => {
  assertEquals([1234567, 123.456, 12.345, 1.2345, 0.12345].map(number), [
    "1,234,567",
    "123",
    "12.3",
    "1.23",
    "0.1235",
  ]);
});
