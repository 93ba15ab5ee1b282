import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseDuration } from "../../src/aircall/duration.ts";

const lengths: [text: string, ms: number][] = [
  ["PT5M", 300_000],
  ["PT1S", 1000],
  ["PT0S", 0],
  ["PT90S", 90_000],
  ["PT1H", 3_600_000],
  ["PT1H30M", 5_400_000],
  ["P1D", 86_400_000],
  ["P1DT12H", 129_600_000],
  ["P2W", 1_209_600_000],
  ["P1W2DT3H4M5S", 788_645_000],
  ["PT005M", 300_000],
];

for (const [text, ms] of lengths) {
  Deno.test(`${text} is ${ms} ms`, () => assertEquals(parseDuration(text), ms));
}

const none = [
  ...[
    "",
    "P",
    "PT",
    "P1DT",
    "T5M",
    "5M",
    "PT5",
    "PT5m",
    "pt5m",
    "PT5M ",
    " PT5M",
    "PT5M\n",
    "-PT5M",
    "PT-5M",
    "+PT5M",
  ],
  ...[
    "PT1.5S",
    "PT1,5S",
    "PT5M1H",
    "P1M",
    "P1Y",
    "P1D2W",
    "P5H",
    "PT1D",
    "PTM",
    "PT5MM",
    "P1Y2M10DT2H30M",
    "5 minutes",
    "300",
  ],
  `PT${"9".repeat(40)}S`,
  `P${Number.MAX_SAFE_INTEGER}D`,
];

for (const text of none) {
  Deno.test(`${JSON.stringify(text.slice(0, 30))} is no duration`, () =>
    assertEquals(parseDuration(text), undefined));
}

Deno.test("A duration written out of its parts is as long as they are together", () => {
  const part = fc.option(fc.nat(100_000), { nil: undefined });
  fc.assert(fc.property(part, part, part, part, part, (w, d, h, m, s) => {
    fc.pre([w, d, h, m, s].some((value) => value !== undefined));
    const write = (value: number | undefined, unit: string) => value === undefined ? "" : `${value}${unit}`;
    const time = write(h, "H") + write(m, "M") + write(s, "S");
    const text = `P${write(w, "W")}${write(d, "D")}${time && `T${time}`}`;
    const seconds = (s ?? 0) + 60 * ((m ?? 0) + 60 * ((h ?? 0) + 24 * ((d ?? 0) + 7 * (w ?? 0))));
    assertEquals(parseDuration(text), seconds * 1000);
  }));
});

Deno.test("Whatever a text says, it is a whole number of seconds or no duration", () => {
  const unit = fc.constantFrom(..."PTWDHMS0123456789.-Y ");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      const ms = parseDuration(text) ?? 0;
      assertEquals(ms >= 0 && ms % 1000 === 0, true);
    }),
    { numRuns: 2000 },
  );
});
