import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseSince } from "../../src/local/since.ts";

const now = Date.parse("2026-03-31T10:30:45.678Z");
const at = (text: string) => Date.parse(text) / 1000;

Deno.test("a date means its midnight, UTC, and a moment itself, in whatever zone it is written", () => {
  assertEquals(parseSince("2026-01-01", now), at("2026-01-01T00:00:00Z"));
  assertEquals(parseSince(" 2024-02-29 ", now), at("2024-02-29T00:00:00Z"));
  assertEquals(parseSince("2026-01-01T08:00:00+02:00", now), at("2026-01-01T06:00:00Z"));
  assertEquals(parseSince("2026-01-01t08:00:00.999z", now), at("2026-01-01T08:00:00Z"));
});

Deno.test("a span means so long before now, months by the calendar and no day that a month does not have", () => {
  assertEquals(parseSince("1d", now), at("2026-03-30T10:30:45Z"));
  assertEquals(parseSince("36h", now), at("2026-03-29T22:30:45Z"));
  assertEquals(parseSince("30min", now), at("2026-03-31T10:00:45Z"));
  assertEquals(parseSince("2W", now), at("2026-03-17T10:30:45Z"));
  assertEquals(parseSince("1mo", now), at("2026-02-28T10:30:45Z"));
  assertEquals(parseSince("6mo", now), at("2025-09-30T10:30:45Z"));
  assertEquals(parseSince("0d", now), Math.floor(now / 1000));
});

Deno.test("what is none of these is nothing: no day that there is not, no zone left out, no unit unknown, no time before 1970", () => {
  for (
    const text of [
      ...["", "d", "1", "1m", "1 d", "-1d", "1.5d", "yesterday", "1e3d", "9999999d", "999999w"],
      ...["2026-02-30", "2026-13-01", "2026-1-1", "2026-01-01T08:00", "2026-01-01T08:00:00", "1969-12-31"],
    ]
  ) {
    assertEquals(parseSince(text, now), undefined, text);
  }
});

Deno.test("every moment that is written out is read back as its second, whenever it is read", () => {
  const moments = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
  fc.assert(fc.property(moments, moments, (moment, now) => {
    assertEquals(parseSince(moment.toISOString(), now.getTime()), Math.floor(moment.getTime() / 1000));
  }));
});

Deno.test("whatever is written, the answer is a whole second from 1970 on, or none; a longer span is never later", () => {
  const units = fc.constantFrom("min", "h", "d", "w", "mo");
  fc.assert(fc.property(fc.nat(400), fc.nat(400), units, (one, other, unit) => {
    const [short = 0, long = 0] = [one, other].toSorted((a, b) => a - b);
    const [later = -1, earlier = -1] = [`${short}${unit}`, `${long}${unit}`].map((text) =>
      parseSince(text, now)
    );
    assertEquals(earlier <= later, true);
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    const second = parseSince(text, now);
    assertEquals(second === undefined || (Number.isInteger(second) && second >= 0), true);
  }));
});
