import fc from "fast-check";
import { streams } from "../../src/simulator/mod.ts";
import type { Moment } from "./moments.ts";

/** The right thing most of the time; otherwise what is wrong in one way or another. */
function mostly<T>(right: fc.Arbitrary<T>, ...wrong: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 40, arbitrary: right },
    { weight: 1, arbitrary: fc.constantFrom(...wrong, null) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  );
}

/** States with our marker, in every form that our own could have, and in some that it cannot; no run left any of them. */
export function ownStates({ simulator, at }: Moment): fc.Arbitrary<unknown> {
  const now = Math.floor(at / 1000);
  const moment = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: now - 86_400 * 25, max: now }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, now - 1, now, now + 3600, now + 86_400 * 2, 2 ** 33) },
  );
  const second = mostly(moment, -1, 2 ** 33 + 1, -(2 ** 33), 2 ** 53, 1e300, 1.5);
  const integer = mostly(fc.oneof(moment, fc.maxSafeInteger()), 1e300, 0.5);
  const count = mostly(fc.oneof(fc.nat(200), fc.constantFrom(0, 50, 130, 1e15)), -1);
  const truth = mostly(fc.boolean(), 1, "true");
  const text = mostly(fc.string(), 1, {});
  const keys = streams.flatMap((name) => [...simulator.account.truth(name).keys()]);
  const alike = fc.tuple(
    fc.constantFrom(...keys),
    fc.constantFrom(["0", ""], ["", ".0"], ["", "x"], [" ", ""], ["+", ""], ["", "e0"], ["-", ""]),
  ).map(([key, [before, after]]) => `${before}${key}${after}`);
  const strange = fc.oneof(
    alike,
    fc.constantFrom("-0", "", "__proto__", "constructor", "Infinity", "NaN", "0x1", "1e3", "9".repeat(30)),
    fc.string(),
  );
  const key = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...keys, "0", "1", "-3", "123456789") },
    { weight: 1, arbitrary: strange },
  );
  const stretch = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(moment, moment).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    },
    { weight: 1, arbitrary: fc.oneof(fc.string(), fc.tuple(second, second).map((both) => both.join("-"))) },
  );
  const timeline = fc.record({
    cursor: second,
    start: integer,
    passed: second,
    backfill: fc.record(
      {
        at: second,
        since: integer,
        read: count,
        left: fc.option(count),
        to: second,
        start: integer,
        repeats: truth,
      },
      { requiredKeys: ["at", "since", "read", "to"] },
    ),
    again: truth,
    whole: second,
    open: fc.dictionary(key, second, { maxKeys: 4 }),
    gaps: fc.dictionary(stretch, text, { maxKeys: 2 }),
  }, { requiredKeys: [] });
  const whole = fc.record({ rows: fc.dictionary(key, text, { maxKeys: 30 }) }, { requiredKeys: [] });
  const binding = streams.map((name) => [name, name === "calls" || name === "contacts" ? timeline : whole]);
  const bindings = fc.record(Object.fromEntries(binding), { requiredKeys: [] });
  const some = fc.tuple(bindings, fc.subarray([...streams], { maxLength: 4 })).map(([all, names]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.some((one) => one === name)))
  );
  return fc.record({
    sourceAircall: mostly(fc.constant({ version: 1 }), {}, { version: 2 }),
    bindings: some,
  });
}
