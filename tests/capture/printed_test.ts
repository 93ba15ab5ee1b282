import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { counted, iso } from "../../src/capture/printed.ts";

Deno.test("A count is printed as V8 does it in English", () => {
  for (const count of [0, 1, 999, 1000, 10_000, 123_456, 1_234_567, 1_000_000_000, -5000]) {
    assertEquals(counted(count), count.toLocaleString("en"));
  }
  fc.assert(fc.property(fc.maxSafeInteger(), (count) => {
    assertEquals(counted(count), count.toLocaleString("en"));
  }));
});

Deno.test("A moment is printed as V8 does it", () => {
  const [min, max] = [new Date("1000-01-01T00:00:00.000Z"), new Date("9999-12-31T23:59:59.999Z")];
  fc.assert(fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
    assertEquals(iso(date.getTime()), date.toISOString());
  }));
  for (const date of [min, max]) assertEquals(iso(date.getTime()), date.toISOString());
});
