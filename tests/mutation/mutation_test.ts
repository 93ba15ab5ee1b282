import { assert, assertEquals, assertRejects } from "@std/assert";
import { Memory } from "./memory.ts";
import { mutation } from "./mutation.ts";
import { summary } from "./report.ts";
import { Tree } from "./tree.ts";

const SOURCE = `/** Whether somebody is of age, and how many years are left. */
export function age(years: number): { adult: boolean; left: number } {
  const adult = years >= 18;
  return { adult, left: Math.max(0, 18 - years) };
}
`;
const TEST = `import { age } from "../src/http/age.ts";
Deno.test("a child is no adult", () => {
  if (age(10).adult || age(10).left !== 8) throw new Error("it is");
});
Deno.test("an old woman is", () => {
  if (!age(80).adult) throw new Error("she is not");
});
`;

/** A project of one source and one test file. */
async function project(files: Record<string, string>): Promise<Tree> {
  const folder = await Deno.makeTempDir({ prefix: "project_" });
  const all = { "deno.json": '{"permissions":{"test":{}}}', ...files };
  for (const [path, text] of Object.entries(all)) {
    await Deno.mkdir(`${folder}/${path}/..`.replace(/\/[^/]+\/\.\.$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  try {
    return await Tree.copy(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what the tests do not notice survives, what they notice is killed, and the project is left as it was", async () => {
  await using tree = await project({ "src/http/age.ts": SOURCE, "tests/age_test.ts": TEST });
  const memory = await Memory.open(`${tree.root}/notes`);
  const equivalents = [{
    file: "src/http/age.ts",
    at: "return { adult, left: Math.max(0, 18 - years) };",
    original: "Math.max(0, 18 - years)",
    mutant: "Math.max((-1), 18 - years)",
    why: "it stands here to be left out",
  }];
  const plan = { rooms: ["http"], equivalents, trees: [tree], memory, say: () => {} };
  const { tried, left, stale } = await mutation(plan);
  const ends = (end: string) =>
    tried.filter(({ verdict }) => verdict.end === end).map(({ mutant }) => mutant.mutant);
  // nobody asks at the boundary, nor what is left when somebody is old
  assertEquals(ends("survived").sort(), [
    "Math.max(1, 18 - years)",
    "years > 18",
    "years >= 17",
    "years >= 19",
  ]);
  assert(ends("killed").includes("years < 18"), ends("killed").join("\n"));
  assert(ends("killed").includes("18 + years"));
  assertEquals(left, [{ file: "src/http/age.ts", equivalent: 1, wrongTypes: 4 }]);
  assertEquals(stale, []);
  assertEquals(await tree.read("src/http/age.ts"), SOURCE);
  assert(summary(tried, left).lines.some((line) => line.endsWith("years >= 18  →  years > 18")));

  // what was found is not looked for again: nothing could be run here
  await Deno.remove(`${tree.root}/deno.json`);
  const again = await mutation(plan);
  assertEquals(again.tried.length, tried.length);
});

Deno.test("tests that hang with a mutant have noticed it", async () => {
  const source = "export function next(at: number) {\n  return at + 1;\n}\n";
  const test = `import { next } from "../src/http/next.ts";
Deno.test("it ends", async () => {
  // one that does not end waits meanwhile: it would take a whole processor
  for (let at = 0; at < 3;) at = await new Promise((resolve) => setTimeout(resolve, 5, next(at)));
});
`;
  await using tree = await project({ "src/http/next.ts": source, "tests/next_test.ts": test });
  const memory = await Memory.open(`${tree.root}/notes`);
  const plan = { rooms: ["http"], equivalents: [], trees: [tree], memory, spare: 3000, say: () => {} };
  const { tried } = await mutation(plan);
  assertEquals(
    tried.map(({ mutant, verdict }) => [mutant.mutant, verdict.end]).sort(),
    [["at + 0", "hung"], ["at + 2", "survived"], ["at - 1", "hung"], ["return undefined;", "survived"]],
  );
});

Deno.test("a project whose tests fail without a mutant is refused", async () => {
  const test = 'Deno.test("no", () => { throw new Error("no"); });\n';
  await using tree = await project({ "src/http/age.ts": SOURCE, "tests/age_test.ts": test });
  const memory = await Memory.open(`${tree.root}/notes`);
  const plan = { rooms: ["http"], equivalents: [], trees: [tree], memory, say: () => {} };
  await assertRejects(() => mutation(plan), Error, "fails without a mutant");
});

Deno.test("a fault in a class that hands itself to a file which imports it is tried too", async () => {
  const house = `import { Guest } from "./guest.ts";
export class House {
  #rooms = 2;
  readonly guest: Guest = new Guest(this);
  get rooms(): number {
    return this.#rooms + 1;
  }
}
`;
  const guest = `import type { House } from "./house.ts";
export class Guest {
  constructor(readonly house: House) {}
}
`;
  const test = `import { House } from "../src/http/house.ts";
Deno.test("there is a house", () => void new House().rooms);
`;
  await using tree = await project({
    "src/http/house.ts": house,
    "src/http/guest.ts": guest,
    "tests/house_test.ts": test,
  });
  const memory = await Memory.open(`${tree.root}/notes`);
  const plan = { rooms: ["http"], files: ["house"], equivalents: [], trees: [tree], memory, say: () => {} };
  const { tried, left } = await mutation(plan);
  const survived = tried.map(({ mutant }) => mutant.mutant);
  assert(survived.includes("this.#rooms - 1"), JSON.stringify({ survived, left }));
  // a getter that gives nothing is refused, as everywhere
  assert(left.some(({ wrongTypes }) => wrongTypes > 0));
});
