import { type Mutant, mutated } from "./mutant.ts";
import { deno } from "./run.ts";
import { TEST, type TestFile } from "./touched.ts";
import type { Tree } from "./tree.ts";

/** What became of a mutant. */
export interface Verdict {
  /** `hung` is killed too: the tests did not end in their time. */
  end: "killed" | "hung" | "survived";
  /** The test files that ran last: those that noticed it. */
  by: string[];
}

/** Milliseconds that the tests of a first batch took when they were measured; each batch after it takes three times as long. */
const FIRST_BATCH = 500;
/** How many times as long as when they were measured tests may take with a mutant, beside some time to spare. */
const PATIENCE = 3;

/**
 * Writes a mutant into a copy of the project, and runs test files, in batches, until one notices it.
 *
 * @param spare milliseconds that a batch may take beside what it is measured by
 */
export async function judge(
  tree: Tree,
  source: string,
  mutant: Mutant,
  tests: readonly TestFile[],
  spare: number,
): Promise<Verdict> {
  await tree.write(mutant.file, mutated(source, mutant));
  try {
    for (const batch of batches(tests)) {
      const by = batch.map(({ path }) => path);
      const limit = spare + PATIENCE * batch.reduce((sum, { ms }) => sum + ms, 0);
      const { code } = await deno(tree.root, [...TEST, "--fail-fast", ...by], limit);
      if (code !== 0) return { end: code === undefined ? "hung" : "killed", by };
    }
    return { end: "survived", by: [] };
  } finally {
    await tree.write(mutant.file, source);
  }
}

/** Test files in the given order, few at first, so that a mutant that the first ones notice costs little. */
export function batches(tests: readonly TestFile[]): TestFile[][] {
  const all: TestFile[][] = [];
  let limit = FIRST_BATCH;
  let ms = Infinity;
  for (const test of tests) {
    if (ms + test.ms > limit) {
      if (all.length > 0) limit *= 3;
      all.push([]);
      ms = 0;
    }
    all.at(-1)?.push(test);
    ms += test.ms;
  }
  return all;
}
