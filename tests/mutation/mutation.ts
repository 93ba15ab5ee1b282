import { z } from "zod";
import { type Equivalent, excused } from "./equivalent.ts";
import { judge, type Verdict } from "./judge.ts";
import { digest, KnownVerdict, type Memory, textOf } from "./memory.ts";
import { type Mutant, oneLine } from "./mutant.ts";
import { mutantsOf } from "./mutants.ts";
import type { Left, Tried } from "./report.ts";
import { sample } from "./sample.ts";
import { measure, NEAR, type TestFile, touching } from "./touched.ts";
import { filesUnder, type Tree } from "./tree.ts";
import { welltyped } from "./types.ts";

/** What is mutated, and how. */
export interface Plan {
  /** Rooms of src. */
  rooms: readonly string[];
  /** Only files whose path holds one of these. @default every file */
  files?: readonly string[];
  /** Only test files whose path holds one of these are run for a mutant. @default every test file */
  tests?: readonly string[];
  /** How many mutants are drawn. @default all */
  count?: number;
  /** @default 1 */
  seed?: number;
  /** Test files that take longer are not run for a mutant, in milliseconds. @default Infinity */
  slowest?: number;
  /** How long tests may hang with a mutant, beside three times what they took without, in milliseconds. @default 8_000 */
  spare?: number;
  /** Mutants that are left out. */
  equivalents: readonly Equivalent[];
  /** Copies of the project to work on, as many as there are workers. */
  trees: readonly Tree[];
  memory: Memory;
  say: (text: string) => void;
}

/** What came out. */
export interface Outcome {
  tried: Tried[];
  left: Left[];
  /** Entries of the list of equivalents that name no mutant. */
  stale: Equivalent[];
}

const KnownTest: z.ZodType<TestFile> = z.object({
  path: z.string(),
  ms: z.number(),
  lines: z.record(z.string(), z.array(z.number())),
  left: z.boolean().optional(),
});

/** Makes mutants, and sees which of them the tests notice. */
export async function mutation(plan: Plan): Promise<Outcome> {
  const { rooms, files = [""], memory, trees, say, slowest = Infinity, spare = 8_000 } = plan;
  const [tree] = trees;
  if (!tree) throw new RangeError("there is no tree to work on");
  const sources = new Map<string, string>();
  for (const file of await filesUnder(tree.root, "src")) {
    if (file.endsWith(".ts")) sources.set(file, await tree.read(file));
  }
  const texts = new Map<string, string>();
  for (const file of await filesUnder(tree.root, "tests")) {
    // what is here tests nothing that is mutated
    if (!/^tests\/(build|coverage|image|mutation|workflows)\//.test(file)) {
      texts.set(file, await tree.read(file));
    }
  }

  const wanted = [...sources.keys()].filter((file) =>
    rooms.some((room) => file.startsWith(`src/${room}/`)) && files.some((part) => file.includes(part))
  );
  const all = wanted.flatMap((file) => mutantsOf(file, sources.get(file) ?? ""));
  const { mutants: equivalent, stale } = excused(all, plan.equivalents);
  const drawn = sample(all, plan.count ?? Infinity, plan.seed ?? 1);
  say(`${all.length} mutants in ${wanted.length} files, ${drawn.length} of them drawn`);

  const src = await digest(...[...sources].flat());
  const around = await digest(src, ...[...texts].filter(([file]) => !file.endsWith("_test.ts")).flat());
  const left: Left[] = [];
  const mutants: Mutant[] = [];
  for (const file of wanted) {
    const some = drawn.filter((mutant) => mutant.file === file);
    const worth = some.filter((mutant) => !equivalent.has(mutant));
    const key = await digest("checked", src, ...worth.map(textOf));
    const known = memory.recall(key, z.array(z.string()));
    const sound = known
      ? worth.filter((mutant) => known.includes(textOf(mutant)))
      : await welltyped(tree, file, worth);
    if (!known) await memory.note(key, sound.map(textOf));
    left.push({ file, equivalent: some.length - worth.length, wrongTypes: worth.length - sound.length });
    mutants.push(...sound);
  }
  say(`${mutants.length} of them have right types and are not known to be equivalent`);

  const paths = [...texts.keys()].filter((file) =>
    file.endsWith("_test.ts") && (plan.tests ?? [""]).some((part) => file.includes(part))
  );
  const tests: TestFile[] = [];
  await inParallel(trees, paths, async (tree, path) => {
    const key = await digest("touched", around, path, texts.get(path) ?? "");
    const noted = memory.recall(key, KnownTest);
    const known = noted?.left && noted.ms < slowest ? undefined : noted;
    const test = known ?? await measure(tree, path, slowest);
    if (!known) await memory.note(key, test);
    if (tests.push(test) % 20 === 0) say(`${tests.length} of ${paths.length} test files measured`);
  });
  const usable = tests.filter(({ ms, left }) => !left && ms <= slowest);
  say(`${tests.length} test files measured, ${usable.length} of them used`);

  const everything = await digest(
    src,
    `${NEAR}`,
    ...usable.flatMap(({ path }) => [path, texts.get(path) ?? ""]).sort(),
    around,
  );
  const tried: Tried[] = [];
  await inParallel(trees, mutants, async (tree, mutant) => {
    const source = sources.get(mutant.file) ?? "";
    const key = await digest("verdict", source, textOf(mutant));
    const known = memory.recall(key, Remembered);
    const restsOn = async ({ end, by }: Verdict) =>
      end === "survived" ? everything : await digest(...by.map((path) => texts.get(path) ?? ""));
    let verdict: Verdict;
    if (known && known.restsOn === await restsOn(known.verdict)) verdict = known.verdict;
    else {
      const last = mutant.line + source.slice(mutant.start, mutant.end).split("\n").length - 1;
      verdict = await judge(tree, source, mutant, touching(usable, mutant.file, mutant.line, last), spare);
      await memory.note(key, { verdict, restsOn: await restsOn(verdict) });
    }
    tried.push({ mutant, verdict });
    if (tried.length % 100 === 0) say(`${tried.length} of ${mutants.length} tried`);
  });
  return { tried, left, stale };
}

const Remembered = z.object({ verdict: KnownVerdict, restsOn: z.string() });

/** An entry for the list of equivalents, but for its reason. */
export function entryFor({ file, at, original, mutant }: Mutant): Omit<Equivalent, "why"> {
  return { file, at: oneLine(at), original, mutant };
}

/** Does all tasks, one at a time with each tree. */
async function inParallel<T>(
  trees: readonly Tree[],
  tasks: readonly T[],
  work: (tree: Tree, task: T) => Promise<void>,
): Promise<void> {
  const next = tasks.values();
  await Promise.all(trees.map(async (tree) => {
    for (const task of next) await work(tree, task);
  }));
}
