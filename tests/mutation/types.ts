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
 * notice, a changed type of an export, is not seen. A class that is handed to a file which imports it back is another one there than
 * its copy: what is wrong with an unchanged copy is no fault of a mutant.
 */
export async function welltyped(tree: Tree, file: string, mutants: Mutant[]): Promise<Mutant[]> {
  const source = await tree.read(file);
  const kept: Mutant[] = [];
  for (let from = 0; from < mutants.length; from += AT_ONCE) {
    const some = mutants.slice(from, from + AT_ONCE);
    const name = (i: number) => file.replace(/\.ts$/, `.mutant_${i}.ts`);
    const texts = [...some.map((mutant) => mutated(source, mutant)), source];
    for (const [i, text] of texts.entries()) await tree.write(name(i), text);
    try {
      const checked = await deno(tree.root, ["check", "-q", ...texts.map((_, i) => name(i))], 600_000);
      const errors = errorsIn(checked.err);
      if (checked.code !== 0 && errors.length === 0) {
        throw new Error(`the types of ${file} cannot be checked: ${checked.err.slice(-500)}`);
      }
      const copied = new Set(errors.flatMap(({ copy, says }) => copy === some.length ? [says] : []));
      const wrong = new Set(errors.flatMap(({ copy, says }) => copied.has(says) ? [] : [copy]));
      kept.push(...some.filter((_, i) => !wrong.has(i)));
    } finally {
      for (const i of texts.keys()) await tree.remove(name(i));
    }
  }
  return kept;
}

/** What the type checker says, and of which copy. */
function errorsIn(text: string): { copy: number; says: string }[] {
  return text.split(/^(?=TS\d+ \[ERROR\])/m).flatMap((error) => {
    const [, copy] = /\bat file:\S+\.mutant_(\d+)\.ts:/.exec(error) ?? [];
    const [says = ""] = error.split("\n");
    return copy === undefined ? [] : [{ copy: Number(copy), says: says.replaceAll(/\.mutant_\d+/g, "") }];
  });
}
