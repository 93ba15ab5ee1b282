// deno task mutate: which small faults in src do the tests not notice? See CONTRIBUTING.md.
import { readEquivalents } from "./equivalent.ts";
import { Memory } from "./memory.ts";
import { entryFor, mutation } from "./mutation.ts";
import { summary } from "./report.ts";
import { Tree } from "./tree.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

/** A number that the environment gives. */
function given(name: string, otherwise: number): number {
  const text = Deno.env.get(name);
  if (text === undefined || text === "") return otherwise;
  const number = Number(text);
  if (!(number >= 0)) throw new RangeError(`${name} must be a number, not "${text}"`);
  return number;
}

function list(name: string): string[] | undefined {
  return Deno.env.get(name)?.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

function say(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

const began = performance.now();
await using stack = new AsyncDisposableStack();
const trees: Tree[] = [];
for (let i = 0; i < given("WORKERS", 2); i++) trees.push(stack.use(await Tree.copy(ROOT)));
const files = list("FILE");
const tests = list("TESTS");
const { tried, left, stale } = await mutation({
  rooms: list("ROOM") ?? ["capture", "http", "flow"],
  ...(files ? { files } : {}),
  ...(tests ? { tests } : {}),
  count: given("MUTANTS", Infinity),
  seed: given("SEED", 1),
  slowest: 1000 * given("SLOWEST", Infinity),
  equivalents: await readEquivalents(),
  trees,
  memory: await Memory.open(`${ROOT}/.mutate`),
  say,
});
const { lines, enough } = summary(tried, left);
for (const line of lines) say(line);
for (const { file, original, mutant } of stale) {
  say(`equivalent.json names a mutant that there is not: ${file} ${original} → ${mutant}`);
}
const survivors = tried.filter(({ verdict }) => verdict.end === "survived").map(({ mutant }) => mutant);
await Deno.writeTextFile(`${ROOT}/.mutate/survivors.json`, JSON.stringify(survivors.map(entryFor), null, 2));
say(`${Math.round((performance.now() - began) / 1000)} s`);
Deno.exitCode = enough && stale.length === 0 ? 0 : 1;
