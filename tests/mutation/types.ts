import { type Mutant, mutated } from "./mutant.ts";
import { deno } from "./run.ts";
import type { Tree } from "./tree.ts";

/** Mutants of one file that are checked in one go. */
const AT_ONCE = 200;

/**
 * The mutants of one file that the type checker lets pass. The others count neither way: they could not come as far as a test, so
 * they tell nothing about the tests.
 *
 * Each is written beside the original under a name of its own, so that all are checked in one go; what only an importer would
 * notice, a changed type of an export, is not seen.
 */
export async function welltyped(tree: Tree, file: string, mutants: Mutant[]): Promise<Mutant[]> {
  const source = await tree.read(file);
  const kept: Mutant[] = [];
  for (let from = 0; from < mutants.length; from += AT_ONCE) {
    const some = mutants.slice(from, from + AT_ONCE);
    const name = (i: number) => file.replace(/\.ts$/, `.mutant_${i}.ts`);
    for (const [i, mutant] of some.entries()) await tree.write(name(i), mutated(source, mutant));
    try {
      const checked = await deno(tree.root, ["check", "-q", ...some.map((_, i) => name(i))], 600_000);
      const wrong = new Set(
        [...checked.err.matchAll(/\bat file:\S+\.mutant_(\d+)\.ts:/g)].map(([, i]) => Number(i)),
      );
      if (checked.code !== 0 && wrong.size === 0) {
        throw new Error(`the types of ${file} cannot be checked: ${checked.err.slice(-500)}`);
      }
      kept.push(...some.filter((_, i) => !wrong.has(i)));
    } finally {
      for (const i of some.keys()) await tree.remove(name(i));
    }
  }
  return kept;
}
