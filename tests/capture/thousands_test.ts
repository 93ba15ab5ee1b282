import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { thousands } from "../../src/capture/thousands.ts";

Deno.test("a whole number is written with commas, as English writes it", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      assertEquals(thousands(value), value.toLocaleString("en"));
    }),
    { examples: [[0], [999], [1000], [-1000], [-999], [1_000_000]] },
  );
});
