import { assertEquals, assertThrows } from "@std/assert";
import { guarded } from "../../src/local/guarded.ts";
import type { Terminal } from "../../src/local/screen.ts";

function terminal(write: (text: string) => void): Terminal {
  return { write, interactive: true, colors: false, size: () => ({ columns: 7, rows: 3 }) };
}

Deno.test("a reader that goes away is told once, and nothing is written any more", () => {
  const written: string[] = [];
  let gone = 0;
  const kept = guarded(
    terminal((text) => {
      if (written.length === 2) throw new Deno.errors.BrokenPipe("Broken pipe");
      written.push(text);
    }),
    () => void gone++,
  );
  for (const text of ["a", "b", "c", "d"]) kept.write(text);
  assertEquals([written, gone, kept.size(), kept.interactive], [
    ["a", "b"],
    1,
    { columns: 7, rows: 3 },
    true,
  ]);
});

Deno.test("another fault of a terminal is no reader that went away", () => {
  const kept = guarded(
    terminal(() => {
      throw new TypeError("a fault of ours");
    }),
    () => {},
  );
  assertThrows(() => kept.write("a"), TypeError, "a fault of ours");
});
