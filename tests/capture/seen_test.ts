import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Digester } from "../../src/capture/digest.ts";
import { Seen } from "../../src/capture/seen.ts";

const seenOf = () => new Seen(new Digester({ presence: ["recording"] }));

Deno.test("A row is a change when it is new or other than it was, and only then", () => {
  const seen = seenOf();
  assertEquals(seen.changed("1", { id: 1, duration: 0 }, 10), true);
  assertEquals(seen.changed("1", { id: 1, duration: 0 }, 10), false);
  assertEquals(seen.changed("1", { duration: 0, id: 1 }, 10), false);
  assertEquals(seen.changed("1", { id: 1, duration: 5 }, 10), true);
  assertEquals(seen.changed("2", { id: 1, duration: 5 }, 10), true);
  assertEquals(seen.changed("1", { id: 1, duration: 0 }, 10), true);
});

Deno.test("What is volatile makes no change", () => {
  const seen = seenOf();
  seen.changed("1", { id: 1, recording: "https://s3/?signature=a" }, 10);
  assertEquals(seen.changed("1", { id: 1, recording: "https://s3/?signature=b" }, 10), false);
});

Deno.test("A row is remembered with the second it came with last", () => {
  const seen = seenOf();
  assertEquals(seen.at("1"), undefined);
  seen.changed("1", { id: 1 }, 10);
  assertEquals(seen.at("1"), 10);
  seen.changed("1", { id: 1 }, 11);
  assertEquals(seen.at("1"), 11);
});

Deno.test("Rows before a second are forgotten, those at it and after it are not", () => {
  const rows = fc.uniqueArray(fc.tuple(fc.nat(50), fc.nat(100)), { selector: ([key]) => key });
  fc.assert(fc.property(rows, fc.nat(100), (rows, second) => {
    const seen = seenOf();
    for (const [key, at] of rows) seen.changed(String(key), { id: key }, at);
    seen.forgetBefore(second);
    for (const [key, at] of rows) {
      assertEquals(seen.at(String(key)), at < second ? undefined : at);
      assertEquals(seen.changed(String(key), { id: key }, at), at < second);
    }
  }));
});
