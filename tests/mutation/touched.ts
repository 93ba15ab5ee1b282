import { readLcov } from "../coverage/lcov.ts";
import { deno } from "./run.ts";
import type { Tree } from "./tree.ts";

/** What one test file does. */
export interface TestFile {
  /** From the root: `tests/http/client_test.ts`. */
  path: string;
  /** Milliseconds of a whole run, start and coverage included. */
  ms: number;
  /** Lines of each source file that it runs, by the file's path from the root. */
  lines: Record<string, number[]>;
  /** It took too long, and was ended before it was known what it touches. */
  left?: boolean | undefined;
}

/** After this long, in milliseconds, something hangs that is not to. */
const LIMIT = 600_000;
/** Whatever is mutated, these are what notes are taken of. */
const ROOMS = "--include=/src/(capture|http|flow)/";

/**
 * Runs one test file of the untouched project and notes what it touches; one that takes longer than `slowest` milliseconds is left,
 * and touches nothing then.
 *
 * @throws it fails: no mutant could be blamed for that
 */
export async function measure(tree: Tree, path: string, slowest: number): Promise<TestFile> {
  const folder = await Deno.makeTempDir({ prefix: "touched_" });
  try {
    const args = [...TEST, `--coverage=${folder}`, "--coverage-raw-data-only", path];
    const run = await deno(tree.root, args, Math.min(LIMIT, slowest));
    if (run.code === undefined) return { path, ms: Math.round(run.ms), lines: {}, left: true };
    if (run.code !== 0) {
      throw new Error(`${path} fails without a mutant: ${run.out.slice(-2000)}${run.err.slice(-500)}`);
    }
    // it ends with 1 where nothing of these rooms was loaded
    const { out } = await deno(tree.root, ["coverage", "--lcov", ROOMS, folder], LIMIT);
    const lines = readLcov(out).map(({ path, lines }): [string, number[]] => [
      path.slice(path.indexOf("/src/") + 1),
      [...lines].flatMap(([line, times]) => times > 0 ? [line] : []),
    ]);
    return { path, ms: Math.round(run.ms), lines: Object.fromEntries(lines) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How tests are run here. */
export const TEST = ["test", "-q", "--no-check", "-P=test", "--v8-flags=--max-old-space-size=1024"];

/** A line that was run in part alone is reported as if it had not been, so some lines before it are looked at too. */
export const NEAR = 3;

/** The test files that run these lines of a file, or one just before them, the fastest first. */
export function touching(tests: readonly TestFile[], file: string, from: number, to: number): TestFile[] {
  return tests
    .filter(({ lines }) => lines[file]?.some((line) => line >= from - NEAR && line <= to))
    .sort((a, b) => a.ms - b.ms);
}
