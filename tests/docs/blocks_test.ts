import { assert, assertEquals } from "@std/assert";
import { blocks, page, pages, run, shape, withBlocks } from "./blocks.ts";

for (const name of pages) {
  Deno.test(`the output that ${name} shows is what its tasks print`, async () => {
    const found = blocks(await page(name));
    assert(found.length > 0);
    for (const { task, text } of found) {
      assertEquals(shape(text), shape(await run(task)), `deno task ${task.join(" ")}`);
    }
  });
}

Deno.test("a stale block is noticed, other figures are not", () => {
  const text = "<!-- output: task demo -->\n\n```text\ncalls 25,000 of 25,000 in 1.2 s\n```\n";
  const [block] = blocks(text);
  assertEquals(block, { task: ["demo"], text: "calls 25,000 of 25,000 in 1.2 s\n" });
  assertEquals(shape("calls 25,000 of 25,000 in 1.2 s"), shape("calls 9 of 9   in 30.0 s"));
  assert(String(shape("calls 25,000 of 25,000 in 1.2 s")) !== String(shape("calls 25,000 in 1.2 s")));
  assertEquals(shape("calls  99 of 25,000  2 pages  40/s\ncalls  99 of 25,000  2 pages  40/s  9 s left"), []);
  assertEquals(withBlocks(text, ["new\n"]), text.replace("calls 25,000 of 25,000 in 1.2 s", "new"));
});

Deno.test("every place that names a Deno version names the pinned one", async () => {
  const version = (await page(".deno-version")).trim();
  for (const name of ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/ci.yml"]) {
    const named = [...(await page(name)).matchAll(/deno@(\d[\w.]*)/g)].map(([, found]) => found);
    assertEquals(named.filter((found) => found !== version), [], name);
  }
});
