import { assertEquals, assertStrictEquals } from "@std/assert";
import { Handed } from "../../src/capture/handed.ts";

const known = (handed: Handed, ...keys: string[]) => keys.filter((key) => handed.has(key));

Deno.test("what was handed over is known until a leg begins anew, and its room is used again", () => {
  const handed = new Handed();
  const first = handed.room();
  first.add("1", 100);
  handed.also(first);
  const second = handed.room();
  second.add("2", 100);
  handed.also(second);
  handed.also(new Set(["3"]));
  assertEquals(known(handed, "1", "2", "3", "4"), ["1", "2", "3"]);
  handed.begin(second);
  second.add("4", 100);
  assertEquals(known(handed, "1", "2", "3", "4"), ["2", "4"]);
  const third = handed.room();
  assertStrictEquals(third, first);
  assertEquals(third.size, 0);
  third.add("5", 100);
  assertEquals(known(handed, "1", "2", "5"), ["2"], "what a leg has read is not handed over yet");
  handed.begin(third);
  assertEquals(known(handed, "2", "4", "5"), ["5"]);
});

Deno.test("however many legs contradict each other, the keys of no more than ten whole ones are remembered, the latest of them", () => {
  const handed = new Handed();
  const rooms = new Set();
  for (let leg = 0; leg < 200; leg++) {
    const keys = handed.room();
    rooms.add(keys);
    for (let id = 0; id < 1000; id++) keys.add(`${1000 * leg + id}`, leg);
    handed.also(keys);
  }
  assertEquals(known(handed, "0", "148999", "149000", "199999"), ["149000", "199999"]);
  assertEquals(rooms.size, 52);
});
