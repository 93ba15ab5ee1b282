import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LegKeys } from "../../src/capture/leg_keys.ts";

/** Keys that a careless reader would take for one another, and many that lie beside each other. */
const key = fc.oneof(
  fc.nat(300).map((id) => `${3_000_000_000 + id}`),
  fc.nat(60).map((id) => `${id * 2 ** 32}`),
  fc.nat(60).map((id) => `${id * 2 ** 33 + 7}`),
  fc.constantFrom("0", "00", "7", "07", "-7", "7.0", "7e0", "+7", " 7", "", "\0" + "1 7", "seven", "\u0667"),
  fc.constantFrom("999999999999999", "9007199254740992", "9007199254740993", "18446744073709551616"),
  fc.string({ maxLength: 3 }),
);

Deno.test("A leg's keys are told apart, kept in their order, and known by their second, whatever they look like", () => {
  const adds = fc.array(fc.tuple(key, fc.integer({ min: 100, max: 110 })), { maxLength: 400 });
  fc.assert(fc.property(adds, fc.array(key), fc.integer({ min: 1, max: 9 }), (adds, others, room) => {
    const keys = new LegKeys(room);
    for (const key of others) keys.add(key, 105);
    keys.clear();
    const truth = new Map<string, number>();
    for (const [key, second] of adds) {
      assertEquals(keys.add(key, second), !truth.has(key));
      if (!truth.has(key)) truth.set(key, second);
    }
    assertEquals(keys.size, truth.size);
    for (const key of [...truth.keys(), ...others]) assertEquals(keys.has(key), truth.has(key));
    for (let second = 99; second <= 111; second++) {
      assertEquals(keys.of(second), [...truth].flatMap(([key, at]) => at === second ? [key] : []));
    }
  }));
});

Deno.test("Five thousand keys beside each other are found again, each once", () => {
  const keys = new LegKeys();
  for (let id = 0; id < 5000; id++) assertEquals(keys.add(`${2_500_000_000 + id}`, id), true);
  for (let id = 0; id < 5000; id++) assertEquals(keys.add(`${2_500_000_000 + id}`, id), false);
  assertEquals([keys.size, keys.of(4321)], [5000, ["2500004321"]]);
});
