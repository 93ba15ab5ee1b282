import { assertEquals } from "@std/assert";
import { stopping } from "../../src/commands/stopping.ts";

Deno.test("the first signal asks to stop, its echo says nothing new, and a later one ends it", () => {
  let now = 1000;
  const told: string[] = [];
  const asked = stopping({
    now: () => now,
    first: () => void told.push(`first at ${now}`),
    again: () => void told.push(`again at ${now}`),
  });
  for (now of [1000, 1000, 1499, 1500, 9000]) asked();
  assertEquals(told, ["first at 1000", "again at 1500", "again at 9000"]);
});
