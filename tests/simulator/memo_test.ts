import { assertEquals } from "@std/assert";
import { Memo } from "../../src/simulator/memo.ts";

Deno.test("What follows from a number is made once, and again only where there were too many to keep", () => {
  const made: number[] = [];
  const memo = new Memo((key) => {
    made.push(key);
    return { key };
  }, 3);
  for (const key of [1, 2, 1, 3, 3, 2]) assertEquals(memo.of(key), { key });
  assertEquals(made, [1, 2, 3]);
  for (const key of [4, 4, 1]) assertEquals(memo.of(key), { key });
  assertEquals(made, [1, 2, 3, 4, 1]);
});
