import { z } from "zod";
import { type Mutant, oneLine } from "./mutant.ts";

/** A mutant that no test can notice, since it changes nothing that anybody could see. */
export const Equivalent = z.strictObject({
  file: z.string(),
  /** The line it stands in, without what is around it: so it is found again when lines move. */
  at: z.string(),
  /** What is replaced, and by what, as the list of survivors shows it. */
  original: z.string(),
  mutant: z.string(),
  /** Why nobody could notice. */
  why: z.string().min(20),
});
/** See {@link Equivalent}. */
export type Equivalent = z.infer<typeof Equivalent>;

/** The list, as the file beside this one holds it. */
export async function readEquivalents(): Promise<Equivalent[]> {
  const text = await Deno.readTextFile(new URL("equivalent.json", import.meta.url));
  return z.array(Equivalent).parse(JSON.parse(text));
}

/** The mutants that are in the list, and entries of these files that name none: the code they spoke of has gone. */
export function excused(
  mutants: readonly Mutant[],
  list: readonly Equivalent[],
): { mutants: Set<Mutant>; stale: Equivalent[] } {
  const files = new Set(mutants.map(({ file }) => file));
  const found = new Set<Mutant>();
  const stale = list.filter((entry) => {
    const named = mutants.filter((mutant) => names(entry, mutant));
    for (const mutant of named) found.add(mutant);
    return named.length === 0 && files.has(entry.file);
  });
  return { mutants: found, stale };
}

function names(entry: Equivalent, mutant: Mutant): boolean {
  return entry.file === mutant.file && oneLine(entry.at) === oneLine(mutant.at) &&
    oneLine(entry.original) === mutant.original && oneLine(entry.mutant) === mutant.mutant;
}
