import { assert, assertEquals } from "@std/assert";
import { page } from "./blocks.ts";
import { logTexts } from "./log_texts.ts";

/** The rooms whose lines an operator reads. */
const ROOMS = ["aircall", "capture", "flow", "http"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (
    const { name, isDirectory, isFile } of Deno.readDir(new URL(`../../${folder}`, import.meta.url))
  ) {
    // the small Flow that drives the connector in tests says nothing to operators
    if (isDirectory && name !== "runtime") yield* sources(`${folder}${name}/`);
    else if (isFile && name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

Deno.test("docs/operating.md holds every text that the log can say at info, warn or error", async () => {
  const said = (await page("docs/operating.md")).replaceAll(/\s+/g, " ");
  const missing: string[] = [];
  let found = 0;
  for (const room of ROOMS) {
    for await (const path of sources(`src/${room}/`)) {
      for (const text of logTexts(path, await page(path))) {
        found++;
        if (!said.includes(text.replaceAll(/\s+/g, " "))) missing.push(`${path}: ${text}`);
      }
    }
  }
  assert(found > 30, `only ${found} texts were found`);
  assertEquals(missing, []);
});

Deno.test("a text of the log is found wherever it stands in the source", () => {
  const source = [
    'log.warn("plain words");',
    "this.#log.error(`${name}: the longest piece of ${count} texts`);",
    'run.log.info(`two ` + "joined");',
    "const line = `kept in a constant ${n}`; if (n > 1) log.warn(line);",
    'throw new StreamFault(`${place}: cannot be read`); warn(n ? "one way" : "other way");',
    'progress.gaps.set("key", `what is missing`); log.debug("not for operators");',
  ].join("\n");
  assertEquals(logTexts("a.ts", source), [
    "plain words",
    ": the longest piece of",
    "two joined",
    "kept in a constant",
    ": cannot be read",
    "one way",
    "other way",
    "what is missing",
  ]);
});
