import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { commandLine } from "../../src/local/command_line.ts";

Deno.test("words that a shell leaves alone are left alone, others are quoted", () => {
  assertEquals(
    commandLine(["source-aircall", "sync", "--to", "my folder/a'b", "--since", "2026-01-01T00:00:00Z", ""]),
    `source-aircall sync --to 'my folder/a'\\''b' --since 2026-01-01T00:00:00Z ''`,
  );
});

Deno.test({
  name: "whatever the words are, a shell reads the same ones",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const word = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));
    const words = fc.sample(fc.array(word, { minLength: 1 }), { numRuns: 60, seed: 1 }).flat();
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `printf '%s\\0' ${commandLine(words)}`],
    }).output();
    assertEquals(
      new TextDecoder().decode(stdout).split("\0").slice(0, -1),
      words.map((text) => text.toWellFormed()),
    );
  },
});
