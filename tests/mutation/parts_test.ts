import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { z } from "zod";
import { excused, readEquivalents } from "./equivalent.ts";
import { batches, type Verdict } from "./judge.ts";
import { digest, Memory } from "./memory.ts";
import type { Mutant } from "./mutant.ts";
import { mutantsOf } from "./mutants.ts";
import { summary } from "./report.ts";
import { sample } from "./sample.ts";
import { type TestFile, touching } from "./touched.ts";

const test = (path: string, ms: number, lines: Record<string, number[]> = {}): TestFile => ({
  path,
  ms,
  lines,
});

/** So many verdicts on mutants of one file. */
function tried(file: string, ends: Verdict["end"][]) {
  const [mutant] = mutantsOf(file, "f(a < b);");
  assert(mutant);
  return ends.map((end) => ({ mutant, verdict: { end, by: [] } }));
}

Deno.test("only tests that run a mutant's lines, or some just before them, are run, the fastest first", () => {
  const file = "src/http/x.ts";
  const tests = [
    test("slow", 9, { [file]: [1, 15] }),
    test("elsewhere", 1, { [file]: [11, 17] }),
    test("other", 1, { "src/http/y.ts": [15] }),
    test("fast", 2, { [file]: [16] }),
    test("before", 3, { [file]: [12] }),
  ];
  assertEquals(touching(tests, file, 15, 16).map(({ path }) => path), ["fast", "before", "slow"]);
});

Deno.test("the first batch is short, and the next ones grow", () => {
  const tests = [200, 200, 200, 900, 1000, 5000, 10].map((ms, i) => test(`${i}`, ms));
  assertEquals(batches(tests).map((batch) => batch.map(({ path }) => path)), [
    ["0", "1"],
    ["2", "3"],
    ["4"],
    ["5", "6"],
  ]);
  assertEquals(batches([]), []);
});

Deno.test("a seed draws the same mutants again, another one others, and all are drawn once", () => {
  const all = Array.from({ length: 100 }, (_, i) => i);
  assertEquals(sample(all, 10, 1), sample(all, 10, 1));
  assertEquals(sample(all, 10, 1).length, 10);
  assertNotEquals(sample(all, 10, 1), sample(all, 10, 2));
  assertEquals(sample(all, Infinity, 1), all);
});

Deno.test("a survivor is listed with its place, a killed or hung mutant is counted", () => {
  const { lines, enough } = summary(tried("src/http/x.ts", ["killed", "hung", "survived"]), [
    { file: "src/http/x.ts", equivalent: 4, wrongTypes: 5 },
  ]);
  const words = lines.map((line) => line.split(/\s+/).join(" "));
  assertEquals(words[1], "http x.ts 3 2 1 66.6 % 4 5");
  assertEquals(words[2], "http all 3 2 1 66.6 % 4 5");
  assert(words.some((line) => line.startsWith("src/http/x.ts:1 [")), words.join("\n"));
  assertEquals(enough, false);
});

Deno.test("each room has to reach 85 % by itself, and no mutant at all is not enough", () => {
  const good = tried("src/http/x.ts", Array.from({ length: 20 }, (_, i) => i < 17 ? "killed" : "survived"));
  const bad = tried("src/flow/x.ts", Array.from({ length: 100 }, (_, i) => i < 84 ? "killed" : "survived"));
  assertEquals(summary(good).enough, true);
  assertEquals(summary([...good, ...bad]).enough, false);
  assertEquals(summary([]).enough, false);
});

Deno.test("an entry for an equivalent mutant is found when lines move, and is stale when the code has gone", () => {
  const entry = {
    file: "src/http/x.ts",
    at: "f(a < b);",
    original: "a < b",
    mutant: "a <= b",
    why: "a and b are never the same",
  };
  const found = (source: string) => excused(mutantsOf(entry.file, source), [entry]);
  const [one] = found("\n\n  f(a < b);").mutants;
  assertEquals((one as Mutant).mutant, "a <= b");
  assertEquals(found("f(a < b);").stale, []);
  assertEquals(found("f(a < c);").stale, [entry]);
  assertEquals(excused(mutantsOf("src/http/y.ts", "f(a < c);"), [entry]).stale, []);
});

Deno.test("the list of equivalent mutants can be read, and no mutant is in it twice", async () => {
  const names = (await readEquivalents()).map(({ why: _, ...place }) => JSON.stringify(place));
  assertEquals(names.filter((name, i) => names.indexOf(name) !== i), []);
});

Deno.test("what was noted is known after a restart, half a line is not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const memory = await Memory.open(folder);
    await memory.note("a", 1);
    await Deno.writeTextFile(`${folder}/found.ndjson`, '["b', { append: true });
    const again = await Memory.open(folder);
    assertEquals(again.recall("a", z.number()), 1);
    assertEquals(again.recall("a", z.string()), undefined);
    assertEquals(again.recall("b", z.number()), undefined);
    assertNotEquals(await digest("ab", "c"), await digest("a", "bc"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
